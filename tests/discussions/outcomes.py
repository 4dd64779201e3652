"""Outcomes for tests, in the words of the domain."""

from __future__ import annotations

from typing import Any

from discussions.models import Outcome, Post, Topic
from discussions.outcomes.actions import close_with_outcome, save_outcome
from hub.actions import system
from hub.models import User


def claim(source: str, *posts: Post, **texts: str) -> dict[str, Any]:
    """A paragraph as `save_outcome` takes it: in English, and in other languages by name."""
    return {"id": None, "texts": {"en": source, **texts}, "posts": [each.pk for each in posts]}


def drafted(
    of: Topic, *paragraphs: dict[str, Any], changed: str = "A desk opens in May.", by: Any = system
) -> Outcome:
    """A draft that says so; a claim on a post of its own where none is given."""
    known = Outcome.objects.filter(topic=of).first()
    save_outcome(
        by=by,
        topic=of,
        seen=known.number if known else 0,
        paragraphs=list(paragraphs),
        changed={"en": changed},
    )
    return Outcome.objects.get(topic=of)


def published(
    of: Topic, *paragraphs: dict[str, Any], by: User | Any = system, **facts: str
) -> Outcome:
    """A topic that was closed with that outcome."""
    draft = drafted(of, *paragraphs, by=by, **facts)
    close_with_outcome(by=by, topic=of, seen=draft.number)
    of.refresh_from_db()
    return Outcome.objects.get(pk=draft.pk)
