"""The consultations that are open, on the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.models import Topic, TopicText
from hub import languages, pagecache, slots

MOST = 4


@dataclass(frozen=True)
class OpenTopic:
    """A topic by its question in the reader's language, else the original, else any."""

    url: str
    question: str
    lang: str
    dir: str
    posts: int
    closes_at: datetime | None


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    slots.fill("home.consultations", consultations)
    pagecache.widen("page", "topic", "space")


def consultations(context: Context) -> SafeString | None:
    """Public topics that take posts, those that close first before the others; the home page is
    the same for everybody."""
    topics = open_topics(languages.current().code)
    return render_to_string("discussions/home.html", {"topics": topics}) if topics else None


def open_topics(reader: str) -> list[OpenTopic]:
    """At most as many as are shown, in two queries."""
    taking = Topic.objects.public().taking_posts().select_related("space")
    by_end = taking.order_by("closes_at", "-opens_at", "pk")
    # SQLite sorts nothing before something, PostgreSQL after it.
    topics = list(by_end.filter(closes_at__isnull=False)[:MOST])
    if len(topics) < MOST:
        topics += by_end.filter(closes_at__isnull=True)[: MOST - len(topics)]
    asked: dict[int, list[TopicText]] = {}
    for text in TopicText.objects.filter(topic__in=topics).order_by("pk"):
        asked.setdefault(text.topic_id, []).append(text)
    return [_shown(topic, asked[topic.pk], reader) for topic in topics if topic.pk in asked]


def _shown(topic: Topic, texts: list[TopicText], reader: str) -> OpenTopic:
    by_language = {text.language: text for text in texts}
    text = by_language.get(reader) or by_language.get(topic.original_language) or texts[0]
    ends = [each for each in (topic.closes_at, topic.space.closes_at) if each]
    return OpenTopic(
        url=reverse("discussions:topic", args=[topic.pk]),
        question=text.question,
        lang=languages.html_tag(text.language),
        dir=languages.direction(text.language),
        posts=topic.post_count,
        closes_at=min(ends, default=None),
    )
