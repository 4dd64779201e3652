"""May this person do this to a practice? Each `can_…` has its twin in `practices.querysets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.permissions import is_member, is_secretariat
from practices.models import Practice, PracticeText

if TYPE_CHECKING:
    from hub.querysets import Viewer


def can_view_practice(viewer: Viewer, practice: Practice) -> bool:
    """Twin of `PracticeQuerySet.visible_to`."""
    if practice.live and practice.texts.filter(live=True).exists():
        return True
    return can_edit_practice(viewer, practice)


def can_view_text(viewer: Viewer, text: PracticeText) -> bool:
    """Twin of `PracticeTextQuerySet.visible_to`."""
    return (text.live and text.practice.live) or can_edit_practice(viewer, text.practice)


def can_edit_practice(viewer: Viewer, practice: Practice) -> bool:
    """Whoever belongs to the practice's organisation, and the secretariat: they write drafts and
    see them. Twin of `PracticeQuerySet.editable_by`."""
    if is_secretariat(viewer):
        return True
    return practice.organisation is not None and is_member(viewer, practice.organisation)
