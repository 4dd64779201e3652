"""Letting nobody but moderators post in a topic for a while."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from discussions import log
from discussions.models import Deed, EventKind, Topic
from discussions.moderation import record, words
from discussions.moderation.reasons import LONGEST_NOTE, Reasons
from discussions.permissions import can_moderate_topic
from hub.actions import Act, Refused, action
from practices.screening.limits import refuse_long


@action("moderation.lock")
def lock(
    act: Act, *, topic: Topic, reason: str = "", note: str = "", language: str = ""
) -> dict[str, Any]:
    """Let nobody but moderators post until it is unlocked; it stays open to be read. Answers
    `{"topic": pk, "locked": true, "changed": true}`; changed is false where it was so already."""
    return _turn(act, topic, locked=True, reason=reason, note=note, language=language)


@action("moderation.unlock")
def unlock(
    act: Act, *, topic: Topic, reason: str = "", note: str = "", language: str = ""
) -> dict[str, Any]:
    """Take posts again. Answers as `lock`."""
    return _turn(act, topic, locked=False, reason=reason, note=note, language=language)


def _turn(
    act: Act, topic: Topic, *, locked: bool, reason: str, note: str, language: str
) -> dict[str, Any]:
    row = Topic.objects.select_for_update(of=("self",)).select_related("space").get(pk=topic.pk)
    act.require(can_moderate_topic(act.user, row))
    refuse_long("note", note, LONGEST_NOTE)
    if reason and reason not in Reasons():
        raise Refused({"reason": _("Choose a reason.")})
    changed = row.is_locked is not locked
    if changed:
        Topic.objects.filter(pk=row.pk).update(is_locked=locked)
        record.deed(
            act, row.space, Deed.LOCK if locked else Deed.UNLOCK, row, None, reason, note.strip(),
            {"language": words.language_of(language)} if note.strip() else {},
        )  # fmt: skip
        log.happened(act, row, EventKind.TOPIC_CHANGED)
        act.changed("topic", row.pk)
    act.details = {"topic": row.pk}
    return {"topic": row.pk, "locked": locked, "changed": changed}
