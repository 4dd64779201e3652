"""Texts in other languages: made from the original field by field, and kept in step with it."""
