"""Asking a topic in a space, and asking it better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import (
    Deed,
    Space,
    Topic,
    TopicListing,
    TopicState,
    TopicSubject,
    TopicText,
)
from discussions.permissions import can_moderate, can_moderate_topic
from discussions.spaces import checks, stamps, subjects
from discussions.spaces.actions.noting import note, topic_changed
from discussions.telling import notices
from hub.actions import Act, Refused, action

COLUMNS = ("question", "context")


@action("topic.ask")
def ask_topic(
    act: Act,
    *,
    space: Space,
    texts: checks.Texts,
    original_language: str,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    about: Sequence[tuple[str, str]] = (),
    pinned: bool = False,
) -> dict[str, Any]:
    """Ask a question in a space: open at once, or scheduled where `opens_at` is to come. Answers
    `{"topic": 7, "state": "open"}`.

    texts: `{"en": {"question": …, "context": Markdown}}`; those of the original language must be
    among them. about: kind and key of each object of the hub that it is about, of those in
    `subjects.KINDS`. `Refused` by field, those of texts as `question_en`.
    """
    # Whoever asks another one in this space waits here, so that each gets a number of its own.
    space = Space.objects.select_for_update().get(pk=space.pk)
    act.require(can_moderate(act.user, space))
    if space.archived_at is not None:
        raise Refused(_("The space is archived; bring it back first."))
    now = timezone.now()
    original = checks.language(original_language)
    opens_at = opens_at or now
    checks.dates(max(opens_at, now), closes_at)
    said = checks.clean_texts(TopicText, COLUMNS, "question", texts, original)
    last = space.topics.aggregate(last=Max("number"))["last"] or 0
    is_open = opens_at <= now
    topic = Topic.objects.create(
        space=space,
        number=last + 1,
        original_language=original,
        state=TopicState.OPEN if is_open else TopicState.SCHEDULED,
        opens_at=opens_at,
        opened_at=now if is_open else None,
        closes_at=closes_at,
        created_by=act.user_or_none,
    )
    checks.write_texts(topic.texts, COLUMNS, said)
    _set_subjects(act, topic, about)
    TopicListing.objects.create(
        space=space, topic=topic, is_pinned=pinned, added_by=act.user_or_none
    )  # fmt: skip
    act.details = {"space": space.pk}
    topic_changed(act, topic)
    act.changed("space", space.pk)
    note(act, space, Deed.TOPIC, topic=topic, details={"did": "asked"})
    if is_open:
        notices.topic_opened(act, topic)
    return {"topic": topic.pk, "state": topic.state}


@action("topic.edit")
def edit_topic(
    act: Act,
    *,
    topic: Topic,
    texts: checks.Texts,
    original_language: str,
    about: Sequence[tuple[str, str]],
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    seen: str = "",
) -> dict[str, Any]:
    """Say something else of a topic; what is not in `texts` and `about` is taken out. Answers
    `{"topic": 7, "changed": true}`.

    opens_at, closes_at: of a scheduled one only. When another one closes is changed by `extend`,
    with a reason. seen: `stamps.of_topic` of what the editor saw; another one of now is `Refused`.
    """
    topic = Topic.objects.select_for_update(of=("self",)).select_related("space").get(pk=topic.pk)
    act.require(can_moderate_topic(act.user, topic))
    if topic.state == TopicState.ARCHIVED:
        raise Refused(_("An archived topic stays as it is."))
    if seen and seen != stamps.of_topic(topic):
        raise Refused(stamps.changed_meanwhile())
    original = checks.language(original_language)
    said = checks.clean_texts(TopicText, COLUMNS, "question", texts, original)
    changed = []
    if topic.original_language != original:
        topic.original_language = original
        changed.append("original_language")
    if topic.state == TopicState.SCHEDULED and opens_at is not None:
        checks.dates(max(opens_at, timezone.now()), closes_at)
        for name, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
            if getattr(topic, name) != moment:
                setattr(topic, name, moment)
                changed.append(name)
    if changed:
        topic.save(update_fields=changed)
    if checks.write_texts(topic.texts, COLUMNS, said):
        changed.append("texts")
    if _set_subjects(act, topic, about):
        changed.append("about")
    if not changed:
        return {"topic": topic.pk, "changed": False}
    act.details = {"changed": changed}
    topic_changed(act, topic)
    note(
        act, topic.space, Deed.TOPIC, topic=topic, details={"did": "edited", "changed": changed}
    )  # fmt: skip
    return {"topic": topic.pk, "changed": True}


def _set_subjects(act: Act, topic: Topic, about: Sequence[tuple[str, str]]) -> bool:
    """Make these what a topic is about; whether that changed it. What was there may stay, also
    where the actor does not see it."""
    wanted = {(kind, str(key)) for kind, key in about}
    before = set(topic.subjects.values_list("kind", "object_id"))
    for kind, key in wanted - before:
        if not subjects.is_visible(kind, key, act.user):
            raise Refused({"about": _("Nothing on this hub has this address.")})
    for kind, key in before - wanted:
        topic.subjects.filter(kind=kind, object_id=key).delete()
    for kind, key in sorted(wanted - before):
        TopicSubject.objects.create(topic=topic, kind=kind, object_id=key)
    return wanted != before
