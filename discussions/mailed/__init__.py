"""Replies that come by mail: the signed address that takes them, and what becomes of each mail."""
