"""Pages of keeping order."""
