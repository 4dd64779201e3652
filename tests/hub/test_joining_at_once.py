"""The same verb eight times at once, with real commits: one effect, one answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from hub.actions import Refused
from hub.actions.joining_invitations import accept_invitation, invite
from hub.actions.joining_people import end_membership
from hub.actions.joining_requests import decide_request, request_to_join
from hub.models import AuditEntry, Invitation, JoinRequest, Membership, Receipt
from tests.hub.organisations import focal_point, invited, organisation, person

pytestmark = pytest.mark.django_db(transaction=True)

REPEATS = 8


def at_once(run: Callable[[int], Any]) -> list[Any]:
    """What each of eight calls answered, or the refusal; any other error is raised here."""
    together = Barrier(REPEATS)

    def call(number: int) -> Any:
        try:
            together.wait()
            return run(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(REPEATS) as pool:
        return list(pool.map(call, range(REPEATS)))


@pytest.fixture
def invitation() -> Invitation:
    return invited(organisation())


def test_eight_clicks_with_one_key_are_one_acceptance_with_one_answer(
    invitation: Invitation,
) -> None:
    ben = person("Ben", email="ben@example.org")
    answers = at_once(lambda number: accept_invitation(by=ben, key="k", invitation=invitation))
    assert answers == [answers[0]] * REPEATS
    assert answers[0]["changed"] is True
    assert Membership.objects.filter(user=ben).count() == 1
    assert Receipt.objects.filter(verb="invitation.accept").count() == 1
    assert AuditEntry.objects.filter(verb="invitation.accept").count() == 1


def test_eight_pages_that_accept_at_once_let_the_person_in_once(invitation: Invitation) -> None:
    ben = person("Ben", email="ben@example.org")
    answers = at_once(
        lambda number: accept_invitation(by=ben, key=f"k{number}", invitation=invitation)
    )
    assert sorted(answer["changed"] for answer in answers) == [False] * (REPEATS - 1) + [True]
    assert Membership.objects.filter(user=ben).count() == 1


def test_eight_people_who_decide_at_once_give_one_answer() -> None:
    league = organisation()
    leaders = [focal_point(league) for _number in range(REPEATS)]
    request_to_join(by=person("Ben"), organisation=league, evidence="Look")
    request = JoinRequest.objects.get()
    answers = at_once(
        lambda number: decide_request(
            by=leaders[number], request=request, accept=bool(number % 2), reason=f"{number}"
        )
    )
    (given,) = [answer for answer in answers if not isinstance(answer, Refused)]
    request.refresh_from_db()
    assert given == {"state": request.state}
    assert Membership.objects.filter(user=request.person).exists() == (request.state == "accepted")


def test_eight_invitations_to_one_address_at_once_are_one() -> None:
    league = organisation()
    leader = focal_point(league)
    answers = at_once(lambda number: invite(by=leader, organisation=league, email="x@example.org"))
    assert sum(not isinstance(answer, Refused) for answer in answers) == 1
    assert league.invitations.count() == 1


def test_eight_focal_points_who_leave_at_once_leave_one_behind() -> None:
    league = organisation()
    leaders = [focal_point(league) for _number in range(REPEATS)]
    rows = {row.user_id: row for row in Membership.objects.all()}
    at_once(lambda number: end_membership(by=leaders[number], membership=rows[leaders[number].pk]))
    assert Membership.objects.open().count() == 1
