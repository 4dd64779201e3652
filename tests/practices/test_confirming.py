"""Once a year people are asked whether their practice still holds, and answer by one link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from hub.inbox.reading import Inbox
from hub.models import Membership, Notice, User
from hub.notifications.mailing import mail_due
from practices.confirming import actions, age, links
from practices.confirming.tasks import watch_over_age
from practices.indexing import PracticeSource
from practices.models import Practice, ScreeningEvent
from tests.practices.library import imported, member_of, organisation, person, published
from tests.practices.writing import signed_in

pytestmark = pytest.mark.django_db


def aged(practice: Practice, days: int, **values: Any) -> Practice:
    """As if it had been published so many days ago."""
    then = timezone.now() - timedelta(days=days)
    Practice.objects.filter(pk=practice.pk).update(last_published_at=then, **values)
    return Practice.objects.get(pk=practice.pk)


@pytest.fixture
def focal() -> User:
    return member_of(organisation("Example Harbour Board"), "focal", "focal-point")


@pytest.fixture
def old(focal: User) -> Practice:
    body = focal.memberships.get().organisation
    return aged(published(body, title="Permits at the quay"), 400)


def watch(day: int = 0) -> dict[str, Any]:
    return actions.watch_age(
        by=actions.system, day=timezone.localdate() + timedelta(days=day)
    )  # fmt: skip


def link() -> str:
    """The address in the last mail."""
    mail_due()
    found = re.search(r"/en/practices/confirm/[^\s\"<>]+", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def later(practice: Practice, days: int) -> None:
    """As if it had been asked about so many days ago."""
    then = timezone.now() - timedelta(days=days)
    Practice.objects.filter(pk=practice.pk).update(confirmation_asked_at=then)


def test_what_is_a_year_old_is_asked_about_once(old: Practice, focal: User) -> None:
    body = focal.memberships.get().organisation
    member_of(body, "member")
    deputy = member_of(body, "deputy", "deputy")
    aged(published(body), 300)
    aged(published(body), 400, last_confirmed=timezone.localdate() - timedelta(days=10))
    aged(published(), 400)
    assert watch()["asked"] == 1
    told = Notice.objects.filter(kind=actions.ASKED)
    assert {each.recipient for each in told} == {focal, deputy}
    assert {each.object_id for each in told} == {str(old.pk)}
    assert watch(1)["asked"] == 0
    assert watch_over_age.func() == watch_over_age.func()
    assert told.count() == 2


def test_the_link_confirms_without_signing_in_and_reading_it_changes_nothing(
    old: Practice, focal: User
) -> None:
    watch()
    address = link()
    client = Client(enforce_csrf_checks=True)
    assert "Permits at the quay" in text(client, address)
    client.head(address)
    assert Practice.objects.get(pk=old.pk).last_confirmed is None
    answer = client.get(address)
    assert "csrf" not in answer.content.decode()
    assert not answer.cookies
    sent = {"key": BeautifulSoup(answer.content, "html.parser").select_one("[name=key]")["value"]}  # type: ignore[index]  # it is there
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    assert "It is confirmed" in text(client, address)
    assert Practice.objects.get(pk=old.pk).last_confirmed == timezone.localdate()
    line = ScreeningEvent.objects.get(verb="confirm")
    assert line.by == focal
    # It signs nobody in.
    assert client.get("/en/practices/drafts/").status_code == 302


def test_the_link_is_for_one_person_one_practice_and_one_question(
    old: Practice, focal: User
) -> None:
    watch()
    address = link()
    token = address.rstrip("/").rpartition("/")[2]
    assert Client().get(address.replace(token, token[:-1] + "x")).status_code == 404
    forged = signing.dumps([focal.pk, old.pk, "now"], salt="another")
    assert Client().get(f"/en/practices/confirm/{forged}/").status_code == 404
    other = aged(published(organisation("Another Example")), 400)
    asked = Practice.objects.get(pk=old.pk).confirmation_asked_at
    assert asked is not None
    Practice.objects.filter(pk=other.pk).update(confirmation_asked_at=asked)
    # Rightly signed, but for a practice that the person does not decide for.
    elsewhere = links.token(focal.pk, other.pk, asked)
    assert Client().post(f"/en/practices/confirm/{elsewhere}/").status_code == 410
    Membership.objects.filter(user=focal).update(ended_at=timezone.now())
    assert "This address has ended" in text(Client(), address, 410)
    assert Client().post(address).status_code == 410
    Membership.objects.filter(user=focal).update(ended_at=None)
    later(old, 5)
    assert Client().post(address).status_code == 410
    assert Practice.objects.get(pk=old.pk).last_confirmed is None


def test_the_link_expires(old: Practice, focal: User, monkeypatch: pytest.MonkeyPatch) -> None:
    watch()
    address = link()
    monkeypatch.setattr(links, "LASTS", timedelta(seconds=-1))
    assert Client().post(address).status_code == 410


def test_retiring_asks_once_more_and_for_the_reason(
    old: Practice, focal: User, secretary: User
) -> None:
    watch()
    address = f"{link()}retire/"
    public = f"/en/practices/{old.slug}/"
    client = Client()
    assert "nobody finds or reads it" in text(client, address)
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.get(public).status_code == 200
    assert "It is retired" in client.post(address, {"reason": "It ended."}).content.decode()
    assert client.get(public).status_code == 404
    now = Practice.objects.get(pk=old.pk)
    assert (now.state, now.live) == ("archived", False)
    assert ScreeningEvent.objects.get(verb="retire").note == "It ended."
    assert client.post(address, {"reason": "Again."}).status_code == 410


def test_updating_leads_to_the_draft_after_signing_in(old: Practice) -> None:
    watch()
    page = BeautifulSoup(Client().get(link()).content, "html.parser")
    draft = f"/en/practices/drafts/{old.pk}/"
    assert page.select_one(f'a[href="{draft}"]')
    assert Client().get(draft)["Location"].startswith("/en/accounts/login/")


def test_who_decides_confirms_signed_in_and_others_do_not(old: Practice, focal: User) -> None:
    where = f"/en/practices/drafts/{old.pk}/confirm/"
    member = member_of(focal.memberships.get().organisation, "member")
    assert signed_in(person("stranger")).post(where).status_code == 404
    assert signed_in(member).post(where).status_code == 403
    assert f'href="{where}"' in signed_in(focal).get(f"/en/practices/{old.slug}/").content.decode()
    assert where not in signed_in(member).get(f"/en/practices/{old.slug}/").content.decode()
    assert signed_in(focal).post(where, {"key": "k"}).status_code == 302
    assert Practice.objects.get(pk=old.pk).last_confirmed == timezone.localdate()


@pytest.mark.parametrize(
    ("days", "confirmed", "words"),
    [
        (0, None, "Published today"),
        (100, None, "Published 3 months ago"),
        (400, None, "Not confirmed for over a year"),
        (400, 0, "Confirmed today"),
        (400, 1, "Confirmed 1 day ago"),
        (400, 100, "Confirmed 3 months ago"),
        (500, 366, "Not confirmed for over a year"),
    ],
)
def test_its_age_is_said_in_words(days: int, confirmed: int | None, words: str) -> None:
    last = None if confirmed is None else timezone.localdate() - timedelta(days=confirmed)
    practice = aged(published(), days, last_confirmed=last)
    assert age.in_words(practice) == words
    assert words in text(Client(), f"/en/practices/{practice.slug}/")


def test_what_is_overdue_says_so_and_ranks_lower_and_what_is_not_known_is_not_late(
    old: Practice,
) -> None:
    unknown = aged(imported(), 900)
    documents = {each.object_id: each for each in PracticeSource().documents()}
    assert documents[old.pk].demoted
    assert not documents[unknown.pk].demoted
    assert "it stands lower in lists" in text(Client(), f"/en/practices/{old.slug}/")
    assert text(Client(), "/en/practices/").count("Not confirmed for over a year") == 1
    shown = text(Client(), f"/en/practices/{unknown.slug}/")
    assert "Last confirmed not recorded" in shown
    assert "over a year" not in shown


def test_lists_and_pages_learn_on_the_day_that_something_became_overdue(focal: User) -> None:
    body = focal.memberships.get().organisation
    aged(published(body), 365)
    aged(imported(), 700, last_confirmed=timezone.localdate() - timedelta(days=364))
    assert watch()["overdue"] == 0
    assert watch(1)["overdue"] == 1
    assert watch(2)["overdue"] == 1
    assert watch(3)["overdue"] == 0


def test_it_is_asked_again_after_a_month_and_handed_to_the_secretariat_after_two(
    old: Practice, focal: User, secretary: User
) -> None:
    watch()
    mine = Notice.objects.filter(kind=actions.ASKED, recipient=focal)
    later(old, 28)
    assert [watch(day)["reminded"] for day in (1, 2, 3)] == [0, 1, 0]
    assert mine.count() == 2
    assert not Inbox(secretary, only="confirmation")[:5]
    later(old, 61)
    (row,) = Inbox(secretary, only="confirmation")[:5]
    assert "Permits at the quay" in row.item.title
    actions.confirm(by=focal, practice=old)
    assert not Inbox(secretary, only="confirmation")[:5]
    assert watch(4)["reminded"] == 0
