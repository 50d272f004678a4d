"""The browser's side: plain JavaScript modules, served and inlined as they are."""
