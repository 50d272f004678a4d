"""What the page Room is made of, and what every page hears of the room."""
