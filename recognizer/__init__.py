"""Recognise handwritten digits and show how.

Reading order: errors, settings, strokes, preprocessing, pictures, datasets, store,
engine, evaluation, cli; then training and ui.
"""
