"""Whom each thing that happened concerns, and the notices that tell them.

Everything is looked up when the worker gets to it: what was hidden or closed to somebody meanwhile
is told no more. Each function may run again, after a worker was killed in the middle of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import transaction

from discussions.models import (
    Misquotation,
    Outcome,
    Post,
    PostMention,
    PostState,
    Report,
    Space,
    SpaceModerator,
    Topic,
    TopicListing,
    Warning,
)
from discussions.outcomes.reading import contributors
from discussions.querysets import KEEPERS, readers_among
from discussions.telling import following, names
from hub.models import Following, Notice, User
from hub.notifications import notify
from hub.notifications.telling import occasion

# So many notices are written in one transaction, for others to write in between.
AT_ONCE = 500


def tell(what: str, pk: int, occasion: str) -> int:
    """Tell of one thing that happened, as `notices` noted it; how many people are told."""
    return _TOLD[what](pk, occasion)


def moderators_of(space: int) -> set[int]:
    """Who hears what waits in a space: its moderators; where it has none, those of the hub, and
    where there are none either, the secretariat."""
    own = SpaceModerator.objects.filter(space=space, user__is_active=True)
    found = set(own.values_list("user", flat=True))
    for role in KEEPERS:
        if found:
            break
        people = User.objects.filter(is_active=True, groups__name=role)
        found = set(people.values_list("pk", flat=True))
    return found


# Posts


def _post_published(pk: int, _occasion: str) -> int:
    """Each person hears of a post once: that it answers them, else that it mentions them, else
    that it stands in a topic that they follow."""
    post = _post(pk, PostState.PUBLISHED)
    if post is None:
        return 0
    if post.author:
        following.follow_own(post, post.author)
    answered: set[int | None] = {post.parent.author_id} if post.parent else set()
    mentioned = PostMention.objects.filter(post=post).values_list("user", flat=True)
    # Who began to follow since does not hear of what stood there then.
    told: dict[str, set[int | None]] = {
        names.REPLY: answered,
        names.MENTION: {*mentioned},
        names.POST: _followers("topic", [post.topic_id], since=post.published_at),
    }
    leave_out = {post.author_id, *_told_already(set().union(*told.values()), told, pk)}
    count = 0
    for kind, people in told.items():
        count += _notify(kind, post.topic, people - leave_out, str(pk), pk)
        leave_out |= people
    return count


def _told_already(people: set[int | None], kinds: Iterable[str], pk: int) -> set[int]:
    """Which of these people heard of a post before, by whichever of the kinds."""
    keys = [occasion(kind, str(pk)) for kind in kinds]
    asked = sorted(each for each in people if each is not None)
    found: set[int] = set()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        rows = Notice.objects.filter(recipient__in=some, key__in=keys)
        found.update(rows.values_list("recipient", flat=True))
    return found


def _post_held(pk: int, _occasion: str) -> int:
    post = _post(pk, PostState.HELD)
    if post is None:
        return 0
    people = moderators_of(post.topic.space_id)
    count = _notify(names.MODERATION, post.topic, people, f"held:{pk}", pk, what="held")
    return count + _own(post, "held")


def _about_own(what: str, *states: PostState) -> Callable[[int, str], int]:
    def told(pk: int, occasion: str) -> int:
        post = _post(pk, *states)
        return _own(post, what, occasion) if post else 0

    return told


def _author_warned(pk: int, _occasion: str) -> int:
    warning = Warning.objects.select_related("post__topic__space").filter(pk=pk).first()
    return _own(warning.post, "warned", str(pk), warning=pk) if warning else 0


def _post_reported(pk: int, _occasion: str) -> int:
    report = Report.objects.open().select_related("post__topic__space").filter(pk=pk).first()
    if report is None:
        return 0
    topic = report.post.topic
    people = moderators_of(topic.space_id) - {report.reporter_id}
    key = f"reported:{pk}"
    return _notify(names.MODERATION, topic, people, key, report.post_id, what="reported")


def _own(post: Post, what: str, occasion: str = "", **data: Any) -> int:
    if post.author_id is None:
        return 0
    key = f"{what}:{post.pk}:{occasion}"
    return _notify(names.OWN, post.topic, {post.author_id}, key, post.pk, what=what, **data)


def _post(pk: int, *states: PostState) -> Post | None:
    rows = Post.objects.select_related("topic__space", "parent", "author")
    return rows.filter(pk=pk, state__in=states).first()


# Topics


def _topic_opened(pk: int, occasion: str) -> int:
    topic = _topic(pk, state="open")
    if topic is None:
        return 0
    people = _followers("space", _spaces_of(topic)) | _followers("topic", [pk])
    people -= {topic.created_by_id}
    return _notify(names.TOPIC, topic, people, f"opened:{pk}:{occasion}", pk, what="opened")


def _topic_extended(pk: int, occasion: str) -> int:
    topic = _topic(pk, state="open")
    if topic is None:
        return 0
    people, key = _followers("topic", [pk]), f"extended:{pk}:{occasion}"
    return _notify(names.TOPIC, topic, people, key, pk, what="extended", at=occasion)


def topic_closing(topic: Topic, at: str) -> int:
    """That a topic closes soon, at the moment given in ISO 8601, once for each such moment."""
    people = _followers("space", _spaces_of(topic)) | _followers("topic", [topic.pk])
    key = f"closing:{topic.pk}:{at}"
    return _notify(names.TOPIC, topic, people, key, topic.pk, what="closing", at=at)


def space_closing(space: Space, at: str) -> int:
    """As `topic_closing`, once for all topics of a space that closes."""
    people = _followers("space", [space.pk])
    seen = User.objects.filter(pk__in=people, is_active=True)
    with transaction.atomic():
        notify(names.SPACE, seen, f"closing:{space.pk}:{at}", space.pk, {"at": at})
    return len(seen)


def _topic(pk: int, **facts: Any) -> Topic | None:
    return Topic.objects.select_related("space").filter(pk=pk, **facts).first()


def _spaces_of(topic: Topic) -> list[int]:
    listed = TopicListing.objects.filter(topic=topic).values_list("space", flat=True)
    return [topic.space_id, *listed]


# Outcomes


def _outcome_published(pk: int, _occasion: str) -> int:
    return _tell_of_outcome(pk, f"{pk}", "published")


def _outcome_corrected(pk: int, occasion: str) -> int:
    return _tell_of_outcome(pk, f"{pk}:{occasion}", "corrected")


def _tell_of_outcome(pk: int, key: str, what: str) -> int:
    """Contributors, who read where they are cited, and followers. One kind and one key, so that
    nobody hears it twice."""
    outcome = Outcome.objects.published().select_related("topic__space").filter(pk=pk).first()
    if outcome is None:
        return 0
    topic = outcome.topic
    wrote = set(contributors(topic, outcome))
    people = wrote | _followers("topic", [topic.pk]) | _followers("space", _spaces_of(topic))
    people -= {outcome.published_by_id} - wrote
    return _notify(names.OUTCOME, topic, people, key, topic.pk, what=what)


def _misquotation(pk: int) -> Misquotation | None:
    rows = Misquotation.objects.select_related("outcome__topic__space")
    return rows.filter(pk=pk).first()


def _misquotation_reported(pk: int, _occasion: str) -> int:
    found = _misquotation(pk)
    if found is None:
        return 0
    topic = found.outcome.topic
    people = moderators_of(topic.space_id) - {found.by_id}
    return _notify(
        names.MODERATION, topic, people, f"misquotation:{pk}", found.post_id,
        what="misquotation", report=pk,
    )  # fmt: skip


def _misquotation_answered(pk: int, _occasion: str) -> int:
    found = _misquotation(pk)
    if found is None:
        return 0
    return _notify(names.MISQUOTATION, found.outcome.topic, {found.by_id}, str(pk), pk)


# All of them


def _followers(kind: str, ids: Collection[int], since: Any = None) -> set[int | None]:
    """Who follows any of them; only those who did already at a moment, where one is named."""
    rows = Following.objects.filter(kind=kind, object_id__in=[str(pk) for pk in ids])
    if since is not None:
        rows = rows.filter(since__lte=since)
    return {*rows.values_list("user", flat=True)}


def _notify(
    kind: str, topic: Topic, people: Iterable[int | None], key: str, object_id: int, **data: Any
) -> int:
    """Write the notices of those who may read the topic now; how many there are."""
    known = {each for each in people if each is not None}
    readers = sorted(readers_among(topic, known)) if known else []
    for start in range(0, len(readers), AT_ONCE):
        with transaction.atomic():
            notify(kind, readers[start : start + AT_ONCE], key, object_id, data)
    return len(readers)


_TOLD: dict[str, Callable[[int, str], int]] = {
    "post-published": _post_published,
    "post-held": _post_held,
    "post-released": _about_own("released", PostState.PUBLISHED),
    "post-refused": _about_own("refused", PostState.REFUSED),
    "post-hidden": _about_own("hidden", PostState.HIDDEN),
    "post-restored": _about_own("restored", PostState.PUBLISHED),
    "author-warned": _author_warned,
    "post-reported": _post_reported,
    "topic-opened": _topic_opened,
    "topic-extended": _topic_extended,
    "outcome-published": _outcome_published,
    "outcome-corrected": _outcome_corrected,
    "misquotation-reported": _misquotation_reported,
    "misquotation-answered": _misquotation_answered,
}
