"""May this person do this? Each `can_…` has its queryset twin in `hub.querysets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.models import Membership, Organisation

if TYPE_CHECKING:
    from hub.querysets import Viewer


def is_secretariat(viewer: Any) -> bool:
    return bool(viewer.is_authenticated and viewer.has_role("secretariat"))


def can_view_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Twin of `OrganisationQuerySet.visible_to`."""
    return organisation.is_verified or is_secretariat(viewer) or is_member(viewer, organisation)


def is_member(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the person has an open membership."""
    if not viewer.is_authenticated:
        return False
    return Membership.objects.open().filter(user_id=viewer.pk, organisation=organisation).exists()


def steers(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the person decides for the organisation: a focal point or a deputy."""
    if not viewer.is_authenticated:
        return False
    return (
        Membership.objects.steering().filter(user_id=viewer.pk, organisation=organisation).exists()
    )
