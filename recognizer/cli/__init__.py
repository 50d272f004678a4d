"""The command line; see `main`."""
