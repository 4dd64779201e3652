"""Putting a post where it belongs: in another topic, or below another post."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from discussions import log
from discussions.models import (
    Citation,
    Deed,
    EventKind,
    Post,
    PostState,
    ReportState,
    Topic,
    TopicState,
    Visibility,
)
from discussions.moderation import record, words
from discussions.moderation.actions.decisions import settle_reports
from discussions.moderation.changes import locked
from discussions.moderation.reasons import LONGEST_NOTE, Reasons
from discussions.moderation.telling import post_moved
from discussions.moderation.threads import below
from discussions.permissions import can_moderate_topic
from hub.actions import Act, Refused, action
from practices.screening.limits import refuse_long

PLACED = (PostState.PUBLISHED, PostState.HIDDEN)


@action("moderation.move")
def move(
    act: Act,
    *,
    post: Post,
    topic: Topic,
    reason: str = "",
    note: str = "",
    language: str = "",
    seen: str = "",
) -> dict[str, Any]:
    """Take a post, with all that answers it, to another topic that the moderator keeps, where it
    stands at the top, last. Its address stays, and leads there.

    Nothing is moved out of a space that fewer people read than everybody, since it was written for
    them; nor what an outcome cites. What was reported of it is upheld. Answers
    `{"post": pk, "topic": pk, "moved": 3}`.
    """
    row = locked(act, post, seen, (*PLACED, PostState.HELD))
    target = Topic.objects.select_related("space").get(pk=topic.pk)
    act.require(can_moderate_topic(act.user, target))
    refuse_long("note", note, LONGEST_NOTE)
    if reason and reason not in Reasons():
        raise Refused({"reason": _("Choose a reason.")})
    source = row.topic
    moved = [row, *below(row)]
    _refuse_move(source, target, moved)
    kept = Post.objects.select_for_update().filter(pk__in=[each.pk for each in moved])
    list(kept.order_by("pk").values_list("pk", flat=True))
    # Its place is given anew, after all that is there; what waits has none.
    kept.update(topic=target, position=None, root=row, version=F("version") + 1)
    Post.objects.filter(pk=row.pk).update(parent=None, root=None)
    settle_reports(act, row, ReportState.UPHELD)
    for each in moved:
        if each.position is None:
            continue
        counts = int(each.state == PostState.PUBLISHED)
        log.happened(act, source, EventKind.POST_MOVED, each, counts=-counts)
        log.happened(act, target, EventKind.POST_MOVED, each, counts=counts, places=True)
    details = {"from": source.pk, "to": target.pk, "posts": [each.pk for each in moved]}
    if note.strip():
        details["language"] = words.language_of(language)
    # Who keeps order in either space reads of it.
    record.deed(act, source.space, Deed.MOVE, source, row, reason, note.strip(), details)
    if source.space_id != target.space_id:
        record.deed(act, target.space, Deed.MOVE, target, row, reason, note.strip(), details)
    row.topic = target
    post_moved(row)
    act.details = {"post": row.pk, "from": source.pk, "to": target.pk}
    act.changed("post", *(each.pk for each in moved))
    act.changed("topic", source.pk, target.pk)
    return {"post": row.pk, "topic": target.pk, "moved": len(moved)}


def may_leave(source: Topic, target: Topic) -> bool:
    """Whether posts of one topic may be read by who reads the other."""
    return (
        source.space_id == target.space_id or source.space.visibility == Visibility.PUBLIC
    )  # fmt: skip


def _refuse_move(source: Topic, target: Topic, moved: list[Post]) -> None:
    if source.pk == target.pk:
        raise Refused({"topic": _("It is in this topic already.")})
    if target.state in (TopicState.SCHEDULED, TopicState.ARCHIVED):
        raise Refused({"topic": _("This topic takes no posts.")})
    if not may_leave(source, target):
        raise Refused(
            {"topic": _("It was written for the readers of its space, and cannot leave it.")}
        )
    if Citation.objects.filter(post__in=[each.pk for each in moved]).exists():
        raise Refused({"topic": _("An outcome cites it, or a post that answers it.")})


@action("moderation.reparent")
def reparent(
    act: Act,
    *,
    post: Post,
    parent: Post | None,
    note: str = "",
    language: str = "",
    seen: str = "",
) -> dict[str, Any]:
    """Make a post the answer to another one of its topic, or (None) put it at the top; what
    answers it stays below it. Its place and its address stay. Answers
    `{"post": pk, "parent": pk}`."""
    row = locked(act, post, seen, PLACED)
    refuse_long("note", note, LONGEST_NOTE)
    hanging = below(row)
    if parent is not None:
        parent = Post.objects.filter(topic=row.topic_id, pk=parent.pk).placed().first()
        if parent is None or parent.state != PostState.PUBLISHED:
            raise Refused({"parent": _("There is no such post in this topic.")})
        if parent.pk in {row.pk, *(each.pk for each in hanging)}:
            raise Refused({"parent": _("A post cannot answer itself, or what answers it.")})
    if (parent.pk if parent else None) == row.parent_id:
        raise Refused({"parent": _("It answers this one already.")})
    root = (parent.root_id or parent.pk) if parent is not None else None
    before = row.parent_id
    Post.objects.filter(pk=row.pk).update(
        parent=parent, root_id=root, version=F("version") + 1
    )  # fmt: skip
    below_it = Post.objects.filter(pk__in=[each.pk for each in hanging])
    below_it.update(root_id=root or row.pk, version=F("version") + 1)
    for each in (row, *hanging):
        if each.position is not None:
            log.happened(act, row.topic, EventKind.POST_MOVED, each)
    record.deed(
        act, row.topic.space, Deed.REPARENT, row.topic, row, "", note.strip(),
        {"from": before, "to": parent.pk if parent else None},
    )  # fmt: skip
    act.details = {"post": row.pk, "topic": row.topic_id}
    act.changed("post", row.pk, *(each.pk for each in hanging))
    return {"post": row.pk, "parent": parent.pk if parent else None}
