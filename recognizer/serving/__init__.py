"""Several processes of the app on one machine, behind nginx."""
