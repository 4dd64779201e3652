"""The ways in: the header's links by URL name; the footer's by the slug of an editorial page, or by
a URL name.

An upper floor adds its own in `AppConfig.ready` with `add` and `add_to_footer`.
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
# Routes in the footer, after the editorial pages.
FOOTER_ROUTES: list[tuple[str, Any]] = []


def add(url_name: str, label: Any) -> None:
    """Add a link to the header; once, however often it is called."""
    if all(name != url_name for name, _label in NAVIGATION):
        NAVIGATION.append((url_name, label))


def add_to_footer(url_name: str, label: Any) -> None:
    """Add a link to the footer; once, however often it is called."""
    if all(name != url_name for name, _label in FOOTER_ROUTES):
        FOOTER_ROUTES.append((url_name, label))
