"""Joining: by an invitation, or by asking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks import default_task_backend

from hub import invitation_tokens, tasks
from hub.actions import NotAllowed, Refused
from hub.actions.joining_invitations import (
    accept_invitation,
    invite,
    send_invitation_again,
    withdraw_invitation,
)
from hub.actions.joining_requests import decide_request, request_to_join
from hub.models import Invitation, JoinRequest, Membership, Organisation, User
from hub.working_days import working_days_later
from tests.hub.organisations import focal_point, member, organisation, person
from tests.hub.signing_in import code_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tasks() -> Iterator[None]:
    default_task_backend.clear()
    yield
    default_task_backend.clear()


def work_off() -> int:
    """Do what was left to the worker, as it would."""
    waiting = list(default_task_backend.results)
    default_task_backend.clear()
    for each in waiting:
        each.task.call(*each.args, **each.kwargs)
    return len(waiting)


def invited(league: Organisation, email: str = "ben@example.org", **options: Any) -> Invitation:
    leader = league.people.filter(memberships__role="focal-point").first()
    answer = invite(
        by=leader or focal_point(league),
        organisation=league,
        email=email,
        **options,
    )
    return Invitation.objects.get(pk=answer["invitation"])


def link_of(invitation: Invitation, language: str = "en") -> str:
    return f"/{language}/join/{invitation_tokens.token_of(invitation.seed)}/"


def said(answer: Any) -> str:
    """The words of a page's main part, blanks folded."""
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


# Invitations


