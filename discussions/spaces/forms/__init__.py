"""Forms of spaces and their topics."""
