"""How well does search answer? Judged queries over the shipped practices and over fictitious
discussions, and their measures."""
