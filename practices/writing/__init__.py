"""Writing a practice: the form of its sections, from the first title to the submission."""
