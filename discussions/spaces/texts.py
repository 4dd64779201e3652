"""What a space, a topic or an outcome says, in the reader's language where it says it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from discussions.models import Space, SpaceText, Topic, TopicText
from discussions.reading.texts import best
from hub import languages


class Written(Protocol):
    """A row of text, with a column of Django's."""

    language: Any


W = TypeVar("W", bound=Written)


@dataclass(frozen=True)
class Shown(Generic[W]):
    """A text, and whether it is in another language than the one that was asked for, because it
    was not translated yet: pages say so beside it."""

    text: W
    is_fallback: bool

    @property
    def language(self) -> str:
        return str(self.text.language)


def shown(texts: Iterable[W], original: str, language: str = "") -> Shown[W] | None:
    """The best text for a reader of a language, that of the interface unless named. None where
    there is no text."""
    wanted = language or languages.current().code
    text = best(texts, wanted, original)
    return Shown(text, text.language != wanted) if text is not None else None


def space_text(space: Space, language: str = "") -> Shown[SpaceText]:
    """As `shown`; the slug stands for a title where nothing was written. Reads `space.texts`:
    prefetch them for a list."""
    return shown(space.texts.all(), space.original_language, language) or Shown(
        SpaceText(space=space, language=space.original_language, title=space.slug), False
    )


def topic_text(topic: Topic, language: str = "") -> Shown[TopicText]:
    """As `space_text`; the number stands for a question where nothing was written."""
    return shown(topic.texts.all(), topic.original_language, language) or Shown(
        TopicText(topic=topic, language=topic.original_language, question=f"#{topic.number}"), False
    )
