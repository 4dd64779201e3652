"""Notices on the site: told once, found under the bell, read, chosen."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import slots
from hub.actions import NotAllowed
from hub.models import Notice, NoticeChoice, Organisation
from hub.notifications import mailing, notify
from hub.notifications.actions import mark_read
from tests.hub.notices import BARE, CHANGED, SAID, examples, tell
from tests.hub.organisations import organisation, person
from tests.hub.reading import said

__all__ = ["examples"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("examples")]

NOTICES = "/en/account/notices/"
PREFERENCES = f"{NOTICES}preferences/"


def bell(answer: Any) -> str:
    link = BeautifulSoup(answer.content, "html.parser").select_one("header a.bell")
    return " ".join(link.get_text().split()) if link else ""


# Telling


def test_each_is_told_an_occasion_once_however_often_it_is_told() -> None:
    league = organisation()
    ana, ben = person("Ana"), person("Ben")
    tell(SAID, [ana, ben, ana], league)
    tell(SAID, [ben, person("Cem")], league)
    tell(SAID, [ana], league, key="2")
    # The same words of another kind name another occasion, and a long key is still one.
    tell(CHANGED, [ana], league)
    for _time in range(2):
        tell(CHANGED, [ana], league, key="k" * 300)
    assert [Notice.objects.filter(recipient=each).count() for each in (ana, ben)] == [4, 1]


def test_a_kind_that_nobody_registered_cannot_be_told() -> None:
    with pytest.raises(LookupError):
        notify("example.none", [person()], key="1")


# Under the bell


def test_the_bell_counts_what_is_unread_with_one_query_and_visitors_have_none(
    client: Client,
) -> None:
    league, ana = organisation(), person()
    with CaptureQueriesContext(connection) as without:
        page = client.get("/en/organisations/")
    assert bell(page) == ""
    assert "hub_notice" not in str([query["sql"] for query in without])
    client.force_login(ana)
    assert bell(client.get("/en/organisations/")) == "Notices"
    for number in range(3):
        tell(SAID, [ana], league, key=str(number))
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/en/organisations/")
    assert bell(page) == "Notices 3 unread"
    assert len([each for each in asked if "hub_notice" in each["sql"]]) == 1
    Notice.objects.bulk_create(
        Notice(recipient=ana, kind=SAID, key=f"many {number}") for number in range(120)
    )
    assert bell(client.get("/en/organisations/")) == "Notices 99+ unread"


def test_opening_a_notice_marks_it_read_and_leads_to_what_it_is_about(client: Client) -> None:
    league, ana = organisation("Harbour League"), person()
    tell(SAID, [ana], league, said="شكرا\nلكم")
    client.force_login(ana)
    page = client.get(NOTICES)
    row = BeautifulSoup(page.content, "html.parser").select_one(".notices li.unread")
    assert row
    assert row.button.text == "Organisations: Harbour League "
    assert row.button.bdi["lang"] == "en"
    assert (row.blockquote["lang"], row.blockquote["dir"]) == ("ar", "rtl")
    opened = row.form["action"]
    # Reading an address changes nothing; another's notice is not there.
    assert client.get(opened)["Location"] == NOTICES
    assert Notice.objects.filter(read_at=None).count() == 1
    stranger = Client()
    stranger.force_login(person("Ben"))
    assert stranger.post(opened).status_code == 404
    answer = client.post(opened, {"key": "k"})
    assert answer["Location"] == f"/en/organisations/{league.pk}/"
    assert not BeautifulSoup(client.get(NOTICES).content, "html.parser").select(".unread")


def test_all_are_marked_read_by_one_button_and_only_ones_own(client: Client) -> None:
    league, ana, ben = organisation(), person(), person("Ben")
    client.force_login(ana)
    assert "Nothing yet." in said(client.get(NOTICES))
    tell(SAID, [ana, ben], league)
    tell(CHANGED, [ana], league)
    assert client.get(f"{NOTICES}read/")["Location"] == NOTICES
    assert bell(client.get(NOTICES)) == "Notices 2 unread"
    assert client.post(f"{NOTICES}read/", {"key": "k"}).status_code == 302
    page = client.get(NOTICES)
    assert "Mark all as read" not in said(page)
    assert Notice.objects.filter(read_at=None).get().recipient == ben


def test_what_one_may_no_longer_see_has_no_name_and_can_be_put_away(client: Client) -> None:
    league, ana = organisation("Secret League"), person()
    tell(SAID, [ana], league)
    Organisation.objects.filter(pk=league.pk).update(verification="declined", verified_at=None)
    client.force_login(ana)
    page = client.get(NOTICES)
    assert "Secret" not in said(page)
    assert "This is not there for you any more." in said(page)
    notice = Notice.objects.get()
    assert client.post(f"{NOTICES}{notice.pk}/open/")["Location"] == NOTICES
    assert bell(client.get(NOTICES)) == "Notices"


def test_a_page_of_notices_costs_the_same_however_many_there_are(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_fillings", {})
    ana = person()
    client.force_login(ana)
    tell(SAID, [ana], organisation())
    tell(CHANGED, [ana], organisation("B League"))
    client.get(NOTICES)
    with CaptureQueriesContext(connection) as few:
        client.get(NOTICES)
    for number in range(40):
        tell((SAID, CHANGED)[number % 2], [ana], organisation(f"L{number}"), key=f"k{number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(NOTICES)
    rows = BeautifulSoup(page.content, "html.parser").select(".notices > li")
    assert len(rows) == 25
    # Session, person, the roles, the bell; how many, a page, whether some are unread; for each
    # kind the rights and the names.
    assert len(few) == len(many) == 7 + 2 * 2


# Choosing


def test_preferences_are_kept_for_each_kind_and_a_wrong_one_is_said_beside_it(
    client: Client,
) -> None:
    ana = person()
    client.force_login(ana)
    page = BeautifulSoup(client.get(PREFERENCES).content, "html.parser")
    shown = {
        field["name"]: field.select_one("option[selected]")["value"]
        for field in page.select("select")
    }
    assert (shown[SAID], shown[CHANGED], shown[BARE]) == ("instant", "daily", "weekly")
    assert "06:00 UTC" in page.main.text
    assert "Monday" in page.main.text
    wanted = {**shown, "key": "k", SAID: "off", CHANGED: "weekly"}
    assert client.post(PREFERENCES, wanted)["Location"] == PREFERENCES
    kept = NoticeChoice.objects.filter(user=ana)
    assert (kept.get(kind=SAID).frequency, kept.get(kind=CHANGED).frequency) == ("off", "weekly")
    wrong = client.post(PREFERENCES, {**wanted, "key": "l", SAID: "hourly"})
    assert wrong.status_code == 422
    field = BeautifulSoup(wrong.content, "html.parser").select_one(".field.wrong")
    assert field
    assert field.select_one(f"select[name='{SAID}']")
    assert kept.get(kind=SAID).frequency == "off"


def test_notices_older_than_a_year_are_cleared() -> None:
    ana, league = person(), organisation()
    tell(SAID, [ana], league, key="old", at=timezone.now() - mailing.KEPT * 1.01)
    tell(SAID, [ana], league, key="new")
    assert mailing.forget_old() == 1
    assert Notice.objects.get().key == f"{SAID}:new"


def test_nobody_marks_the_notice_of_another() -> None:
    tell(SAID, [person()], organisation())
    with pytest.raises(NotAllowed):
        mark_read(by=person("Ben"), notice=Notice.objects.get())
