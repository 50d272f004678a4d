"""What the page My drawings is made of."""
