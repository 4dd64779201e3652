"""Background work of spaces: by id, harmless when it runs twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from discussions.models import Space, SpaceInvitation, Topic, TopicState
from discussions.spaces import tokens
from discussions.spaces.texts import space_text, topic_text
from hub import languages, letters
from hub.actions import Refused, system

logger = logging.getLogger("discussions.spaces")

# Minutes between two looks at the clock: how late the state of a topic may be at most. Posts are
# taken or not by the time itself.
EVERY = 1
# How long ago a space may have opened or closed for its pages to be told now.
LATEST = timedelta(days=2)


@task()
def watch_the_clock() -> dict[str, int]:
    """Open scheduled topics, close those whose time is over, and tell of spaces that opened or
    closed. What cannot be done is logged and does not stop the rest."""
    return {"closed": close_due_topics(), "opened": open_due_topics(), "told": tell_of_spaces()}


def open_due_topics() -> int:
    """How many opened."""
    from discussions.spaces.actions import open_topic

    due = Topic.objects.filter(state=TopicState.SCHEDULED, opens_at__lte=timezone.now())
    return sum(_carried_out(open_topic, topic) for topic in due.order_by("opens_at", "pk"))


def close_due_topics() -> int:
    """How many closed."""
    from discussions.spaces.actions import close_by_time

    due = Topic.objects.filter(
        state__in=[TopicState.OPEN, TopicState.SCHEDULED], closes_at__lte=timezone.now()
    )
    return sum(_carried_out(close_by_time, topic) for topic in due.order_by("closes_at", "pk"))


def tell_of_spaces() -> int:
    """How many spaces had a date in the last two days; each is told of once."""
    from discussions.spaces.actions import note_time

    now = timezone.now()
    told = 0
    for name in ("opens_at", "closes_at"):
        passed = {f"{name}__lte": now, f"{name}__gt": now - LATEST}
        for space in Space.objects.filter(**passed):
            key = f"{name}:{space.pk}:{getattr(space, name).isoformat()}"
            note_time(by=system, key=key, space=space)
            told += 1
    return told


def _carried_out(action: object, topic: Topic) -> bool:
    try:
        return bool(action(by=system, topic=topic)["changed"])  # type: ignore[operator]  # an action
    except Refused:
        return False
    except Exception:
        # One topic that cannot be moved must not keep the clock of all the others from going on.
        logger.exception("spaces.clock topic=%s", topic.pk)
        return False


@task()
def mail_invitation(pk: int) -> bool:
    """Mail an invitation that still stands."""
    found = SpaceInvitation.objects.standing().filter(pk=pk)
    row = found.select_related("space", "topic", "invited_by").first()
    if row is None:
        return False
    with translation.override(languages.get(row.language).path):
        path = reverse("discussions:space-invitation", args=[tokens.token_of(row)])
    letters.send(
        "discussions/mail/invitation.html",
        to=row.email,
        language=row.language,
        context={
            "invitation": row,
            "title": space_text(row.space, row.language),
            "question": topic_text(row.topic, row.language) if row.topic else None,
            "url": f"{settings.HUB_BASE_URL}{path}",
        },
    )
    return True
