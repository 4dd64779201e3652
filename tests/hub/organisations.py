"""People and organisations for tests; all of them are made up."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from hub.actions.joining_invitations import invite
from hub.models import (
    Invitation,
    Membership,
    MembershipRole,
    Organisation,
    User,
    Verification,
)

_number = count(1)


def person(name: str = "Ana", *roles: str, **fields: Any) -> User:
    """Somebody with an account, and the roles of the hub as a whole that are named."""
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}-{next(_number)}@example.org")
    made = User.objects.create_user(name=name, **fields)
    made.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return made


def organisation(
    name: str = "Example League", *, state: str = "verified", **fields: Any
) -> Organisation:
    """One that is verified, pending or declined."""
    if state == Verification.VERIFIED:
        fields.setdefault("verified_at", timezone.now())
    fields = {"kind": "civil-society", "verification": state, **fields}
    return Organisation.objects.create(name=name, **fields)


def member(
    of: Organisation, role: str = MembershipRole.MEMBER, *, who: User | None = None, **fields: Any
) -> User:
    """Somebody who belongs to it."""
    who = who or person(f"{role} of {of.name}".title())
    Membership.objects.create(organisation=of, user=who, role=role, **fields)
    return who


def focal_point(of: Organisation) -> User:
    return member(of, MembershipRole.FOCAL_POINT)


def invited(into: Organisation, email: str = "ben@example.org", **options: Any) -> Invitation:
    """An invitation by the organisation's focal point, who is made where there is none."""
    leader = into.people.filter(memberships__role=MembershipRole.FOCAL_POINT).first()
    answer = invite(by=leader or focal_point(into), organisation=into, email=email, **options)
    return Invitation.objects.get(pk=answer["invitation"])
