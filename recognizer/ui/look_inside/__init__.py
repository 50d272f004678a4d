"""The views of the page Look inside, each a module with one `show`."""
