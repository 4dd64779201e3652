"""A draft as a file: to write without a line, to have read and cleared elsewhere, and back."""
