"""What is kept on disk: model bundles."""
