"""Roles of the hub as a whole, and the secretariat's page about people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hub.actions import NotAllowed, Refused, system
from hub.actions.roles import give_role, take_role
from hub.models import AuditEntry, Role, User
from hub.permissions import can_appoint

pytestmark = pytest.mark.django_db
PEOPLE = "/en/secretariat/people/"


def person(name: str, *roles: str) -> User:
    made = User.objects.create_user(f"{name}@example.org", name=f"{name.title()} Example")
    for role in roles:
        give_role(by=system, person=made, role=role)
    return made


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(person("office", Role.SECRETARIAT))
    return client


def test_the_secretariat_gives_and_takes_roles_and_the_audit_says_so(office: Client) -> None:
    ana = person("ana")
    sent = {"key": "k1", "person": ana.pk, "role": "screener", "verb": "give"}
    answer = office.post(PEOPLE, sent, follow=True)
    assert "Ana Example now has the role: Screener." in text(answer)
    office.post(PEOPLE, sent)
    assert User.objects.get(pk=ana.pk).roles == {"screener"}
    answer = office.post(PEOPLE, {**sent, "key": "k2", "verb": "take"}, follow=True)
    assert "Ana Example no longer has the role: Screener." in text(answer)
    assert User.objects.get(pk=ana.pk).roles == frozenset()
    rows = AuditEntry.objects.filter(object_id=str(ana.pk), verb__startswith="role.")
    assert list(rows.order_by("pk").values_list("verb", "details")) == [
        ("role.give", {"role": "screener"}),
        ("role.take", {"role": "screener"}),
    ]


def test_the_last_one_of_the_secretariat_keeps_the_role(office: Client) -> None:
    last = User.objects.get(email="office@example.org")
    sent = {"key": "k", "person": last.pk, "role": "secretariat", "verb": "take"}
    answer = office.post(PEOPLE, sent, follow=True)
    assert "This is the last one of the secretariat." in text(answer)
    closed = person("closed", Role.SECRETARIAT)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(Refused):
        take_role(by=last, person=last, role=Role.SECRETARIAT)
    person("second", Role.SECRETARIAT)
    take_role(by=last, person=last, role=Role.SECRETARIAT)
    assert not User.objects.get(pk=last.pk).has_role("secretariat")


@pytest.mark.django_db(transaction=True)
def test_two_of_the_secretariat_do_not_take_the_role_from_each_other_at_once() -> None:
    two = [person("one", Role.SECRETARIAT), person("two", Role.SECRETARIAT)]
    together = Barrier(2)

    def take(number: int) -> bool:
        try:
            together.wait()
            take_role(by=two[number], person=two[1 - number], role=Role.SECRETARIAT)
        except (Refused, NotAllowed):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == [False, True]
    assert User.objects.filter(groups__name=Role.SECRETARIAT).count() == 1


def test_a_closed_account_gets_no_role() -> None:
    closed = person("closed")
    closed.is_active = False
    with pytest.raises(Refused):
        give_role(by=person("office", Role.SECRETARIAT), person=closed, role=Role.SCREENER)


@pytest.mark.parametrize("role", [None, Role.SCREENER, Role.MODERATOR])
def test_nobody_else_gives_a_role_or_sees_the_page(client: Client, role: Role | None) -> None:
    viewer = person("viewer", *([role] if role else []))
    with pytest.raises(NotAllowed):
        give_role(by=viewer, person=viewer, role=Role.SECRETARIAT)
    client.force_login(viewer)
    sent = {"key": "k", "person": viewer.pk, "role": "secretariat", "verb": "give"}
    assert client.get(PEOPLE).status_code == 403
    assert client.post(PEOPLE, sent).status_code == 403
    assert not User.objects.get(pk=viewer.pk).has_role("secretariat")


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PEOPLE)["Location"] == f"/en/accounts/login/?next={PEOPLE}"


def test_a_person_is_found_by_words_of_name_or_address(office: Client) -> None:
    person("ana")
    person("zoe")
    page = text(office.get(PEOPLE, {"q": "EXAMPLE ana@"}))
    assert "ana@example.org" in page
    assert "zoe@example.org" not in page
    assert "Nobody has all of these words" in text(office.get(PEOPLE, {"q": "nobody"}))


@pytest.mark.parametrize("query", ["q=%00", f"q={'x' * 9000}", "page=-1", "page=1000000000", "q=%"])
def test_odd_queries_get_a_page(office: Client, query: str) -> None:
    assert office.get(f"{PEOPLE}?{query}").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"person": "9999999", "role": "screener", "verb": "give"},
        {"person": "x", "role": "screener", "verb": "give"},
        {"person": "1", "role": "king", "verb": "give"},
        {"person": "1", "role": "screener", "verb": "crown"},
    ],
)
def test_what_cannot_be_done_is_said(office: Client, sent: dict[str, str]) -> None:
    answer = office.post(PEOPLE, sent, follow=True)
    assert answer.status_code == 200
    assert "This cannot be done any more." in text(answer)


def test_the_list_is_paged_and_asks_no_query_for_each_row(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.bulk_create(
        User(email=f"p{number}@example.org", name=f"Person {number}") for number in range(120)
    )
    with django_assert_max_num_queries(8):
        page = text(office.get(PEOPLE))
    assert page.count('<th scope="row">') == 50
    assert "121 people" in page
    assert "?page=3" in page


def test_who_may_appoint_agrees_with_what_is_listed() -> None:
    people = [person("office", Role.SECRETARIAT), person("ana"), person("screener", Role.SCREENER)]
    for viewer in [*people, AnonymousUser()]:
        allowed = {each for each in people if can_appoint(viewer, each)}
        assert allowed == set(User.objects.appointable_by(viewer))
