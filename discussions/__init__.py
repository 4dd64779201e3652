"""Talking: spaces, topics, posts, and what becomes of what was said."""
