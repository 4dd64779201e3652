"""Who is in a space: its members, its moderators, the organisations that it invites."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import Deed, Space, SpaceMember, SpaceModerator, SpaceOrganisation
from discussions.permissions import can_moderate
from discussions.spaces.actions.noting import note
from hub.actions import Act, Refused, action
from hub.models import Organisation, User


def admit(act: Act, space: Space, person: User) -> bool:
    """Make somebody a member, within an action that has asked whether they may be; whether they
    were none before."""
    _row, created = SpaceMember.objects.get_or_create(
        space=space, user=person, ended_at=None, defaults={"added_by": act.user_or_none}
    )
    if created:
        act.changed("space", space.pk)
    return created


@action("space.add-member")
def add_member(act: Act, *, space: Space, person: User) -> dict[str, Any]:
    """Make a person a member without asking them. Answers whether anything changed."""
    act.require(can_moderate(act.user, space))
    changed = admit(act, space, person)
    if changed:
        _note(act, space, "member added", person=person.pk)
    return {"changed": changed}


@action("space.remove-member")
def remove_member(act: Act, *, space: Space, person: User) -> dict[str, Any]:
    """End a person's place in a space; what they wrote stays. By who moderates it, and by the
    person. Answers whether anything changed."""
    act.require(act.user == person or can_moderate(act.user, space))
    open_row = SpaceMember.objects.filter(space=space, user=person, ended_at__isnull=True)
    changed = open_row.update(ended_at=timezone.now(), ended_by=act.user_or_none)
    if changed:
        act.changed("space", space.pk)
        _note(act, space, "member removed", person=person.pk)
    return {"changed": bool(changed)}


@action("space.add-moderator")
def add_moderator(act: Act, *, space: Space, person: User) -> dict[str, Any]:
    """Have a person keep order in a space. Answers whether anything changed."""
    act.require(can_moderate(act.user, space))
    if not person.is_active:
        raise Refused(_("This account is closed."))
    _row, created = SpaceModerator.objects.get_or_create(
        space=space, user=person, defaults={"added_by": act.user_or_none}
    )
    if created:
        act.changed("space", space.pk)
        _note(act, space, "moderator added", person=person.pk)
    return {"changed": created}


@action("space.remove-moderator")
def remove_moderator(act: Act, *, space: Space, person: User) -> dict[str, Any]:
    """Have a person no longer keep order in a space. Answers whether anything changed."""
    act.require(can_moderate(act.user, space))
    gone, _each = SpaceModerator.objects.filter(space=space, user=person).delete()
    if gone:
        act.changed("space", space.pk)
        _note(act, space, "moderator removed", person=person.pk)
    return {"changed": bool(gone)}


@action("space.invite-organisation")
def invite_organisation(act: Act, *, space: Space, organisation: Organisation) -> dict[str, Any]:
    """Ask the people of an organisation into a space. Answers whether anything changed."""
    act.require(can_moderate(act.user, space))
    _row, created = SpaceOrganisation.objects.get_or_create(
        space=space, organisation=organisation, defaults={"added_by": act.user_or_none}
    )
    if created:
        act.changed("space", space.pk)
        _note(act, space, "organisation invited", organisation=organisation.pk)
    return {"changed": created}


@action("space.take-organisation-out")
def take_organisation_out(
    act: Act, *, space: Space, organisation: Organisation
) -> dict[str, Any]:  # fmt: skip
    """Invite an organisation no longer. Answers whether anything changed."""
    act.require(can_moderate(act.user, space))
    gone, _each = SpaceOrganisation.objects.filter(
        space=space, organisation=organisation
    ).delete()  # fmt: skip
    if gone:
        act.changed("space", space.pk)
        _note(act, space, "organisation taken out", organisation=organisation.pk)
    return {"changed": bool(gone)}


def _note(act: Act, space: Space, did: str, **of: int) -> None:
    act.details = {"space": space.pk, **of}
    note(act, space, Deed.PEOPLE, details={"did": did, **of})
