"""Columns that many tables of discussions have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


def person() -> models.ForeignKey:
    """Who did it; the row outlives the account."""
    return models.ForeignKey("hub.User", models.SET_NULL, null=True, blank=True, related_name="+")


def language() -> models.CharField:
    """A BCP 47 tag as `hub.languages.normalise` spells it."""
    return models.CharField(_("Language"), max_length=12)
