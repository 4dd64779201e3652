"""The consultations that are open, on the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.models import Topic
from discussions.spaces.texts import topic_text
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
    topics = open_topics()
    return render_to_string("discussions/home.html", {"topics": topics}) if topics else None


def open_topics() -> list[OpenTopic]:
    """At most as many as are shown, in two queries."""
    taking = Topic.objects.public().taking_posts().select_related("space")
    by_end = taking.order_by("closes_at", "-opens_at", "pk")
    # SQLite sorts nothing before something, PostgreSQL after it.
    topics = list(by_end.filter(closes_at__isnull=False)[:MOST])
    if len(topics) < MOST:
        topics += by_end.filter(closes_at__isnull=True)[: MOST - len(topics)]
    prefetch_related_objects(topics, "texts")
    return [_shown(topic) for topic in topics]


def _shown(topic: Topic) -> OpenTopic:
    text = topic_text(topic).text
    ends = [each for each in (topic.closes_at, topic.space.closes_at) if each]
    return OpenTopic(
        url=reverse("discussions:topic", args=[topic.pk]),
        question=text.question,
        lang=languages.html_tag(text.language),
        dir=languages.direction(text.language),
        posts=topic.post_count,
        closes_at=min(ends, default=None),
    )
