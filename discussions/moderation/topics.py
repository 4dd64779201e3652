"""What topics and spaces are called, for lists that name many."""

from __future__ import annotations

from collections.abc import Iterable

from discussions.models import Space, Topic
from discussions.spaces.texts import space_text, topic_text
from hub.wording import Name


def questions(topics: Iterable[int], language: str = "") -> dict[int, Name]:
    """The questions of topics by key, in the reader's language where there is one, in two
    queries. language: that of the interface unless named."""
    found = Topic.objects.filter(pk__in=set(topics)).prefetch_related("texts")
    return {each.pk: _question(each, language) for each in found}


def titles(spaces: Iterable[int], language: str = "") -> dict[int, Name]:
    """As `questions`, of spaces."""
    found = Space.objects.filter(pk__in=set(spaces)).prefetch_related("texts")
    return {each.pk: _title(each, language) for each in found}


def _question(topic: Topic, language: str) -> Name:
    shown = topic_text(topic, language)
    return Name(shown.text.question, shown.language)


def _title(space: Space, language: str) -> Name:
    shown = space_text(space, language)
    return Name(shown.text.title, shown.language)
