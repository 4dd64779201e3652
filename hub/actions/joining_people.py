"""Who belongs to an organisation, and as what.

A membership is ended, never deleted, and what a person made stays with the organisation. Each verb
locks the organisation first, so that two of them cannot take its last two focal points at once.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions.core import Act, Refused, action
from hub.models import (
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    Organisation,
    User,
    Verification,
)
from hub.permissions import (
    can_change_role,
    can_end_membership,
    can_give_role,
    can_hand_over,
    is_secretariat,
)


def locked(organisation: Organisation) -> Organisation:
    """The organisation as it is now, kept as it is until the action has committed."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def admit(act: Act, organisation: Organisation, person: User, role: str) -> Membership:
    """Open a membership, or raise the role of the one that is open; nobody loses a role by it.

    What else was under way between the two, an invitation or a request, is settled with it.
    """
    membership = organisation.memberships.open().filter(user=person).first()
    if membership is None:
        membership = Membership.objects.create(
            user=person, organisation=organisation, role=role, added_by=act.user_or_none
        )
    elif MembershipRole(role).rank > MembershipRole(membership.role).rank:
        membership.role = role
        membership.save(update_fields=["role"])
    now = timezone.now()
    Invitation.objects.open().addressed_to(person).filter(organisation=organisation).update(
        accepted_at=now, accepted_by=person
    )
    JoinRequest.objects.open().filter(
        organisation=organisation, person=person, kind=JoinRequest.Kind.JOIN
    ).update(state=JoinRequest.State.ACCEPTED, decided_at=now, decided_by=act.user_or_none)
    act.changed("membership", membership.pk)
    return membership


@action("membership.change-role")
def change_role(act: Act, *, membership: Membership, role: str) -> dict[str, Any]:
    """Make somebody a member, a deputy or a focal point. Answers `{"changed": true}`."""
    organisation = locked(membership.organisation)
    row = Membership.objects.select_related("organisation").get(pk=membership.pk)
    act.require(can_change_role(act.user, row))
    if role not in MembershipRole.values:
        raise Refused({"role": _("There is no such role.")})
    act.require(can_give_role(act.user, organisation, role))
    if row.role == role:
        return {"changed": False}
    if row.role == MembershipRole.FOCAL_POINT:
        _keep_a_focal_point(act, row, "role")
    act.details = {"organisation": organisation.pk, "from": row.role, "to": role}
    row.role = role
    row.save(update_fields=["role"])
    act.changed("membership", row.pk)
    return {"changed": True}


@action("membership.hand-over")
def hand_over(act: Act, *, organisation: Organisation, to: Membership) -> dict[str, Any]:
    """A focal point hands its own part to another of the organisation's people and becomes a
    member, who may then leave. Answers `{"focal_point": 12}`."""
    organisation = locked(organisation)
    act.require(can_hand_over(act.user, organisation))
    own = organisation.memberships.open().get(user=act.user)
    other = organisation.memberships.open().filter(pk=to.pk).first()
    if other is None or other == own:
        raise Refused({"to": _("Choose another of the organisation’s people.")})
    other.role = MembershipRole.FOCAL_POINT
    other.save(update_fields=["role"])
    own.role = MembershipRole.MEMBER
    own.save(update_fields=["role"])
    act.details = {"organisation": organisation.pk, "from": own.user_id, "to": other.user_id}
    act.changed("membership", other.pk, own.pk)
    return {"focal_point": other.pk}


@action("membership.end")
def end_membership(act: Act, *, membership: Membership) -> dict[str, Any]:
    """Leave, or remove somebody. Nothing that the person made is lost: it is the organisation's.

    The last focal point hands over before; only the secretariat can remove one who is gone. Who is
    alone in an organisation that was not verified has nobody to hand it to, and goes.
    """
    organisation = locked(membership.organisation)
    row = Membership.objects.select_related("organisation").get(pk=membership.pk)
    if row.ended_at is not None and act.user_or_none == row.user:
        return {"changed": False}
    act.require(can_end_membership(act.user, row))
    if row.role == MembershipRole.FOCAL_POINT and not _is_given_up(row):
        _keep_a_focal_point(act, row, "")
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    act.details = {"organisation": organisation.pk, "person": row.user_id, "role": row.role}
    act.changed("membership", row.pk)
    return {"changed": True}


def _is_given_up(row: Membership) -> bool:
    organisation = row.organisation
    alone = not organisation.memberships.open().exclude(pk=row.pk).exists()
    return alone and organisation.verification == Verification.DECLINED


def _keep_a_focal_point(act: Act, row: Membership, field: str) -> None:
    others = row.organisation.memberships.steering().filter(role=MembershipRole.FOCAL_POINT)
    if is_secretariat(act.user) or others.exclude(pk=row.pk).exists():
        return
    if row.organisation.verification == Verification.PENDING:
        reason = _(
            "%(organisation)s waits to be verified and has no other focal point. Withdraw the "
            "request first."
        )
    else:
        reason = _(
            "%(organisation)s has no other focal point. Hand the part over first, to one of its "
            "people; if you are alone, invite somebody."
        )
    raise Refused({field: reason % {"organisation": row.organisation.name}})
