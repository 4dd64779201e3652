"""What pages ask the database for: the frame asks little of anybody, and a list of fifty rows asks
as often as a list of one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.actions import system
from hub.models import Role, User
from hub.notifications import follow
from practices.models import Reviewer, ScreeningRound
from practices.screening import actions
from tests.practices.library import drafted, member_of, organisation, person, published
from tests.practices.screening import LICENCE, reviewer, submittable

pytestmark = pytest.mark.django_db

MANY = 12


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def cost(client: Client, address: str) -> int:
    """How many queries a page makes that was asked for before."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries)


def test_being_signed_in_costs_no_page_more_than_five_queries() -> None:
    """The session, its person, what is new, and for the menu their organisations and roles."""
    user = member_of(organisation(), "ana")
    address = "/en/objectives/"
    most = cost(Client(), address) + 5
    assert cost(signed_in(user), address) <= most
    for role in Role:
        user.groups.add(*person(f"ben-{role}", role).groups.all())
        assert cost(signed_in(user), address) <= most, role


class Office:
    """People with lists before them."""

    def __init__(self) -> None:
        self.body = organisation()
        self.other = organisation("Example Ferry Union")
        self.writer = member_of(self.body, "writer", "focal-point")
        self.secretariat = person("secretariat", Role.SECRETARIAT)
        self.screener = reviewer("screener")
        self.translator = person("translator", Role.TRANSLATOR)
        self.made = 0

    def put(self, number: int) -> None:
        """More of everything that is listed."""
        for _ in range(number):
            self.made += 1
            name = f"number {self.made}"
            drafted(self.body, title=f"Draft {name}")
            follow(by=self.writer, kind="practice", object_id=published(title=f"Live {name}").pk)
            reviewer(f"reviewer-{self.made}", "un")
            waits, offered = self.submitted(name), self.submitted(name)
            actions.assign(by=system, round=offered, reviewers=[self.screener])
            assert waits.pk != offered.pk

    def submitted(self, name: str) -> ScreeningRound:
        practice, _text = submittable(self.body, title=f"Submitted {name}")
        answer = actions.submit(by=system, practice=practice, licence=LICENCE, language="en")
        round = ScreeningRound.objects.get(pk=answer["round"])
        actions.take_in(by=system, round=round)
        actions.pass_eligibility(by=system, round=round)
        return round


def test_a_list_asks_as_often_for_many_rows_as_for_two() -> None:
    office = Office()
    Reviewer.objects.filter(user=office.screener).update(most_at_once=50)
    lists = (
        (office.writer, "/en/practices/drafts/"),
        (office.writer, "/en/account/notices/"),
        (office.writer, "/en/account/notices/following/"),
        (office.screener, "/en/screening/"),
        (office.secretariat, "/en/secretariat/screening/"),
        (office.secretariat, "/en/secretariat/screening/export/"),
        (office.secretariat, "/en/secretariat/screeners/"),
        (office.secretariat, "/en/secretariat/inbox/"),
        (office.secretariat, "/en/secretariat/translation/"),
        (office.translator, "/en/translating/?into=fr&chosen=1"),
    )
    office.put(2)
    few = [cost(signed_in(user), address) for user, address in lists]
    office.put(MANY)
    many = [cost(signed_in(user), address) for user, address in lists]
    grown = {
        address: (before, after)
        for (_user, address), before, after in zip(lists, few, many, strict=True)
        if after > before
    }
    assert not grown
