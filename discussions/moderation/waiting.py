"""What keeping order puts into the list of what waits for the secretariat: held and reported
posts. No day is promised for them; the one that waits longest comes first."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from discussions.models import Post, TopicText
from discussions.moderation.queue import held, reported
from hub import inbox, languages
from hub.models import User
from hub.wording import Name, worded


def register() -> None:
    for kind, label, rows, item in (
        ("held-post", gettext_lazy("Posts that are held"), _held, _held_item),
        ("reported-post", gettext_lazy("Posts that were reported"), _reported, _reported_item),
    ):
        inbox.register(
            inbox.Waiting(
                kind=kind, label=label, rows=rows, since="waiting_since", promised="", item=item
            )
        )  # fmt: skip


def _held(viewer: User) -> QuerySet[Post]:
    return _named(held(viewer))


def _reported(viewer: User) -> QuerySet[Post]:
    return _named(reported(viewer))


def _named(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With the question of the topic, in the reader's language or the original."""
    texts = TopicText.objects.filter(topic=OuterRef("topic"))
    own = texts.filter(language=languages.current().code)
    original = texts.filter(language=OuterRef("topic__original_language"))
    return posts.annotate(
        question=Coalesce(Subquery(own.values("question")), Subquery(original.values("question"))),
        question_language=Coalesce(
            Subquery(own.values("language")), Subquery(original.values("language"))
        ),
    )


def _held_item(post: Any) -> inbox.Item:
    return inbox.Item(
        title=worded(gettext("Read a held post: %(topic)s"), topic=_topic(post)),
        url=reverse("discussions:post-moderate", args=[post.pk]),
        since=post.waiting_since,
    )


def _reported_item(post: Any) -> inbox.Item:
    number = post.open_reports
    note = ngettext("%(number)s report", "%(number)s reports", number) % {"number": number}
    return inbox.Item(
        title=worded(gettext("Look at a reported post: %(topic)s"), topic=_topic(post)),
        url=reverse("discussions:post-moderate", args=[post.pk]),
        since=post.waiting_since,
        note=note if number > 1 else "",
    )


def _topic(post: Any) -> Name:
    return Name(post.question or f"#{post.topic_id}", post.question_language or "")
