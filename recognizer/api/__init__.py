"""HTTP routes of our own beside the pages."""
