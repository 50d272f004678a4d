"""What the lessons show, computed in NumPy: arrays in, arrays out."""
