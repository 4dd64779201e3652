"""The pages of the form, by subject."""
