"""Spaces and their topics: what they are called, who is in them, when they open and close."""
