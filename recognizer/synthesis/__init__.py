"""Synthetic digits and non-digits."""
