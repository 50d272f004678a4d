"""What the Learn page shows: something to move, and what it changes."""
