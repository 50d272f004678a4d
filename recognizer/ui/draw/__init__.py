"""What the page Draw is made of."""
