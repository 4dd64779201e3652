"""Who is in a space, and how people come in: by a mail that opens the topic itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from discussions.models import Space, SpaceInvitation, Topic, Visibility
from discussions.permissions import belongs_to
from discussions.spaces import actions, tokens
from hub.actions import NotAllowed, Refused, system
from tests.discussions.reading import client as browser
from tests.discussions.rooms import moderator, space, space_member, topic
from tests.hub.organisations import member, organisation, person
from tests.hub.reading import said, worked_off
from tests.hub.signing_in import code_in

pytestmark = [pytest.mark.django_db]

BEN = "ben@example.org"


def invited(inside: Space, about: Topic | None = None, email: str = BEN) -> SpaceInvitation:
    answer = actions.invite(by=system, space=inside, emails=[email], topic=about)
    return SpaceInvitation.objects.get(pk=answer["invitations"][0])


def link_of(invitation: SpaceInvitation) -> str:
    return f"/en/spaces/invitations/{tokens.token_of(invitation)}/"


def test_each_address_gets_one_mail_in_its_language_with_the_question_and_the_words() -> None:
    home = space("Work", slug="work")
    question = topic("What works?", home)
    mine = browser(moderator(home))
    sent = {
        "emails": "Ben@example.org, ben@example.org;\n eve@example.org", "topic": question.pk,
        "language": "ar", "message": "Please <b>come</b>.",
    }  # fmt: skip
    wrong = mine.post("/en/spaces/work/invite/", {**sent, "emails": "ben@example.org nobody"})
    assert wrong.status_code == 422
    assert "nobody" in str(wrong.context["form"].errors["emails"])
    assert not SpaceInvitation.objects.exists()
    with worked_off():
        assert mine.post("/en/spaces/work/invite/", sent).status_code == 302
        assert mail.outbox == []
    assert [each.to for each in mail.outbox] == [["ben@example.org"], ["eve@example.org"]]
    body, html = str(mail.outbox[0].body), mail.outbox[0].alternatives[0][0]
    assert "What works?" in mail.outbox[0].subject
    assert 'dir="rtl"' in html
    assert "Please &lt;b&gt;come&lt;/b&gt;." in html
    (address,) = re.findall(r"http://testserver(/ar/spaces/invitations/\w+/)", body)
    row = SpaceInvitation.objects.get(email=BEN)
    assert address.split("/")[4] not in map(str, row.__dict__.values())
    with worked_off():
        mine.post("/en/spaces/work/invite/", {**sent, "key": "again"})
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("way", ["signup", "login"])
def test_the_link_opens_the_topic_and_signing_in_leads_back_to_it_with_what_was_typed(
    client: Client, mailoutbox: list[Any], way: str
) -> None:
    if way == "login":
        person("Ben", email=BEN)
    home = space("Work")
    question = topic("What works?", home)
    invitation = invited(home, question)
    opened = client.get(link_of(invitation))
    address, _hash, part = opened["Location"].partition("#")
    assert (address.partition("?")[0], part) == (f"/en/spaces/topics/{question.pk}/", "reply")
    offer = BeautifulSoup(client.get(address).content, "html.parser").select_one("#invited form")
    assert offer is not None
    client.post(f"/en/spaces/topics/{question.pk}/write/", {"source": "Training **works**."})
    answer = client.post(str(offer["action"]), {"go": way})
    assert not SpaceInvitation.objects.exclude(accepted_at=None).exists()
    form = BeautifulSoup(client.get(answer["Location"]).content, "html.parser").main.form
    typed = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert BEN in typed.values()
    coming = client.post(answer["Location"], {**typed, "name": "Ben"})
    landed = client.post(coming["Location"], {"code": code_in(mailoutbox[-1])}, follow=True)
    assert landed.redirect_chain[-1][0].startswith(f"/en/spaces/topics/{question.pk}/")
    assert landed.redirect_chain[-1][0].endswith("#reply")
    assert "Training **works**." in landed.content.decode()
    invitation.refresh_from_db()
    assert belongs_to(invitation.accepted_by, home)
    assert 'id="invited"' not in landed.content.decode()


def test_a_topic_that_only_members_read_is_opened_by_accepting(client: Client) -> None:
    home = space("Inner", slug="inner", visibility=Visibility.MEMBERS)
    question = topic("Among us?", home)
    invitation = invited(home, question)
    ben = person("Ben", email=BEN)
    client.force_login(ben)
    assert client.get(f"/en/spaces/topics/{question.pk}/").status_code == 404
    page = client.get(link_of(invitation))
    assert (page.status_code, "Among us?" in said(page)) == (200, True)
    assert not belongs_to(ben, home)
    assert client.post(link_of(invitation))["Location"] == f"/en/spaces/topics/{question.pk}/#reply"
    assert client.get(f"/en/spaces/topics/{question.pk}/").status_code == 200
    assert client.get(link_of(invitation)).status_code == 302
    # What brought them in is used; it does not bring them back.
    actions.remove_member(by=system, space=home, person=ben)
    assert client.get(f"/en/spaces/topics/{question.pk}/").status_code == 404
    with pytest.raises(Refused):
        actions.accept_invitation(by=person("Eve"), invitation=invitation)


def test_who_is_invited_before_a_topic_opens_comes_to_its_space_until_then(client: Client) -> None:
    home = space("Work", slug="work")
    question = topic("Soon?", home, state="scheduled", opens_at=timezone.now() + timedelta(days=1))
    invitation = invited(home, question)
    client.force_login(person("Ben", email=BEN))
    assert "Soon?" in said(client.get(link_of(invitation)))
    assert client.post(link_of(invitation))["Location"] == "/en/spaces/work/"
    assert client.get(link_of(invitation))["Location"] == "/en/spaces/work/"
    Topic.objects.update(state="open")
    assert client.get(link_of(invitation))["Location"] == f"/en/spaces/topics/{question.pk}/#reply"


def test_an_invitation_lets_in_nobody_else_and_nobody_when_it_is_over() -> None:
    home = space("Inner", visibility=Visibility.MEMBERS)
    invitation = invited(home)
    eve = person("Eve")
    answer = browser(eve).post(link_of(invitation))
    assert (answer.status_code, "This invitation is for ben@example.org" in said(answer)) == (
        422, True,
    )  # fmt: skip
    ben = person("Ben", email=BEN)
    SpaceInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert browser(ben).get(link_of(invitation)).status_code == 410
    assert browser().post(link_of(invitation)).status_code == 410
    SpaceInvitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(by=ben, invitation=invitation)
    assert actions.withdraw_invitation(by=moderator(home), invitation=invitation)["changed"]
    with pytest.raises(Refused):
        actions.accept_invitation(by=ben, invitation=invitation)
    token = tokens.token_of(invitation)
    for wrong in (token[:-1], invitation.token_hash):
        assert browser(ben).get(f"/en/spaces/invitations/{wrong}/").status_code == 404
    assert not home.members.exists()


def test_who_is_invited_is_offered_it_on_the_topic_wherever_they_come_from() -> None:
    home = space("Work")
    question = topic("What works?", home)
    invited(home, question)
    path = f"/en/spaces/topics/{question.pk}/"
    ben = browser(person("Ben", email=BEN))
    assert "Accept the invitation" in said(ben.get(path))
    assert "Accept the invitation" not in said(browser(person("Eve")).get(path))
    assert 'id="invited"' not in browser().get(path).content.decode()


def test_moderators_are_made_of_members_and_only_keepers_add_people_by_address() -> None:
    home = space("Work", slug="work")
    mine, inside, eve = browser(moderator(home)), space_member(home), person("Eve")
    path = "/en/spaces/work/people/"
    assert mine.post(path, {"do": "moderator-add", "of": inside.pk}).status_code == 302
    assert home.moderators.filter(user=inside).exists()
    # Others are not looked up: that would say which accounts there are.
    assert mine.post(path, {"do": "moderator-add", "of": eve.pk}).status_code == 422
    by_address = {"do": "person", "email": eve.email, "part": "member"}
    assert mine.post(path, by_address).status_code == 422
    assert not home.members.filter(user=eve).exists()
    keeper = browser(person("Keeper", "moderator"))
    unknown = keeper.post(path, {**by_address, "email": "none@example.org"})
    assert "email" in unknown.context["person_form"].errors
    assert keeper.post(path, by_address).status_code == 302
    assert home.members.filter(user=eve, ended_at=None).exists()
    assert mine.post(path, {"do": "member-remove", "of": eve.pk}).status_code == 302
    assert not home.members.filter(user=eve, ended_at=None).exists()
    assert mine.post(path, {"do": "moderator-remove", "of": inside.pk}).status_code == 302


def test_an_organisation_is_found_by_its_name_and_its_people_come_in_with_it() -> None:
    home = space("Inner", slug="inner", visibility=Visibility.INVITED)
    mine = browser(moderator(home))
    first, second = organisation("Example League East"), organisation("Example League West")
    organisation("Example League North", state="pending")
    path, sent = "/en/spaces/inner/people/", {"do": "organisation", "organisation": "league"}
    several = mine.post(path, sent)
    assert several.status_code == 422
    assert [each.pk for each in several.context["found"]] == [first.pk, second.pk]
    assert mine.post(path, {**sent, "choice": second.pk}).status_code == 302
    inside = member(second)
    assert belongs_to(inside, home)
    assert browser(inside).get("/en/spaces/inner/").status_code == 200
    assert browser(member(first)).get("/en/spaces/inner/").status_code == 404
    none = mine.post(path, {**sent, "organisation": "Nobody"})
    assert "organisation" in none.context["organisation_form"].errors
    assert mine.post(path, {"do": "organisation-remove", "of": second.pk}).status_code == 302
    assert browser(inside).get("/en/spaces/inner/").status_code == 404


def test_a_member_leaves_by_themselves() -> None:
    home = space("Inner", slug="inner", visibility=Visibility.MEMBERS)
    inside = browser(space_member(home))
    assert "/en/spaces/inner/leave/" in inside.get("/en/spaces/inner/").content.decode()
    assert inside.get("/en/spaces/inner/leave/").status_code == 200
    assert home.members.filter(ended_at=None).count() == 1
    assert inside.post("/en/spaces/inner/leave/")["Location"] == "/en/spaces/"
    assert inside.get("/en/spaces/inner/").status_code == 404


def test_the_log_of_moderators_says_what_was_done_to_whom() -> None:
    home = space("Work", slug="work")
    mine, eve = moderator(home), person("Eve Example")
    actions.add_member(by=mine, space=home, person=eve)
    actions.invite_organisation(by=mine, space=home, organisation=organisation("Example Union"))
    page = said(browser(mine).get("/en/spaces/moderation/log/"))
    assert "Member added Eve Example" in page
    assert "Organisation invited Example Union" in page
