"""Digits and non-digits drawn by rule."""
