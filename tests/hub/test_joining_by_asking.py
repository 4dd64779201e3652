"""Joining by asking, and the secretariat's queue."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from hub import slots
from hub.actions import Refused
from hub.actions.joining_invitations import accept_invitation
from hub.actions.joining_requests import decide_request, request_to_join
from hub.models import JoinRequest, Membership, User
from hub.working_days import working_days_later
from tests.hub.organisations import focal_point, invited, member, organisation, person
from tests.hub.reading import said, worked_off

pytestmark = pytest.mark.django_db


def test_a_request_says_who_decides_and_by_when_and_is_answered_by_mail(client: Client) -> None:
    league = organisation()
    leader, ben = focal_point(league), person("Ben", language="fr")
    client.force_login(ben)
    with worked_off():
        sent = client.post(
            f"/en/organisations/{league.pk}/ask/",
            {"key": "k", "evidence": "I keep its accounts.", "link": "example.org/team"},
        )
    request = JoinRequest.objects.get()
    receipt = said(client.get(sent["Location"]))
    assert "A focal point or a deputy of the organisation decides" in receipt
    assert date_format(request.due_on) in receipt
    assert request.link == "https://example.org/team"
    assert [each.to for each in mail.outbox] == [[leader.email]]

    with worked_off():
        decide_request(
            by=leader, request=request, accept=True, role="deputy", reason="Good.\nWelcome"
        )
    answer = mail.outbox[1]
    assert answer.to == [ben.email]
    assert f"http://testserver/fr/join/requests/{request.pk}/" in str(answer.body)
    assert "\nGood.\nWelcome\n" in str(answer.body)
    assert Membership.objects.get(user=ben).role == "deputy"


def test_the_secretariat_decides_where_nobody_inside_can() -> None:
    secretary = person("S", "secretariat")
    league = organisation()
    member(league)
    User.objects.filter(pk=focal_point(league).pk).update(is_active=False)
    with worked_off():
        request_to_join(by=person("Ben"), organisation=league, evidence="Look")
    assert [each.to for each in mail.outbox] == [[secretary.email]]
    assert not JoinRequest.objects.for_rows().get().decided_inside


def test_a_request_is_made_once_and_only_to_what_one_may_see(client: Client) -> None:
    league, hidden = organisation(), organisation("Hidden League", state="pending")
    ben = person("Ben")
    request_to_join(by=ben, organisation=league, evidence="Look")
    with pytest.raises(Refused):
        request_to_join(by=ben, organisation=league, evidence="Look again")
    with pytest.raises(Refused):
        request_to_join(by=member(league), organisation=league, evidence="Look")
    client.force_login(ben)
    assert client.get(f"/en/organisations/{hidden.pk}/ask/").status_code == 404
    assert JoinRequest.objects.count() == 1


def test_nobody_keeps_others_busy_with_more_than_ten_open_requests() -> None:
    ben = person("Ben")
    leagues = [organisation(f"League {number}") for number in range(11)]
    for league in leagues[:10]:
        request_to_join(by=ben, organisation=league, evidence="Look")
    with pytest.raises(Refused, match="Many of your requests"):
        request_to_join(by=ben, organisation=leagues[10], evidence="Look")


def test_declining_needs_a_reason_and_what_was_typed_stays(client: Client) -> None:
    league = organisation()
    request_to_join(by=person("Ben"), organisation=league, evidence="Look")
    request = JoinRequest.objects.get()
    client.force_login(focal_point(league))
    address = f"/en/join/requests/{request.pk}/"
    answer = client.post(address, {"decision": "decline", "role": "deputy", "reason": " "})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["reason"]
    assert form["role"].value() == "deputy"
    client.post(address, {"decision": "decline", "role": "member", "reason": "Nobody knows him."})
    request.refresh_from_db()
    assert (request.state, request.reason) == ("declined", "Nobody knows him.")


def test_a_decision_that_changes_nothing_is_not_said_to_be_saved(client: Client) -> None:
    league = organisation(state="declined")
    client.force_login(person("S", "secretariat"))
    address = f"/en/organisations/{league.pk}/verification/"
    told = said(client.post(address, {"decision": "decline", "reason": "Why"}, follow=True))
    assert "Now: Not verified" in told
    assert "Your decision was saved." not in told
    told = said(client.post(address, {"decision": "accept"}, follow=True))
    assert "Your decision was saved." in told


def test_a_request_that_was_answered_meanwhile_is_not_answered_twice(client: Client) -> None:
    league = organisation()
    ben = person("Ben")
    request_to_join(by=ben, organisation=league, evidence="Look")
    request = JoinRequest.objects.get()
    decide_request(by=person("S", "secretariat"), request=request, accept=False, reason="No")
    client.force_login(focal_point(league))
    answer = client.post(
        f"/en/join/requests/{request.pk}/", {"decision": "accept", "role": "member"}
    )
    assert "answered meanwhile" in said(answer)
    assert not Membership.objects.filter(user=ben).exists()


def test_nobody_decides_on_their_own_request_and_strangers_do_not_see_it(client: Client) -> None:
    league = organisation()
    secretary = person("S", "secretariat")
    request_to_join(by=secretary, organisation=league, evidence="Look")
    request = JoinRequest.objects.get()
    address = f"/en/join/requests/{request.pk}/"
    client.force_login(secretary)
    assert client.post(address, {"decision": "accept", "role": "member"}).status_code == 403
    client.force_login(person("Stranger"))
    assert client.get(address).status_code == 404
    client.force_login(member(league))
    assert client.get(address).status_code == 404


def test_a_request_can_be_taken_back_until_it_is_answered(client: Client) -> None:
    league, ben = organisation(), person("Ben")
    request_to_join(by=ben, organisation=league, evidence="Look")
    request = JoinRequest.objects.get()
    client.force_login(ben)
    page, button = (f"/en/join/requests/{request.pk}/{verb}" for verb in ("", "withdraw/"))
    assert client.get(f"/en/organisations/{league.pk}/ask/")["Location"] == page
    assert client.get(button)["Location"] == page
    client.post(button, {"key": "k"})
    request.refresh_from_db()
    assert request.state == "withdrawn"
    request_to_join(by=ben, organisation=league, evidence="Look")


def test_who_is_invited_after_asking_has_the_answer_with_the_invitation() -> None:
    league, ben = organisation(), person("Ben", email="ben@example.org")
    request_to_join(by=ben, organisation=league, evidence="Look")
    accept_invitation(by=ben, invitation=invited(league))
    assert JoinRequest.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 25), 10, date(2026, 12, 9)),
    ],
)
def test_an_answer_is_owed_after_days_on_which_people_work(
    start: date, days: int, end: date
) -> None:
    assert working_days_later(start, days) == end


# The secretariat's queue


def test_the_queue_has_the_oldest_promise_first_and_says_what_is_overdue(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_fillings", {})
    today = timezone.now().date()
    for at, name in enumerate(("Late", "Early", "Middle")):
        league = organisation(name)
        focal_point(league)
        request_to_join(by=person(f"P{name}"), organisation=league, evidence="Look")
        due = {"Late": 9, "Early": -1, "Middle": 3}[name]
        JoinRequest.objects.filter(organisation=league).update(
            due_on=today + timedelta(days=due), created_at=timezone.now() - timedelta(days=at)
        )
    client.force_login(person("S", "secretariat"))
    # The session, the person, its roles, the bell; how many wait, and a page of them.
    with django_assert_num_queries(6):
        answer = client.get("/en/secretariat/joining/")
    rows = BeautifulSoup(answer.content, "html.parser").select("tbody tr")
    assert [re.search(r"Join (\w+)", row.text).group(1) for row in rows] == [
        "Early",
        "Middle",
        "Late",
    ]
    assert ["overdue" in row.text for row in rows] == [True, False, False]
    assert [row.select("td.number")[0].text for row in rows] == ["1", "2", "0"]


def test_the_queue_is_the_secretariats_and_says_when_nobody_waits(client: Client) -> None:
    assert client.get("/en/secretariat/joining/").status_code == 302
    client.force_login(person("Ben"))
    assert client.get("/en/secretariat/joining/").status_code == 403
    client.force_login(person("S", "secretariat"))
    assert "Nobody waits for an answer." in said(client.get("/en/secretariat/joining/"))
