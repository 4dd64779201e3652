"""Closing a topic with its outcome, and publishing one where the topic closed before."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discussions import log
from discussions.models import Citation, Deed, EventKind, Outcome, Post, Topic, TopicState
from discussions.moderation import record
from discussions.outcomes import wording
from discussions.outcomes.reading import published_posts
from discussions.outcomes.saving import Stale, locked
from discussions.permissions import can_moderate_topic
from discussions.telling import notices
from hub.actions import Act, Refused, action

_OVER = (TopicState.CLOSED, TopicState.ARCHIVED)


@action("topic.close-with-outcome")
def close_with_outcome(act: Act, *, topic: Topic, seen: int) -> dict[str, Any]:
    """Close an open topic with the outcome that is drafted for it; the outcome is public at once.

    seen: the number of the draft that the moderator read; another one now raises `Stale`.
    Answers `{"outcome": pk, "number": number}`. Refuses what `problems` names.
    """
    row = locked(topic)
    act.require(can_moderate_topic(act.user, row))
    if row.state != TopicState.OPEN:
        raise Refused(_("Only an open topic can be closed."))
    row.state, row.closed_at = TopicState.CLOSED, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    record.deed(act, row.space, Deed.TOPIC, topic=row, details={"state": row.state})
    return _publish(act, row, seen)


@action("outcome.publish")
def publish_outcome(act: Act, *, topic: Topic, seen: int) -> dict[str, Any]:
    """As `close_with_outcome`, of a topic that is closed already."""
    row = locked(topic)
    act.require(can_moderate_topic(act.user, row))
    if row.state not in _OVER:
        raise Refused(_("The topic is still open. Close it with its outcome."))
    return _publish(act, row, seen)


def _publish(act: Act, topic: Topic, seen: int) -> dict[str, Any]:
    outcome = Outcome.objects.filter(topic=topic).first()
    if outcome and outcome.published_at:
        raise Refused(_("The outcome is published already."))
    wrong = problems(topic, outcome)
    if outcome is None or wrong:
        raise Refused(wrong)
    if outcome.number != seen:
        content = wording.content_of(outcome)
        raise Stale(outcome.number, outcome.written_by, content, content)
    outcome.published_at = timezone.now()
    outcome.published_by = act.user_or_none
    outcome.number += 1
    outcome.save(update_fields=["published_at", "published_by", "number"])
    cited = touch_posts(outcome)
    record.deed(
        act, topic.space, Deed.OUTCOME, topic=topic, details={"did": "published", "posts": cited}
    )
    notices.outcome_published(act, outcome)
    act.details.update(topic=topic.pk, posts=cited)
    act.changed("outcome", outcome.pk)
    act.changed("topic", topic.pk)
    log.happened(act, topic, EventKind.TOPIC_CHANGED)
    return {"outcome": outcome.pk, "number": outcome.number}


def touch_posts(outcome: Outcome, also: set[int] | None = None) -> int:
    """Have the posts of an outcome drawn anew, since they say in which paragraphs they are used;
    and others that no longer are. How many there are."""
    rows = Citation.objects.filter(paragraph__outcome=outcome)
    posts = set(rows.values_list("post_id", flat=True)) | (also or set())
    Post.objects.filter(pk__in=posts).update(version=F("version") + 1)
    return len(posts)


def named(problems: dict[str, str]) -> list[tuple[int, str]]:
    """Problems as a list: the number of the paragraph, 0 for the whole, and the sentence."""
    found = []
    for name, said in problems.items():
        what, _dash, rest = name.partition("-")
        number = rest.partition("-")[0]
        found.append((int(number) if what == "paragraph" else 0, said))
    return found


def problems(topic: Topic, outcome: Outcome | None) -> dict[str, str]:
    """Why an outcome cannot be published yet: sentences by `paragraph-2` (its posts),
    `paragraph-2-fr` (its text), `changed-fr`, or "" for the whole; empty where it can."""
    content = wording.content_of(outcome)
    own = content["original_language"]
    if not content["paragraphs"]:
        return {"": _("Write at least one paragraph.")}
    asked = {post for each in content["paragraphs"] for post in each["posts"]}
    there = set(published_posts(topic).filter(pk__in=asked).values_list("pk", flat=True))
    wrong = {}
    for number, each in enumerate(content["paragraphs"], start=1):
        lost = [post for post in each["posts"] if post not in there]
        if not each["texts"].get(own):
            wrong[f"paragraph-{number}-{own}"] = _("Write this paragraph in the original language.")
        if not each["posts"]:
            wrong[f"paragraph-{number}"] = _("Say which posts this paragraph rests on.")
        elif lost:
            wrong[f"paragraph-{number}"] = ngettext(
                "A post that this paragraph rests on cannot be read any more. Take it out.",
                "Some posts that this paragraph rests on cannot be read any more. Take them out.",
                len(lost),
            )
    if not content["changed"].get(own):
        wrong[f"changed-{own}"] = _(
            "Say what changed as a result. Where nothing has changed yet, say that."
        )
    return wrong
