"""The pages of saved searches: to save one from a list, to change it, to take it away and back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.models import Frequency, User
from hub.notifications import choices, unsubscribing
from hub.notifications.actions import unsubscribe
from search.alerts import actions
from search.alerts.permissions import can_change_search
from search.models import SavedSearch
from tests.discussions.rooms import space
from tests.hub.organisations import person
from tests.hub.reading import said
from tests.practices.library import published

from .alerts import saves

pytestmark = pytest.mark.django_db
MINE = "/en/account/searches/"


@pytest.fixture
def ana() -> User:
    return person()


@pytest.fixture
def client(ana: User) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def test_a_search_is_saved_from_its_list(client: Client, ana: User) -> None:
    published(title="Permits at the quay")
    page = soup(client.get("/en/practices/?q=permits&objective=6&level=local&page=7&order=title"))
    save = page.find("a", string="Save this search")["href"]
    form = soup(client.get(save)).select_one("main form.form")
    assert (
        form.select_one("[name=name]")["value"] == "permits, 6 Recruitment and decent work, Local"
    )
    answer = client.post(form["action"], {"name": "  Permits ", "frequency": "weekly"}, follow=True)
    assert answer.redirect_chain == [(MINE, 302)]
    assert "Permits" in said(answer)
    assert "Objective: 6 Recruitment and decent work" in said(answer)
    search = SavedSearch.objects.get()
    assert (search.user, search.name, search.frequency) == (ana, "Permits", "weekly")
    assert search.parameters == "q=permits&objective=6&level=local"
    run = soup(answer).find("a", string="Permits")["href"]
    assert client.get(run).status_code == 200
    # The same once more, however it is spelt, is the one that is there.
    again = client.get("/en/account/searches/save/practices/?level=local&q=permits&objective=06")
    assert again["Location"] == f"{MINE}{search.pk}/"


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client: Client) -> None:
    save = f"{MINE}save/discussions/?q=quay"
    answer = client.post(save, {"name": " ", "frequency": "weekly"})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one(".field.wrong [name=name]")
    assert page.select_one("[name=frequency][value=weekly]").has_attr("checked")
    assert not SavedSearch.objects.exists()


def test_a_visitor_is_offered_the_feed_and_to_come_back(ana: User) -> None:
    save = "/en/account/searches/save/practices/?q=quay&objective=6"
    answer = Client().get(save)
    page = soup(answer)
    assert page.select_one('main a[type="application/atom+xml"]')["href"] == (
        "/en/practices/feed/?q=quay&objective=6"
    )
    sign_in = page.select_one("main a.button")["href"]
    assert "next=/en/account/searches/save/practices/%3Fq%3Dquay%26objective%3D6" in sign_in
    posted = Client().post(save, {"name": "My quay", "frequency": "daily"})
    assert posted.status_code == 403
    assert "My quay" in said(posted)


def test_a_search_is_renamed_deleted_and_brought_back(client: Client, ana: User) -> None:
    search = saves(ana, name="Old <name>")
    client.post(f"{MINE}{search.pk}/", {"name": "New name", "frequency": "off"})
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("New name", "off")
    answer = client.post(f"{MINE}{search.pk}/delete/", follow=True)
    assert "“ New name ” is deleted. Undo" in said(answer)
    assert "You have saved no search yet" in said(answer)
    assert client.get(f"{MINE}{search.pk}/").status_code == 404
    undo = soup(answer).select_one(".message form, form.message")["action"]
    answer = client.post(undo, follow=True)
    assert "New name" in said(answer)
    search.refresh_from_db()
    assert search.deleted_at is None


def test_a_search_that_was_saved_anew_meanwhile_is_not_there_twice(
    client: Client, ana: User
) -> None:
    gone = saves(ana)
    client.post(f"{MINE}{gone.pk}/delete/")
    anew = saves(ana)
    answer = client.post(f"{MINE}{gone.pk}/restore/", follow=True)
    assert "You have saved this search already." in said(answer)
    assert list(SavedSearch.objects.of(ana).kept()) == [anew]


def test_only_its_owner_sees_or_changes_a_search(client: Client, ana: User) -> None:
    bo = person("Bo")
    search, own = saves(bo), saves(ana)
    for path in ("", "delete/", "restore/"):
        assert client.post(f"{MINE}{search.pk}/{path}", {"name": "x"}).status_code == 404
    assert client.get(f"{MINE}?deleted={search.pk}").status_code == 200
    for viewer in (ana, bo):
        assert list(SavedSearch.objects.of(viewer)) == [
            each for each in (search, own) if can_change_search(viewer, each)
        ]


def test_the_page_asks_as_much_for_many_as_for_one(client: Client, ana: User) -> None:
    room = space("Harbours")
    saves(ana, f"q=one&space={room.pk}", place="discussions")
    saves(ana, "q=one&theme=none&organisation=7")
    client.get(MINE)
    with CaptureQueriesContext(connection) as few:
        client.get(MINE)
    for number in range(12):
        saves(ana, f"q={number}&space={room.pk}", place="discussions", name=f"S {number}")
        saves(ana, f"q={number}&theme=none&organisation={number}", name=f"P {number}")
    with CaptureQueriesContext(connection) as many:
        answer = client.get(MINE)
    assert "Harbours" in said(answer)
    assert len(many) <= len(few)


def test_there_is_an_end_to_how_many_one_keeps(
    client: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    saves(ana)
    answer = client.post(f"{MINE}save/practices/?q=more", {"name": "More", "frequency": "daily"})
    assert answer.status_code == 422
    assert "which is the most" in said(answer)


def test_mails_of_all_searches_stop_with_their_rhythm(client: Client, ana: User) -> None:
    saves(ana, frequency="daily")
    daily = unsubscribing.Way(ana, unsubscribing.of_rhythm(Frequency.DAILY))
    weekly = unsubscribing.Way(ana, unsubscribing.of_rhythm(Frequency.WEEKLY))
    assert "search.new" in daily.names()
    assert "search.new" not in weekly.names()
    unsubscribe(by=ana, names=["search.new"])
    assert choices.of_person(ana)["search.new"] == "off"
    assert "You chose to get no mail about saved searches" in said(client.get(MINE))
    page = soup(client.get("/en/account/notices/preferences/"))
    offered = [each["value"] for each in page.select('[name="search.new"] option')]
    assert offered == ["instant", "off"]
