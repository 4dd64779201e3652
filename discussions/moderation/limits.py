"""How many posts are taken from one person, and from the people of one organisation, in a while.

`HUB_POST_LIMITS` names the numbers; whoever moderates the topic is not counted. People read when
they may go on, and what they typed is kept by who calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions.models import Post, PostState, Topic
from discussions.permissions import can_moderate_topic
from hub import statements
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
    try:
        _refuse(author, topic, organisation, source)
    except Refused:
        # Asked last: it is seldom so, and costs more than counting.
        if not can_moderate_topic(author, topic):
            raise


def _refuse(author: User, topic: Topic, organisation: Organisation | None, source: str) -> None:
    limits = settings.HUB_POST_LIMITS["person"]
    # Two sendings of one person at once are counted one after the other.
    counts, first = _counted("author_id", author.pk, limits, topic, source, held=author)
    if first is not None:
        _refuse_same(first)
    again = _again_at(Post.objects.filter(author=author), limits, counts)
    if again is not None:
        raise TooMany(
            _("You have posted as often as one person can for now. You can go on at %(time)s.")
            % {"time": _moment(again)},
            again,
        )
    if organisation is None:
        return
    limits = settings.HUB_POST_LIMITS["organisation"]
    counts, _first = _counted("organisation_id", organisation.pk, limits)
    again = _again_at(Post.objects.filter(organisation=organisation), limits, counts)
    if again is not None:
        raise TooMany(
            _("People of your organisation have posted as often as one organisation can for now."
              " You can go on at %(time)s.")
            % {"time": _moment(again)},
            again,
        )  # fmt: skip


def _counted(
    whose: str,
    pk: int,
    most: Mapping[int, int],
    topic: Topic | None = None,
    source: str = "",
    held: User | None = None,
) -> tuple[Sequence[int], int | None]:
    """How many posts there are of the last so many seconds (the keys of `most`); and the first of
    the last `HUB_SAME_POST_MINUTES` that says the same in a topic, where it stands or waits."""
    now = timezone.now()
    minutes = settings.HUB_SAME_POST_MINUTES

    def since(seconds: int) -> Any:
        return connection.ops.adapt_datetimefield_value(now - timedelta(seconds=seconds))

    columns = ["COUNT(CASE WHEN created_at > %s THEN 1 END)"] * len(most)
    values: list[Any] = [since(seconds) for seconds in most]
    if topic is not None and source.strip():
        columns.append(
            "MIN(CASE WHEN topic_id = %s AND created_at > %s AND source = %s"
            " AND state NOT IN (%s, %s) THEN id END)"
        )
        values += [topic.pk, since(minutes * 60), source, PostState.WITHDRAWN, PostState.REFUSED]
    else:
        columns.append("NULL")
    # Written out: whoever posts waits for it.
    question = (
        f"SELECT {', '.join(columns)} FROM discussions_post"  # noqa: S608  (our own words)
        f" WHERE {whose} = %s AND created_at > %s"
    )
    values += [pk, since(max(*most, minutes * 60))]
    *counts, first = statements.ask(question, values, holding=held)
    return counts, first


def _again_at(
    posts: QuerySet[Post], most: Mapping[int, int], counts: Sequence[int]
) -> datetime | None:
    """When the next post is taken, None for now. most: how many by seconds."""
    waits = []
    for (seconds, number), count in zip(most.items(), counts, strict=True):
        if count < number:
            continue
        # One is taken again as soon as the oldest of the last `number` is old enough.
        newest = posts.order_by("-created_at").values_list("created_at", flat=True)
        waits.append(newest[number - 1] + timedelta(seconds=seconds))
    return max(waits, default=None)


def _refuse_same(pk: int) -> None:
    minutes = settings.HUB_SAME_POST_MINUTES
    first = Post.objects.get(pk=pk)
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
