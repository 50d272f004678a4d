"""Training: the only folder that imports TensorFlow."""
