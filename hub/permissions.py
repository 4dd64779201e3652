"""May this person do this? Each `can_…` has its queryset twin in `hub.querysets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.models import (
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    Organisation,
    User,
)
from hub.querysets import STEERING

if TYPE_CHECKING:
    from hub.querysets import Viewer


def is_secretariat(viewer: Any) -> bool:
    return bool(viewer.is_authenticated and viewer.has_role("secretariat"))


def role_in(viewer: Viewer, organisation: Organisation) -> MembershipRole | None:
    """What the person is in an organisation now; None for nothing."""
    if not viewer.is_authenticated:
        return None
    role = (
        Membership.objects.open()
        .filter(user_id=viewer.pk, organisation=organisation)
        .values_list("role", flat=True)
        .first()
    )
    return MembershipRole(role) if role else None


# Organisations


def can_view_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Twin of `OrganisationQuerySet.visible_to`."""
    return organisation.is_verified or is_secretariat(viewer) or is_member(viewer, organisation)


def is_member(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the person has an open membership. Twin of `OrganisationQuerySet.of`."""
    return role_in(viewer, organisation) is not None


def steers(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the person decides for the organisation: a focal point or a deputy.

    Twin of `OrganisationQuerySet.steered_by`.
    """
    return role_in(viewer, organisation) in STEERING


def can_hand_over(viewer: Viewer, organisation: Organisation) -> bool:
    """A focal point hands over its own part. Twin of `OrganisationQuerySet.led_by`."""
    return role_in(viewer, organisation) == MembershipRole.FOCAL_POINT


def can_view_people(viewer: Viewer, organisation: Organisation) -> bool:
    """Its own people and the secretariat. Twin of `OrganisationQuerySet.open_to`."""
    return is_secretariat(viewer) or is_member(viewer, organisation)


def can_invite(viewer: Viewer, organisation: Organisation) -> bool:
    """Who decides for a verified organisation, and the secretariat for any: nobody gets mail in
    the name of a body that nobody has looked at. Twin of `OrganisationQuerySet.inviting_for`."""
    if is_secretariat(viewer):
        return True
    return organisation.is_verified and steers(viewer, organisation)


def can_give_role(viewer: Viewer, organisation: Organisation, role: str) -> bool:
    """A deputy makes members and deputies; focal points are made by a focal point or the
    secretariat. It is about a role, not a row: it has no list."""
    if is_secretariat(viewer):
        return True
    own = role_in(viewer, organisation)
    return own in STEERING and own.rank >= MembershipRole(role).rank


def can_correct(viewer: Viewer, organisation: Organisation) -> bool:
    """Who decides for it, and the secretariat. Twin of `OrganisationQuerySet.corrected_by`."""
    return is_secretariat(viewer) or steers(viewer, organisation)


def can_correct_verified_facts(viewer: Viewer, organisation: Organisation) -> bool:
    """Name, kind and country are what was verified: from then on the secretariat corrects them.
    It narrows `can_correct` field by field, and has no list."""
    if is_secretariat(viewer):
        return True
    return not organisation.is_verified and steers(viewer, organisation)


def can_verify(viewer: Viewer, organisation: Organisation) -> bool:
    """The secretariat, but nobody their own organisation. Twin of
    `OrganisationQuerySet.verifiable_by`."""
    return is_secretariat(viewer) and not is_member(viewer, organisation)


def can_ask_to_join(viewer: Viewer, organisation: Organisation) -> bool:
    """Twin of `OrganisationQuerySet.joinable_by`."""
    return (
        viewer.is_authenticated
        and organisation.is_verified
        and not is_member(viewer, organisation)
    )  # fmt: skip


def can_draft_for(viewer: Viewer, organisation: Organisation) -> bool:
    """Its people, also while its verification is open. Twin of
    `OrganisationQuerySet.drafting_for`."""
    return organisation.verification != "declined" and is_member(viewer, organisation)


def can_submit_for(viewer: Viewer, organisation: Organisation) -> bool:
    """As `can_draft_for`; what is submitted for one that `holds_submissions` is kept until it is
    verified. Twin of `OrganisationQuerySet.submitting_for`."""
    return can_draft_for(viewer, organisation)


# People of an organisation


def can_view_membership(viewer: Viewer, membership: Membership) -> bool:
    """Twin of `MembershipQuerySet.visible_to`."""
    if not viewer.is_authenticated:
        return False
    return membership.user_id == viewer.pk or can_view_people(viewer, membership.organisation)


def can_change_role(viewer: Viewer, membership: Membership) -> bool:
    """Who decides for the organisation; a focal point's role only another one and the secretariat.
    Twin of `MembershipQuerySet.changeable_by`."""
    if membership.ended_at is not None:
        return False
    return can_give_role(viewer, membership.organisation, membership.role)


def can_end_membership(viewer: Viewer, membership: Membership) -> bool:
    """One's own, and those whose role one may change. Twin of `MembershipQuerySet.endable_by`."""
    if membership.ended_at is not None or not viewer.is_authenticated:
        return False
    return membership.user_id == viewer.pk or can_change_role(viewer, membership)


# Invitations and requests


def can_manage_invitation(viewer: Viewer, invitation: Invitation) -> bool:
    """See it, withdraw it, send it again. Twin of `InvitationQuerySet.managed_by`."""
    return is_secretariat(viewer) or steers(viewer, invitation.organisation)


def is_invited_by(viewer: Viewer, invitation: Invitation) -> bool:
    """Whether it is for the person's own mail address. Twin of
    `InvitationQuerySet.addressed_to`."""
    return viewer.is_authenticated and invitation.email.lower() == viewer.email.lower()


def can_withdraw_request(viewer: Viewer, request: JoinRequest) -> bool:
    """Who made it. Twin of `JoinRequestQuerySet.of`."""
    return viewer.is_authenticated and request.person_id == viewer.pk


def can_view_request(viewer: Viewer, request: JoinRequest) -> bool:
    """Twin of `JoinRequestQuerySet.visible_to`."""
    return (
        can_withdraw_request(viewer, request)
        or is_secretariat(viewer)
        or _decides_inside(viewer, request)
    )


def can_decide_request(viewer: Viewer, request: JoinRequest) -> bool:
    """The secretariat any, a focal point or deputy those to join their verified organisation;
    nobody their own. Twin of `JoinRequestQuerySet.decidable_by`."""
    if can_withdraw_request(viewer, request):
        return False
    return is_secretariat(viewer) or _decides_inside(viewer, request)


def _decides_inside(viewer: Viewer, request: JoinRequest) -> bool:
    return (
        not request.is_registration
        and request.organisation.is_verified
        and steers(viewer, request.organisation)
    )


# People


def can_view_person(viewer: Viewer, person: User) -> bool:
    """Oneself, the people of one's organisations, and everybody for the secretariat.

    Twin of `PersonQuerySet.visible_to`.
    """
    if not viewer.is_authenticated:
        return False
    if viewer.pk == person.pk or is_secretariat(viewer):
        return True
    inside = Membership.objects.open().filter(user_id=viewer.pk).values("organisation")
    return Membership.objects.open().filter(user=person, organisation__in=inside).exists()


def can_edit_profile(viewer: Viewer, person: User) -> bool:
    """One's own. Twin of `PersonQuerySet.editable_by`."""
    return viewer.is_authenticated and viewer.pk == person.pk


def can_correct_account(viewer: Viewer, person: User) -> bool:
    """Who administers the machine. Twin of `PersonQuerySet.correctable_by`."""
    return viewer.is_authenticated and viewer.is_active and viewer.is_superuser


def can_appoint(viewer: Viewer, person: User) -> bool:
    """Give and take the roles of the hub as a whole. Twin of `PersonQuerySet.appointable_by`."""
    return is_secretariat(viewer)
