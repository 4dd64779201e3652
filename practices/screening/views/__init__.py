"""The pages of screening: the reviewer's bench, the secretariat's queue."""
