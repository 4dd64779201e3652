"""What topics and spaces are called in a notice, and where they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.models import Space, Topic
from discussions.spaces.texts import space_text, topic_text
from hub.notifications import Heading
from hub.wording import Name, worded


@dataclass(frozen=True)
class CalledSpace:
    pk: int
    title: Name
    url: str

    @property
    def words(self) -> SafeString:
        return worded("%(title)s", title=self.title)

    @property
    def heading(self) -> Heading:
        return Heading(f"space {self.pk}", self.words, self.url, followed=("space", str(self.pk)))


@dataclass(frozen=True)
class CalledTopic:
    pk: int
    question: Name
    # Markdown, in the language of the question.
    context: str
    url: str
    space: CalledSpace

    @property
    def words(self) -> SafeString:
        return worded("%(question)s", question=self.question)

    @property
    def heading(self) -> Heading:
        return Heading(
            f"topic {self.pk}",
            self.words,
            self.url,
            within=self.space.heading,
            followed=("topic", str(self.pk)),
        )


def spaces(keys: Iterable[int], language: str) -> dict[int, CalledSpace]:
    """By key, in the language where it has a text in it. Two queries. `reverse` is to give the
    addresses of that language."""
    rows = Space.objects.filter(pk__in=set(keys)).prefetch_related("texts")
    return {space.pk: _space(space, language) for space in rows}


def topics(keys: Iterable[int], language: str) -> dict[int, CalledTopic]:
    """As `spaces`, with the space of each. Three queries."""
    rows = Topic.objects.filter(pk__in=set(keys)).select_related("space")
    found = {}
    for topic in rows.prefetch_related("texts", "space__texts"):
        text = topic_text(topic, language).text
        found[topic.pk] = CalledTopic(
            topic.pk,
            Name(text.question, text.language),
            text.context,
            reverse("discussions:topic", args=[topic.pk]),
            _space(topic.space, language),
        )
    return found


def _space(space: Space, language: str) -> CalledSpace:
    text = space_text(space, language).text
    url = reverse("discussions:space", args=[space.slug])
    return CalledSpace(space.pk, Name(text.title, text.language), url)
