"""Each `can_…` and its list agree, for every viewer and every object."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from hub import permissions
from hub.models import Invitation, JoinRequest, Membership, MembershipRole, Organisation, User
from tests.hub.organisations import focal_point, member, organisation, person

pytestmark = pytest.mark.django_db

# The permission, and its list, on the model that it is about.
TWINS = [
    (permissions.can_view_organisation, Organisation, "visible_to"),
    (permissions.is_member, Organisation, "of"),
    (permissions.steers, Organisation, "steered_by"),
    (permissions.can_hand_over, Organisation, "led_by"),
    (permissions.can_view_people, Organisation, "open_to"),
    (permissions.can_invite, Organisation, "inviting_for"),
    (permissions.can_correct, Organisation, "corrected_by"),
    (permissions.can_verify, Organisation, "verifiable_by"),
    (permissions.can_ask_to_join, Organisation, "joinable_by"),
    (permissions.can_draft_for, Organisation, "drafting_for"),
    (permissions.can_submit_for, Organisation, "submitting_for"),
    (permissions.can_view_membership, Membership, "visible_to"),
    (permissions.can_change_role, Membership, "changeable_by"),
    (permissions.can_end_membership, Membership, "endable_by"),
    (permissions.can_manage_invitation, Invitation, "managed_by"),
    (permissions.is_invited_by, Invitation, "addressed_to"),
    (permissions.can_withdraw_request, JoinRequest, "of"),
    (permissions.can_view_request, JoinRequest, "visible_to"),
    (permissions.can_decide_request, JoinRequest, "decidable_by"),
    (permissions.can_view_person, User, "visible_to"),
    (permissions.can_edit_profile, User, "editable_by"),
    (permissions.can_correct_account, User, "correctable_by"),
    (permissions.can_appoint, User, "appointable_by"),
]
# About a role or a field of an object, not about rows: they have no list.
WITHOUT_A_LIST = {"can_give_role", "can_correct_verified_facts"}


@dataclass
class World:
    """Organisations in each state, and everybody who stands to them in each way."""

    viewers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.viewers["visitor"] = AnonymousUser()
        self.viewers["stranger"] = person("Stranger")
        self.viewers["secretariat"] = person("Sec", "secretariat")
        self.viewers["superuser"] = person("Root", is_superuser=True)
        for state in ("verified", "pending", "declined"):
            self._people_of(organisation(f"{state.title()} League", state=state))

    def _people_of(self, of: Organisation) -> None:
        named = of.verification
        for role in MembershipRole.values:
            self.viewers[f"{named} {role}"] = member(of, role)
        gone = member(of, "focal-point", ended_at=timezone.now())
        self.viewers[f"{named} who has left"] = gone
        inside = person("Both", "secretariat")
        self.viewers[f"{named} secretariat inside"] = member(of, "deputy", who=inside)
        invited = person(f"Invited to {named}")
        self.viewers[f"{named} invited"] = invited
        self._invite(of, invited.email.upper())
        self._invite(of, "nobody@example.org")
        for kind in JoinRequest.Kind.values:
            asking = person(f"Asking {kind}")
            self.viewers[f"{named} asking to {kind}"] = asking
            self._ask(of, asking, kind, "open")
            self._ask(of, asking, kind, "accepted")
            self._ask(of, inside, kind, "withdrawn")

    @staticmethod
    def _invite(of: Organisation, email: str) -> None:
        Invitation.objects.create(
            organisation=of,
            email=email,
            token_hash=f"{of.pk} {email}"[:64],
            expires_at=timezone.now() + timedelta(days=1),
        )

    @staticmethod
    def _ask(of: Organisation, who: User, kind: str, state: str) -> None:
        JoinRequest.objects.create(
            organisation=of,
            person=who,
            kind=kind,
            evidence="x",
            due_on=timezone.now().date(),
            state=state,
            decided_at=None if state == "open" else timezone.now(),
        )


def agreeing(
    can: Any, model: type[Model], reading: str, viewers: dict[str, Any]
) -> dict[str, list[str]]:
    """The objects that each viewer may, asked one by one; a list that differs fails."""
    allowed = {}
    objects = list(model._default_manager.all())
    for name, viewer in viewers.items():
        one_by_one = sorted(each.pk for each in objects if can(viewer, each))
        listed = getattr(model._default_manager, reading)(viewer).values_list("pk", flat=True)
        assert one_by_one == sorted(listed), f"{can.__name__} for {name}"
        allowed[name] = one_by_one
    return allowed


def test_what_may_be_done_to_one_is_what_the_list_holds_for_every_viewer() -> None:
    viewers = World().viewers
    for can, model, reading in TWINS:
        allowed = agreeing(can, model, reading, viewers)
        # A rule that lets in all or nobody would agree with its list without saying anything.
        assert any(allowed.values()), can.__name__
        assert len({tuple(each) for each in allowed.values()}) > 1, can.__name__


def test_every_permission_has_a_list_or_says_why_not() -> None:
    asked = {name for name in vars(permissions) if name.startswith("can_")}
    assert asked == {can.__name__ for can, *_ in TWINS if can.__name__.startswith("can_")} | (
        WITHOUT_A_LIST
    )


def test_a_deputy_makes_no_focal_point_and_a_member_makes_nobody_anything() -> None:
    league = organisation()
    deputy, plain, leader = member(league, "deputy"), member(league), focal_point(league)

    def roles_given_by(who: User) -> list[str]:
        return [
            role for role in MembershipRole.values if permissions.can_give_role(who, league, role)
        ]

    assert roles_given_by(plain) == []
    assert roles_given_by(deputy) == ["member", "deputy"]
    assert roles_given_by(leader) == MembershipRole.values
    assert roles_given_by(person("S", "secretariat")) == MembershipRole.values


def test_what_was_verified_is_corrected_by_the_secretariat_alone() -> None:
    verified, pending = organisation(), organisation("Other League", state="pending")
    assert not permissions.can_correct_verified_facts(focal_point(verified), verified)
    assert permissions.can_correct_verified_facts(focal_point(pending), pending)
    assert permissions.can_correct_verified_facts(person("S", "secretariat"), verified)


def test_what_is_submitted_is_held_while_verification_is_open_and_refused_when_it_failed() -> None:
    answers = {}
    for state in ("verified", "pending", "declined"):
        league = organisation(f"{state} League", state=state)
        may = permissions.can_submit_for(member(league), league)
        answers[state] = (may, league.holds_submissions)
    assert answers == {
        "verified": (True, False),
        "pending": (True, True),
        "declined": (False, False),
    }
