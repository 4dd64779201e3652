"""Whether a topic took posts at a moment, and the words for why it did not."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from discussions.models import Topic, TopicState
from hub.actions import Refused


def took_posts(topic: Topic, at: datetime) -> bool:
    """Whether what was received at a moment came in time: as `permissions.takes_posts`, of any
    moment. The topic has its space in memory."""
    space = topic.space
    if topic.state == TopicState.SCHEDULED or at < space.opens_at:
        return False
    if topic.state != TopicState.OPEN and (topic.closed_at is None or at >= topic.closed_at):
        return False
    ends = (topic.closes_at, space.closes_at, space.archived_at)
    return all(end is None or at < end for end in ends)


def why_not(topic: Topic) -> str:
    """Why a topic takes no posts now, as a sentence; "" where it does, as far as dates say."""
    if topic.state == TopicState.SCHEDULED:
        return _("This topic is not open yet. It opens on %(time)s.") % {
            "time": moment(topic.opens_at)
        }
    if took_posts(topic, timezone.now()):
        return ""
    closed_at = topic.closed_at if topic.state != TopicState.OPEN else None
    ends = (closed_at, topic.closes_at, topic.space.closes_at, topic.space.archived_at)
    past = [end for end in ends if end and end <= timezone.now()]
    if not past:
        return _("This topic is closed.")
    return _("This topic was closed on %(time)s.") % {"time": moment(min(past))}


def locked() -> str:
    return _("A moderator has locked this topic for a while. It can be read, but not added to.")


def refuse(topic: Topic, at: datetime, *, moderates: bool) -> None:
    """`Refused` where a topic took no posts at the moment, or takes none but moderators'."""
    why = ""
    if not took_posts(topic, at):
        why = why_not(topic) or _("This topic is closed.")
    elif topic.is_locked and not moderates:
        why = locked()
    if why:
        raise Refused(f"{why} {_('What you wrote was not published. It is still here.')}")


def moment(at: datetime) -> str:
    """A date and time with its zone."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
