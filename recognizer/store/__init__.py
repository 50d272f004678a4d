"""What is kept: model bundles, training runs, people's own drawings."""