def test_the_mail_of_an_invitation_comes_in_its_language_and_opens_its_page(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    league = organisation("Example League")
    with django_capture_on_commit_callbacks(execute=True):
        invited(league, language="ar")
        assert mail.outbox == []
    assert work_off() == 1
    (sent,) = mail.outbox
    assert sent.to == ["ben@example.org"]
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert 'dir="rtl"' in html
    (address,) = re.findall(r"http://testserver(/ar/join/\w+/)", str(sent.body))
    assert address in html
    assert "Example League" in said(client.get(address))


def test_a_mail_goes_out_once_for_each_time_it_was_asked_for(
    django_capture_on_commit_callbacks: Any,
) -> None:
    invitation = invited(organisation())
    assert tasks.mail_invitation.call(invitation.pk) is True
    assert tasks.mail_invitation.call(invitation.pk) is False
    send_invitation_again(by=invitation.invited_by, invitation=invitation)
    assert tasks.mail_invitation.call(invitation.pk) is True
    assert len(mail.outbox) == 2


def test_the_token_stands_nowhere_in_the_database_and_a_wrong_one_opens_nothing(
    client: Client,
) -> None:
    invitation = invited(organisation())
    token = invitation_tokens.token_of(invitation.seed)
    assert token not in map(str, Invitation.objects.values_list().get())
    for wrong in (token[:-1], token.upper() + "x", invitation.token_hash, invitation.seed):
        answer = client.get(f"/en/join/{wrong}/")
        assert answer.status_code == 404
        assert "does not exist" in said(answer)


def test_reading_an_invitation_changes_nothing_and_signed_out_one_is_led_back_to_it(
    client: Client,
) -> None:
    invitation = invited(organisation())
    answer = client.get(link_of(invitation))
    page = BeautifulSoup(answer.content, "html.parser")
    ways = [link["href"] for link in page.main.select("a.button")]
    query = f"?next=%2Fen%2Fjoin%2F{invitation_tokens.token_of(invitation.seed)}%2F"
    assert [way.split("&")[0].split("accounts/")[1] for way in ways] == [
        f"signup/{query}",
        f"login/{query}",
    ]
    assert all(way.endswith("&email=ben%40example.org") for way in ways)
    ben = person("Ben", email="ben@example.org")
    client.force_login(ben)
    client.get(link_of(invitation))
    assert not Membership.objects.filter(user=ben).exists()


@pytest.mark.parametrize("way", ["signup", "login"])
def test_from_the_mail_through_signing_up_or_in_to_the_page_that_it_is_about(
    client: Client, way: str, mailoutbox: list[Any]
) -> None:
    invitation = invited(organisation(), page="/en/practices/x/")
    if way == "login":
        person("Ben", email="ben@example.org")
    page = BeautifulSoup(client.get(link_of(invitation)).content, "html.parser")
    address = str(page.main.select_one(f'a[href*="/{way}/"]')["href"])
    form = BeautifulSoup(client.get(address).content, "html.parser").main.form
    typed = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert "ben@example.org" in typed.values()
    answer = client.post(address, {**typed, "name": "Ben Example"})
    code = code_in(mailoutbox[-1])
    answer = client.post(answer["Location"], {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == link_of(invitation)
    assert "Accept the invitation" in said(answer)
    assert client.post(link_of(invitation))["Location"] == "/en/practices/x/"


def test_who_accepts_belongs_and_lands_on_the_page_that_it_is_about(client: Client) -> None:
    league = organisation()
    invitation = invited(league, "Ben@Example.org", role="deputy", page="/en/practices/x/?text=fr")
    ben = person("Ben", email="ben@example.org")
    client.force_login(ben)
    answer = client.post(link_of(invitation, "fr"), {"key": "k"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/practices/x/?text=fr")
    membership = Membership.objects.get(user=ben)
    assert (membership.organisation, membership.role) == (league, "deputy")
    assert client.get(link_of(invitation))["Location"] == "/en/practices/x/?text=fr"


def test_an_invitation_without_a_page_leads_to_the_organisation(client: Client) -> None:
    invitation = invited(organisation())
    client.force_login(person("Ben", email="ben@example.org"))
    answer = client.post(link_of(invitation))
    assert answer["Location"] == f"/en/organisations/{invitation.organisation_id}/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:x", "x"],
)
def test_an_invitation_leads_nowhere_but_to_this_site(elsewhere: str) -> None:
    with pytest.raises(Refused) as refusal:
        invited(organisation(), page=elsewhere)
    assert list(refusal.value.messages) == ["page"]


def test_the_page_may_be_copied_whole_from_the_browser(client: Client) -> None:
    league = organisation()
    client.force_login(focal_point(league))
    sent = {"email": "ben@example.org", "role": "member", "language": "en"}
    address = f"/en/organisations/{league.pk}/people/invite/"
    wrong = client.post(address, {**sent, "page": "https://evil.example/en/practices/"})
    assert "page" in wrong.context["form"].errors
    client.post(address, {**sent, "page": "http://testserver/en/practices/?level=local"})
    assert Invitation.objects.get().page == "/en/practices/?level=local"


def ran_out(invitation: Invitation) -> None:
    invitation.expires_at = timezone.now() - timedelta(minutes=1)
    invitation.save()


def withdrawn(invitation: Invitation) -> None:
    withdraw_invitation(by=invitation.invited_by, invitation=invitation)


def used(invitation: Invitation) -> None:
    other = person("Other", email="ben@example.org")
    accept_invitation(by=other, invitation=invitation)
    User.objects.filter(pk=other.pk).update(email="moved@example.org")


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [(ran_out, "ran out on"), (withdrawn, "withdrawn"), (used, "was used")],
)
def test_an_invitation_that_opens_nothing_any_more_says_why(
    client: Client, happened: Any, sentence: str
) -> None:
    invitation = invited(organisation())
    happened(invitation)
    ben = person("Ben", email="ben@example.org")
    client.force_login(ben)
    for answer in (client.get(link_of(invitation)), client.post(link_of(invitation))):
        assert answer.status_code == 410
        assert sentence in said(answer)
    assert not Membership.objects.filter(user=ben).exists()


def test_an_invitation_for_another_address_says_so_and_lets_nobody_in(client: Client) -> None:
    invitation = invited(organisation())
    eve = person("Eve", email="eve@example.org")
    client.force_login(eve)
    assert "You are signed in with eve@example.org" in said(client.get(link_of(invitation)))
    answer = client.post(link_of(invitation))
    assert answer.status_code == 422
    assert "for ben@example.org" in said(answer)
    assert not Membership.objects.filter(user=eve).exists()


def test_sending_again_opens_one_that_ran_out_for_its_whole_time() -> None:
    invitation = invited(organisation())
    ran_out(invitation)
    send_invitation_again(by=invitation.invited_by, invitation=invitation)
    ben = person("Ben", email="ben@example.org")
    assert accept_invitation(by=ben, invitation=invitation)["changed"]


def test_an_address_has_one_open_invitation_and_a_new_one_takes_the_place_of_one_that_ran_out() -> (
    None
):
    league = organisation()
    first = invited(league)
    with pytest.raises(Refused) as refusal:
        invited(league, "BEN@example.org")
    assert list(refusal.value.messages) == ["email"]
    ran_out(first)
    second = invited(league)
    assert list(league.invitations.open()) == [second]


def test_nobody_is_invited_who_belongs_already_or_in_the_name_of_an_unverified_body() -> None:
    league = organisation()
    ben = member(league)
    with pytest.raises(Refused):
        invited(league, ben.email)
    pending = organisation("Other League", state="pending")
    with pytest.raises(NotAllowed):
        invite(by=focal_point(pending), organisation=pending, email="x@example.org")
    secretary = person("S", "secretariat")
    assert invite(by=secretary, organisation=pending, email="x@example.org")["invitation"]


def test_a_deputy_invites_no_focal_point() -> None:
    league = organisation()
    with pytest.raises(NotAllowed):
        invite(
            by=member(league, "deputy"),
            organisation=league,
            email="x@example.org",
            role="focal-point",
        )


def test_accepting_takes_no_role_away() -> None:
    league = organisation()
    invitation = invited(league, "ben@example.org", role="member")
    ben = member(league, "deputy", who=person("Ben", email="ben@example.org"))
    accept_invitation(by=ben, invitation=invitation)
    assert Membership.objects.get(user=ben).role == "deputy"


# Requests


def test_a_request_says_who_decides_and_by_when_and_is_answered_by_mail(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    league = organisation()
    leader, ben = focal_point(league), person("Ben", language="fr")
    client.force_login(ben)
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            f"/en/organisations/{league.pk}/ask/",
            {"key": "k", "evidence": "I keep its accounts.", "link": "example.org/team"},
        )
    request = JoinRequest.objects.get()
    receipt = said(client.get(sent["Location"]))
    assert "A focal point or a deputy of the organisation decides" in receipt
    assert date_format(request.due_on) in receipt
    assert request.link == "https://example.org/team"
    work_off()
    assert [each.to for each in mail.outbox] == [[leader.email]]

    with django_capture_on_commit_callbacks(execute=True):
        decide_request(
            by=leader, request=request, accept=True, role="deputy", reason="Good.\nWelcome"
        )
    work_off()
    answer = mail.outbox[1]
    assert answer.to == [ben.email]
    assert f"http://testserver/fr/join/requests/{request.pk}/" in str(answer.body)
    assert "\nGood.\nWelcome\n" in str(answer.body)
    assert Membership.objects.get(user=ben).role == "deputy"


def test_the_secretariat_decides_where_nobody_inside_can(
    django_capture_on_commit_callbacks: Any,
) -> None:
    secretary = person("S", "secretariat")
    league = organisation()
    member(league)
    with django_capture_on_commit_callbacks(execute=True):
        request_to_join(by=person("Ben"), organisation=league, evidence="Look")
    work_off()
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
    client.post(f"/en/join/requests/{request.pk}/withdraw/", {"key": "k"})
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
    client: Client, django_assert_num_queries: Any
) -> None:
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
    # The session, the person, its roles; how many wait, and a page of them.
    with django_assert_num_queries(5):
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
