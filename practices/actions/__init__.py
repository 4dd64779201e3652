"""What can be done to a practice, one function for each verb, its module named by the subject."""

from practices.actions.importing import import_practices

__all__ = ["import_practices"]
