"""May this person do this to a practice? Each `can_…` has its twin in `practices.querysets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.models import Role
from hub.permissions import can_draft_for, is_member, is_secretariat, steers
from practices.models import Practice, PracticeText, State

if TYPE_CHECKING:
    from hub.querysets import Viewer


def can_view_practice(viewer: Viewer, practice: Practice) -> bool:
    """Twin of `PracticeQuerySet.visible_to`."""
    if practice.live and practice.texts.filter(live=True).exists():
        return True
    return can_view_draft(viewer, practice)


def can_view_text(viewer: Viewer, text: PracticeText) -> bool:
    """Twin of `PracticeTextQuerySet.visible_to`."""
    return (text.live and text.practice.live) or can_view_draft(viewer, text.practice)


def can_view_draft(viewer: Viewer, practice: Practice) -> bool:
    """Whoever belongs to the practice's organisation, and the secretariat, see what is not
    public yet. Twin of `PracticeQuerySet.drafts_visible_to`."""
    if is_secretariat(viewer):
        return True
    return practice.organisation is not None and is_member(viewer, practice.organisation)


def can_edit_practice(viewer: Viewer, practice: Practice) -> bool:
    """Whoever may draft for the practice's organisation, and the secretariat. Twin of
    `PracticeQuerySet.editable_by`."""
    if is_secretariat(viewer):
        return True
    return practice.organisation is not None and can_draft_for(viewer, practice.organisation)


# Where words may be changed. While a draft is being judged, or waits to go public, its people read
# it only; what was declined, withdrawn or archived is opened again first.
WRITABLE = (State.DRAFT, State.CHANGES_REQUESTED, State.PUBLISHED)


def can_write(viewer: Viewer, practice: Practice) -> bool:
    """As `can_edit_practice`, in the states in which its words may change; the secretariat
    always. Twin of `PracticeQuerySet.writable_by`."""
    if is_secretariat(viewer):
        return True
    return practice.state in WRITABLE and can_edit_practice(viewer, practice)


def can_translate(viewer: Viewer, practice: Practice) -> bool:
    """Whoever may edit it, and a translator what is published or accepted. Twin of
    `PracticeQuerySet.translatable_by`."""
    if can_edit_practice(viewer, practice):
        return True
    if not viewer.is_authenticated or not viewer.has_role(Role.TRANSLATOR):
        return False
    if practice.state == State.ACCEPTED:
        return True
    return practice.live and practice.texts.filter(live=True).exists()


def can_confirm(viewer: Viewer, practice: Practice) -> bool:
    """Who decides for its organisation, and the secretariat, say of what is public whether it
    still holds. Twin of `PracticeQuerySet.confirmable_by`."""
    if not practice.live:
        return False
    if is_secretariat(viewer):
        return True
    return practice.organisation is not None and steers(viewer, practice.organisation)


def can_delete_draft(viewer: Viewer, practice: Practice) -> bool:
    """Who writes it, as long as it was never submitted nor public. Twin of
    `PracticeQuerySet.deletable_by`."""
    is_untouched = (
        practice.state == State.DRAFT
        and practice.import_id is None
        and practice.first_published_at is None
        and not practice.rounds.exists()
    )
    return is_untouched and can_write(viewer, practice)
