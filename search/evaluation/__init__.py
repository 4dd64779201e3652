"""How well does search answer? Judged queries over the shipped practices, and their measures."""
