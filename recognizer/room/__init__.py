"""A room full of people: who they are, and what each of them may do."""
