"""Where a page of the form stands, in the words of the task list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Condition(models.TextChoices):
    NOT_STARTED = "not-started", _("Not started")
    IN_PROGRESS = "in-progress", _("In progress")
    DONE = "done", _("Done")
    CANNOT_START = "cannot-start", _("Cannot start yet")
    NEEDS_CHANGES = "needs-changes", _("Needs changes")
