"""A room full of people: who they are, what they do, and what the presenter asks for.

What is asked for, who is here and what hangs on the wall is in memory only, and shared
by all visitors of one process.
"""
