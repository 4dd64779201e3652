"""A topic and its outcome as files, as a visitor with the reader's rights sees them."""
