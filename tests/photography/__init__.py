"""Photos of a digit on paper as phones take them, made by rule."""
