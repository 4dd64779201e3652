"""How many posts are taken from one person, and from the people of one organisation, in a while.

`HUB_POST_LIMITS` names the numbers; whoever moderates the topic is not counted. People read when
they may go on, and what they typed is kept by who calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Post, PostState, Topic
from discussions.permissions import can_moderate_topic
from hub.actions import Act, Refused
from hub.models import Organisation, User


class SaidAlready(Refused):
    """The same text stands in the topic already, by the same person, at `url`. Its sentence is
    safe HTML with a link; `hub.wording.plain` gives it without."""

    def __init__(self, message: str, url: str) -> None:
        self.url = url
        super().__init__({"source": message})


class TooMany(Refused):
    """No more posts for now; `again_at` is the moment from which one is taken."""

    def __init__(self, message: str, again_at: datetime) -> None:
        self.again_at = again_at
        super().__init__({"": message})


def refuse_spam(
    act: Act, topic: Topic, organisation: Organisation | None = None, source: str = ""
) -> None:
    """`Refused` where the acting person, or the organisation that the post would stand for, has
    posted as often as is allowed, or said the same in this topic minutes ago. Held and refused
    posts count too. Called before the post is written; the system and who moderates the topic
    are never refused."""
    author = act.user_or_none
    if author is None:
        return
    # Two sendings of one person at once are counted one after the other; where there are no locks
    # on rows, whoever writes is alone.
    if connection.features.has_select_for_update:
        User.objects.select_for_update(no_key=True).only("pk").get(pk=author.pk)
    try:
        _refuse(author, topic, organisation, source)
    except Refused:
        # Asked last: it is seldom so, and costs more than counting.
        if not can_moderate_topic(author, topic):
            raise


def _refuse(author: User, topic: Topic, organisation: Organisation | None, source: str) -> None:
    _refuse_same(author, topic, source)
    own = Post.objects.filter(author=author)
    again = _again_at(own, settings.HUB_POST_LIMITS["person"])
    if again is not None:
        raise TooMany(
            _("You have posted as often as one person can for now. You can go on at %(time)s.")
            % {"time": _moment(again)},
            again,
        )
    if organisation is None:
        return
    theirs = Post.objects.filter(organisation=organisation)
    again = _again_at(theirs, settings.HUB_POST_LIMITS["organisation"])
    if again is not None:
        raise TooMany(
            _("People of your organisation have posted as often as one organisation can for now."
              " You can go on at %(time)s.")
            % {"time": _moment(again)},
            again,
        )  # fmt: skip


def _again_at(posts: QuerySet[Post], most: Mapping[int, int]) -> datetime | None:
    """When the next post is taken, None for now. most: how many by seconds."""
    now = timezone.now()
    since = {seconds: now - timedelta(seconds=seconds) for seconds in most}
    recent = posts.filter(created_at__gt=now - timedelta(seconds=max(most)))
    counts: dict[str, Any] = recent.aggregate(
        **{
            f"in_{seconds}": Count("pk", filter=Q(created_at__gt=since[seconds]))
            for seconds in most
        }
    )
    waits = []
    for seconds, number in most.items():
        if counts[f"in_{seconds}"] < number:
            continue
        # One is taken again as soon as the oldest of the last `number` is old enough.
        newest = posts.order_by("-created_at").values_list("created_at", flat=True)
        waits.append(newest[number - 1] + timedelta(seconds=seconds))
    return max(waits, default=None)


def _refuse_same(author: User, topic: Topic, source: str) -> None:
    minutes = settings.HUB_SAME_POST_MINUTES
    if not source.strip():
        return
    first = (
        Post.objects.filter(
            author=author, topic=topic, source=source,
            created_at__gt=timezone.now() - timedelta(minutes=minutes),
        )
        .exclude(state__in=(PostState.WITHDRAWN, PostState.REFUSED))
        .order_by("created_at")
        .first()
    )  # fmt: skip
    if first is None:
        return
    placed = first.state == PostState.PUBLISHED
    url = (
        reverse("discussions:post", args=[first.pk]) if placed else reverse("discussions:my-posts")
    )
    said = ngettext(
        "You said the same here less than %(minutes)s minute ago.",
        "You said the same here less than %(minutes)s minutes ago.",
        minutes,
    ) % {"minutes": minutes}
    raise SaidAlready(
        format_html('{} <a href="{}">{}</a>', said, url, _("Read your first post")), url
    )


def _moment(moment: datetime) -> str:
    """A time of today, or a date with it, with its zone."""
    # The next whole minute: at the one that is shown, a post is taken.
    local = timezone.localtime(moment + timedelta(seconds=59)).replace(second=0, microsecond=0)
    today = local.date() == timezone.localdate()
    shown = date_format(local, "TIME_FORMAT" if today else "DATETIME_FORMAT")
    return f"{shown} {local.tzname()}"
