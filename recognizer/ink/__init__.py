"""Ink becomes MNIST's 28 × 28 images: strokes, photos, files."""
