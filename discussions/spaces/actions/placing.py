"""Where a topic is listed, and what stands first there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from discussions.models import Deed, Space, Topic, TopicListing
from discussions.permissions import can_moderate, can_view_topic
from discussions.spaces.actions.noting import note
from hub.actions import Act, Refused, action


@action("topic.list")
def list_topic(act: Act, *, topic: Topic, space: Space) -> dict[str, Any]:
    """List a topic in another space too; who reads it stays what its own space says. Answers
    `{"changed": true}`."""
    act.require(can_moderate(act.user, space) and can_view_topic(act.user, topic))
    if topic.space_id == space.pk:
        raise Refused({"space": _("It is its own space.")})
    _row, created = TopicListing.objects.get_or_create(
        topic=topic, space=space, defaults={"added_by": act.user_or_none}
    )
    if created:
        act.changed("topic", topic.pk)
        act.changed("space", space.pk)
        note(act, space, Deed.TOPIC, topic=topic, details={"did": "listed"})
    return {"changed": created}


@action("topic.take-out")
def take_listing_out(act: Act, *, topic: Topic, space: Space) -> dict[str, Any]:
    """List a topic no longer in a space that is not its own: by who moderates either of the two.
    Answers whether anything changed."""
    act.require(can_moderate(act.user, space) or can_moderate(act.user, topic.space))
    if topic.space_id == space.pk:
        raise Refused({"space": _("A topic stays in its own space.")})
    gone, _each = TopicListing.objects.filter(topic=topic, space=space).delete()
    if gone:
        act.changed("topic", topic.pk)
        act.changed("space", space.pk)
        note(act, space, Deed.TOPIC, topic=topic, details={"did": "taken out of the list"})
    return {"changed": bool(gone)}


@action("topic.pin")
def pin_topic(act: Act, *, topic: Topic, space: Space, pinned: bool) -> dict[str, Any]:
    """Have a topic stand before the others of a space that lists it, or no longer. Answers
    whether anything changed."""
    act.require(can_moderate(act.user, space))
    rows = TopicListing.objects.filter(topic=topic, space=space, is_pinned=not pinned)
    changed = rows.update(is_pinned=pinned)
    if changed:
        act.changed("topic", topic.pk)
        act.changed("space", space.pk)
        note(
            act, space, Deed.TOPIC, topic=topic, details={"did": "pinned" if pinned else "unpinned"}
        )
    return {"changed": bool(changed)}
