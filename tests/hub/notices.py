"""Kinds of notices for tests, about organisations, and telling as an action does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.models import Frequency, Notice, Organisation, User
from hub.notifications import Kind, Line, kinds, notify, seen_through
from hub.wording import Name, worded

SAID, CHANGED, BARE = "example.said", "example.changed", "example.bare"


def render(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    """Worded with a sentence that has translations; one query however many there are."""
    ids = [int(notice.object_id) for notice in notices]
    names = {str(each.pk): each for each in Organisation.objects.filter(pk__in=ids)}
    lines = {}
    for notice in notices:
        of = names[notice.object_id]
        sentence = f"{_('Organisations')}: %(name)s {notice.data.get('what', '')}"
        url = reverse("organisation", args=[of.pk])
        said = Name(notice.data["said"], "ar") if "said" in notice.data else None
        lines[notice.pk] = Line(worded(sentence, name=Name(of.name, "en")), url, said)
    return lines


@contextmanager
def example_kinds() -> Iterator[None]:
    """One that is mailed at once, and two that are gathered."""
    before = dict(kinds._kinds)
    may_see = seen_through(Organisation.objects.visible_to)
    for name, default in ((SAID, "instant"), (CHANGED, "daily"), (BARE, "weekly")):
        kinds.register(
            Kind(
                name=name, group="Examples", label=f"About {name}", hint="An example.",
                default=Frequency(default), may_see=may_see, render=render,
            )
        )  # fmt: skip
    try:
        yield
    finally:
        kinds._kinds.clear()
        kinds._kinds.update(before)


@pytest.fixture
def examples() -> Iterator[None]:
    with example_kinds():
        yield


def tell(
    kind: str,
    people: Iterable[User],
    about: Organisation,
    key: str = "1",
    *,
    at: datetime | None = None,
    **data: Any,
) -> None:
    """As an action would; `at` is when it happened."""
    notify(kind, people, key, about.pk, data)
    if at:
        Notice.objects.filter(kind=kind, key__endswith=f":{key}").update(created_at=at)


def moment(day: int, hour: int = 12) -> datetime:
    """An hour of a day of November 2026, the 23rd of which is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)
