"""Where the working version of a practice stands on its way through screening."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Of the version that is worked on; what is public is said by `live`. The moves from one to
    the other stand in `practices.screening.moves`, and nothing else changes it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ELIGIBILITY = "eligibility", _("Eligibility check")
    IN_REVIEW = "in-review", _("In review")
    EXTRA_REVIEWER = "extra-reviewer", _("With one more reviewer")
    CHANGES_REQUESTED = "changes-requested", _("Changes requested")
    ACCEPTED = "accepted", _("Accepted")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")
