"""The ways in: the header's links by URL name, the footer's by the slug of an editorial page.

An upper floor adds its own in `AppConfig.ready` with `add`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

NAVIGATION: list[tuple[str, Any]] = []
FOOTER: list[tuple[str, Any]] = [
    ("about", _("About this site")),
    ("news", _("News")),
    ("terms", _("Terms of use")),
    ("privacy", _("Privacy")),
    ("moderation", _("Moderation rules")),
    ("accessibility", _("Accessibility")),
]


def add(url_name: str, label: Any) -> None:
    """Add a link to the header; once, however often it is called."""
    if all(name != url_name for name, _label in NAVIGATION):
        NAVIGATION.append((url_name, label))
