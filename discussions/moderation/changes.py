"""Two moderators at one post: the second one is told what the first one did, and nothing is done
twice.

A form carries `seen_of(post)`: which wording its writer read, which entry of the log was the last
one about the post, and which of its open reports was the newest. `locked` compares it with what is
there now; a report that came later is settled by nobody who has not read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max

from discussions.models import Deed, ModerationEntry, Post, PostState, Report
from discussions.permissions import can_moderate_post
from discussions.querysets import ModerationEntryQuerySet
from hub.actions import Act

# What changes nothing about a post.
LOOKS = (Deed.NAME,)


class Superseded(Exception):
    """The post is no longer as the moderator saw it (409); nothing was done.

    post: as it is now. entries: what was done to it since, the last one first; empty where its
    author changed it.
    """

    def __init__(self, post: Post, entries: Sequence[ModerationEntry]) -> None:
        self.post, self.entries = post, list(entries)
        super().__init__(f"post {post.pk} is {post.state}")


def seen_of(post: Post, last: int | None = None, report: int | None = None) -> str:
    """What a form about a post carries: its version, the key of the last entry about it and that
    of its newest open report. last, report: these keys where the caller knows them (0 for none);
    else a query each finds them."""
    if last is None:
        last = last_entries([post.pk]).get(post.pk, 0)
    if report is None:
        newest = Report.objects.open().filter(post=post.pk).aggregate(newest=Max("pk"))
        report = newest["newest"] or 0
    return f"{post.version}-{last}-{report}"


def last_entries(posts: Iterable[int]) -> dict[int, int]:
    """The key of the last entry about each post that has one, in one query."""
    rows = _about(posts).order_by("pk").values_list("post_id", "pk")
    return dict(rows)


def locked(
    act: Act, post: Post, seen: str, states: Iterable[PostState], *, wording: bool = False
) -> Post:
    """The post, which nobody else changes until the action is over, with its topic, space and
    author in memory. Raises `NotAllowed` for who may not moderate it, and `Superseded` where it is
    in none of the states, where somebody did something about it since it was `seen`, or, with
    `wording`, where what it says is no longer what was read. seen: "" is up to date.
    """
    row = (
        Post.objects.select_for_update(of=("self",))
        .select_related("topic__space", "author")
        .get(pk=post.pk)
    )
    act.require(can_moderate_post(act.user, row))
    version, last, _report = _read(seen)
    since = list(
        _about([row.pk]).filter(pk__gt=last).select_related("by").order_by("-pk") if seen else ()
    )
    if since or row.state not in set(states) or (seen and wording and version != row.version):
        raise Superseded(row, since)
    return row


def _about(posts: Iterable[int]) -> ModerationEntryQuerySet:
    return ModerationEntry.objects.filter(post__in=list(posts)).exclude(deed__in=LOOKS)


def reports_seen(seen: str) -> int | None:
    """The key of the newest open report that the moderator read; None where all are meant."""
    return _read(seen)[2] if seen else None


def _read(seen: str) -> tuple[int, int, int]:
    """What `seen_of` gave; what is no such thing was seen before everything."""
    parts = seen.split("-")
    if len(parts) == 3 and all(
        each.isdecimal() and each.isascii() and len(each) < 18 for each in parts
    ):
        version, last, report = map(int, parts)
        return version, last, report
    return 0, 0, 0
