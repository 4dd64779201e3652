"""What outcomes tell the rest of the house when it starts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.log import logged
from discussions.models import Misquotation, Topic, TopicState
from discussions.outcomes import notices, page, watching
from discussions.spaces.texts import topic_text
from hub import inbox, slots
from hub.actions import changed
from hub.models import User
from hub.wording import Name, worded


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    notices.register()
    slots.fill("topic.notice", page.notice, order=20)
    slots.fill("topic.actions", page.actions, order=60)
    slots.fill("topic.aside", page.files, order=80)
    changed.connect(watching.watch, dispatch_uid="discussions.outcomes")
    logged.connect(watching.watch_posts, dispatch_uid="discussions.outcomes.posts")
    inbox.register(
        inbox.Waiting(
            kind="outcome",
            label=gettext_lazy("Outcomes to write"),
            rows=to_write,
            since="closed_at",
            promised="",
            item=_to_write,
        )
    )
    inbox.register(
        inbox.Waiting(
            kind="misquotation",
            label=gettext_lazy("Misquotations that were reported"),
            rows=to_answer,
            since="created_at",
            promised="",
            item=_to_answer,
        )
    )


def to_write(viewer: User) -> QuerySet[Topic]:
    """Topics that closed without an outcome, of those that the viewer moderates."""
    closed = Topic.objects.moderated_by(viewer).filter(
        state=TopicState.CLOSED, closed_at__isnull=False
    )
    rows = closed.exclude(outcome__published_at__isnull=False)
    return rows.select_related("outcome").prefetch_related("texts")


def _to_write(topic: Topic) -> inbox.Item:
    assert topic.closed_at is not None  # noqa: S101  (`to_write` says so)
    question = topic_text(topic)
    return inbox.Item(
        title=worded(
            _("Write the outcome of %(topic)s"),
            topic=Name(question.text.question, question.language),
        ),
        url=reverse("discussions:outcome-write", args=[topic.pk]),
        since=topic.closed_at,
        note=_("A draft is begun.") if hasattr(topic, "outcome") else "",
    )


def to_answer(viewer: User) -> QuerySet[Misquotation]:
    """Reports that wait, of those that the viewer answers."""
    rows = Misquotation.objects.open().moderated_by(viewer)
    return rows.select_related("outcome__topic").prefetch_related("outcome__topic__texts")


def _to_answer(report: Misquotation) -> inbox.Item:
    question = topic_text(report.outcome.topic)
    return inbox.Item(
        title=worded(
            _("Answer a report of a misquotation in the outcome of %(topic)s"),
            topic=Name(question.text.question, question.language),
        ),
        url=reverse("discussions:misquotation", args=[report.outcome.topic_id, report.pk]),
        since=report.created_at,
    )
