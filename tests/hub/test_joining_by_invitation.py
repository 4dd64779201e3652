"""Joining by an invitation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from hub import invitation_tokens, tasks
from hub.actions import NotAllowed, Refused
from hub.actions.joining_invitations import (
    accept_invitation,
    invite,
    send_invitation_again,
    withdraw_invitation,
)
from hub.models import Invitation, Membership, User
from tests.hub.organisations import focal_point, invited, member, organisation, person
from tests.hub.reading import said, worked_off
from tests.hub.signing_in import code_in

pytestmark = pytest.mark.django_db


def link_of(invitation: Invitation, language: str = "en") -> str:
    return f"/{language}/join/{invitation_tokens.token_of(invitation.seed)}/"


def test_the_mail_of_an_invitation_comes_in_its_language_and_opens_its_page(
    client: Client,
) -> None:
    league = organisation("Example League")
    with worked_off():
        invited(league, language="ar")
        assert mail.outbox == []
    (sent,) = mail.outbox
    assert sent.to == ["ben@example.org"]
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert 'dir="rtl"' in html
    (address,) = re.findall(r"http://testserver(/ar/join/\w+/)", str(sent.body))
    assert address in html
    assert "Example League" in said(client.get(address))


def test_a_mail_goes_out_once_for_each_time_it_was_asked_for() -> None:
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


def test_the_buttons_of_an_invitation_send_and_withdraw_it_when_pressed_and_not_when_visited(
    client: Client,
) -> None:
    invitation = invited(organisation())
    ran_out(invitation)
    client.force_login(invitation.invited_by)
    page = f"/en/organisations/{invitation.organisation_id}/"
    again, withdraw = (
        f"/en/organisations/invitations/{invitation.pk}/{verb}/" for verb in ("again", "withdraw")
    )
    for address in (again, withdraw):
        assert client.get(address)["Location"] == page
    invitation.refresh_from_db()
    assert invitation.has_run_out
    client.post(again, {"key": "a"})
    invitation.refresh_from_db()
    assert not invitation.has_run_out
    client.post(withdraw, {"key": "b"})
    invitation.refresh_from_db()
    assert not invitation.is_open
    assert "no longer open" in said(client.post(again, {"key": "c"}, follow=True))
    client.force_login(person("Stranger"))
    assert client.post(withdraw, {"key": "d"}).status_code == 404
