"""When a topic opens and closes, and how that is changed in the open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import Deed, Extension, Outcome, Space, Topic, TopicState
from discussions.permissions import can_moderate, can_moderate_topic
from discussions.spaces import checks
from discussions.spaces.actions.noting import note, topic_changed, topics_changed
from discussions.telling import notices
from hub.actions import Act, Refused, action


def _locked(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(of=("self",)).select_related("space").get(pk=topic.pk)


@action("topic.open")
def open_topic(act: Act, *, topic: Topic) -> dict[str, Any]:
    """Open a scheduled topic: at its time by the hub, before it by who moderates it. Answers
    whether it was this that opened it."""
    topic = _locked(topic)
    act.require(can_moderate_topic(act.user, topic))
    now = timezone.now()
    if topic.state != TopicState.SCHEDULED:
        return {"changed": False}
    if act.user_or_none is None and topic.opens_at > now:
        # It was given a later time since the hub looked.
        return {"changed": False}
    if topic.closes_at is not None and topic.closes_at <= now:
        raise Refused(_("Its closing time is past. Give it another one first."))
    topic.state = TopicState.OPEN
    topic.opened_at = now
    topic.opens_at = min(topic.opens_at, now)
    topic.save(update_fields=["state", "opened_at", "opens_at"])
    topic_changed(act, topic)
    note(act, topic.space, Deed.TOPIC, topic=topic, details={"did": "opened"})
    notices.topic_opened(act, topic)
    return {"changed": True}


@action("topic.close-by-time")
def close_by_time(act: Act, *, topic: Topic) -> dict[str, Any]:
    """Close an open topic whose time is over; its outcome may follow. Answers whether it was this
    that closed it."""
    topic = _locked(topic)
    act.require(False)
    now = timezone.now()
    if topic.state not in (TopicState.OPEN, TopicState.SCHEDULED):
        return {"changed": False}
    if topic.closes_at is None or topic.closes_at > now:
        return {"changed": False}
    topic.state = TopicState.CLOSED
    topic.closed_at = topic.closes_at
    topic.save(update_fields=["state", "closed_at"])
    topic_changed(act, topic)
    return {"changed": True}


@action("topic.archive")
def archive_topic(act: Act, *, topic: Topic, archived: bool = True) -> dict[str, Any]:
    """Put a closed topic away, or take it out again: it stays readable, and its moderators have
    nothing more to do in it. Answers whether anything changed."""
    topic = _locked(topic)
    act.require(can_moderate_topic(act.user, topic))
    before, after = TopicState.CLOSED, TopicState.ARCHIVED
    if not archived:
        before, after = after, before
    if topic.state == after:
        return {"changed": False}
    if topic.state != before:
        raise Refused(_("Only a closed topic can be archived."))
    topic.state = after
    topic.save(update_fields=["state"])
    topic_changed(act, topic)
    note(
        act, topic.space, Deed.TOPIC, topic=topic,
        details={"did": "archived" if archived else "taken out again"},
    )  # fmt: skip
    return {"changed": True}


@action("space.extend")
def extend(
    act: Act,
    *,
    space: Space | None = None,
    topic: Topic | None = None,
    closes_at: datetime | None,
    reason: str,
    language: str,
) -> dict[str, Any]:
    """Give a space, or one topic of it, another end, for a reason that everybody reads; None is no
    end. A topic that its time has closed opens again. Answers `{"extension": 3, "opened": false}`.
    """
    if (space is None) == (topic is None):
        raise ValueError("a space or a topic, not both")
    now = timezone.now()
    row: Space | Topic
    if topic is not None:
        topic = _locked(topic)
        row, home = topic, topic.space
        opens_at = topic.opens_at
    else:
        row = home = Space.objects.select_for_update().get(pk=space.pk)  # type: ignore[union-attr]  # one of both
        opens_at = home.opens_at
    act.require(can_moderate(act.user, home))
    if topic is not None:
        _refuse_ended(topic)
    if closes_at == row.closes_at:
        raise Refused({"closes_at": _("This is when it closes already.")})
    if closes_at is not None and closes_at <= max(opens_at, now):
        raise Refused({"closes_at": _("Choose a time that is to come.")})
    extension = Extension(
        space=home,
        topic=topic,
        before=row.closes_at,
        after=closes_at,
        reason=reason.strip(),
        language=checks.language(language, "language"),
        by=act.user_or_none,
    )
    checks.fits(extension, "reason")
    extension.save()
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    act.details = {"closes_at": closes_at and closes_at.isoformat()}
    opened = False
    if topic is not None:
        opened = _reopen(topic, now)
        topic_changed(act, topic)
        notices.topic_extended(act, topic)
    else:
        act.changed("space", home.pk)
        topics_changed(act, home)
    note(
        act, home, Deed.SPACE if topic is None else Deed.TOPIC, topic=topic,
        text=extension.reason, details={"did": "extended"},
    )  # fmt: skip
    return {"extension": extension.pk, "opened": opened}


def _refuse_ended(topic: Topic) -> None:
    if topic.state == TopicState.ARCHIVED:
        raise Refused(_("An archived topic stays as it is."))
    if Outcome.objects.filter(topic=topic, published_at__isnull=False).exists():
        raise Refused(_("It was closed with an outcome; ask a new topic instead."))


def _reopen(topic: Topic, now: datetime) -> bool:
    """Open a topic again that was closed; whether it was."""
    if topic.state != TopicState.CLOSED:
        return False
    topic.state = TopicState.OPEN if topic.opens_at <= now else TopicState.SCHEDULED
    topic.closed_at = None
    topic.opened_at = topic.opened_at or (now if topic.state == TopicState.OPEN else None)
    topic.save(update_fields=["state", "closed_at", "opened_at"])
    return topic.state == TopicState.OPEN


@action("space.note-time")
def note_time(act: Act, *, space: Space) -> dict[str, Any]:
    """Tell pages and readers that a space has opened or closed by its dates: nothing in its row
    says so. The key names the moment, so that it is told once."""
    act.require(False)
    act.changed("space", space.pk)
    topics_changed(act, space)
    return {"space": space.pk}
