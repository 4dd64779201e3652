"""Whoever saved a search hears of what is new in it: once, in their language, while they may see
it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.models import SpaceMember, Visibility
from hub.actions import system
from hub.models import Frequency, Notice, User
from hub.notifications import mailing
from practices.actions import publish_practice, withdraw_practice
from search import indexing
from search.alerts import actions, asking
from search.models import SavedSearch, SearchNews
from tests.discussions.rooms import post, space, space_member, topic
from tests.hub.organisations import person
from tests.practices.library import published

from .alerts import saves, to, told

pytestmark = pytest.mark.django_db


def test_what_is_published_is_told_once_to_who_saved_a_search_for_it() -> None:
    old = published(title="Permits at the old quay")
    ana, bo = person("Ana", language="fr"), person("Bo")
    search = saves(ana)
    saves(bo, "q=roads")
    assert told() == []
    practice = published(title="Permits at the new <quay>")
    (sent,) = told()
    assert sent.to == [ana.email]
    assert "Permits at the new <quay>" in sent.body
    assert "Permits at the new &lt;quay&gt;" in sent.alternatives[0][0]
    assert f"http://testserver/fr/practices/{practice.slug}/" in sent.body
    assert '<html dir="ltr" lang="fr">' in sent.alternatives[0][0]
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop.startswith("http://testserver/fr/account/searches/stop/")
    # Not when it is changed, and not when it is shown again.
    withdraw_practice(by=system, practice=practice, reason="An example.")
    publish_practice(by=system, practice=practice)
    indexing.rebuild("practice")
    assert told() == []
    assert not Notice.objects.filter(object_id=f"practice-{old.pk}").exists()
    assert Notice.objects.get().data["search"] == search.pk


def test_one_thing_in_several_searches_of_a_person_is_told_once_by_the_most_hasty() -> None:
    ana = person()
    saves(ana, "q=permits", name="Slow", frequency="weekly")
    fast = saves(ana, "q=quay", name="Fast", frequency="instant")
    saves(ana, "objective=6", name="Never", frequency="off")
    published(title="Permits at the quay")
    (sent,) = told()
    assert "Fast" in sent.subject
    notice = Notice.objects.get()
    assert notice.data["search"] == fast.pk
    assert len(notice.data["others"]) == 2


def test_a_worker_that_is_killed_tells_neither_half_nor_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [person(f"P {number}") for number in range(3)]
    for each in people:
        saves(each)
    published(title="Permits at the quay")

    def killed(news: Any) -> None:
        assert Notice.objects.count() == len(people)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(asking, "_mark", killed)
        with pytest.raises(SystemExit):
            asking.tell()
    assert not Notice.objects.exists()
    assert SearchNews.objects.filter(alerted_at__isnull=True).count() == 1
    # Killed once more, after the notices were committed and before anybody asked for the mails.
    asking.tell()
    asking.tell()
    assert Notice.objects.count() == len(people)
    mail.outbox.clear()
    mailing.mail_due()
    mailing.mail_due()
    assert to(mail.outbox) == sorted(each.email for each in people)


def test_what_two_workers_take_up_at_once_is_told_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    saves(person())
    published(title="Permits at the quay")
    write, rounds = asking._write, []

    def overtaken(news: Any, told: Any) -> None:
        if not rounds:
            rounds.append(1)
            asking.tell()
        write(news, told)

    monkeypatch.setattr(asking, "_write", overtaken)
    (sent,) = told()
    assert "Permits" in sent.subject


def test_daily_news_wait_for_the_hour_and_stand_under_their_searches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana = person()
    saves(ana, "q=quay", name="Quays", frequency="daily")
    saves(ana, "q=roads", name="Roads & lanes", frequency="daily")
    for title in ("A first quay", "A second quay", "Small roads"):
        published(title=title)
    assert told() == []
    mail.outbox.clear()
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    mailing.mail_due()
    (sent,) = mail.outbox
    assert "3 notices" in sent.subject
    html = sent.alternatives[0][0]
    assert re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", html) == ["Roads &amp; lanes", "Quays"]
    assert html.count("/account/searches/stop/") == 2
    mail.outbox.clear()
    later += timedelta(days=1)
    mailing.mail_due()
    assert mail.outbox == []


def test_rights_are_asked_when_it_is_told_and_again_when_it_is_mailed() -> None:
    closed = space(visibility=Visibility.MEMBERS)
    inside, leaving, outside = space_member(closed), space_member(closed), person("Outside")
    for each in (inside, leaving, outside):
        saves(each, "q=quay", place="discussions")
    indexing.follow("topic", [topic("What works at the quay?", closed).pk])
    asking.tell()
    assert set(Notice.objects.values_list("recipient", flat=True)) == {inside.pk, leaving.pk}
    SpaceMember.objects.filter(user=leaving).update(ended_at=timezone.now())
    mailing.mail_due()
    assert to(mail.outbox) == [inside.email]
    # When everybody may read it, it is news to the others.
    closed.visibility = Visibility.PUBLIC
    closed.save()
    indexing.follow("topic", list(closed.topics.values_list("pk", flat=True)))
    assert to(told()) == [outside.email]
    assert Notice.objects.filter(recipient=inside).count() == 1


def test_posts_pages_and_practices_are_news_where_everything_is_searched() -> None:
    ana, bo = person(), person("Bo")
    saves(ana, "q=quay", place="everything")
    saves(bo, "q=quay&kind=post", place="discussions")
    published(title="Permits at the quay")
    inside = topic("What works at the quay?")
    said = post("At the quay, patience works.", inside)
    indexing.follow("topic", [inside.pk])
    indexing.follow("post", [said.pk])
    mails = told()
    assert to(mails) == sorted([ana.email, bo.email])
    assert Notice.objects.filter(recipient=ana).count() == 3
    assert Notice.objects.get(recipient=bo).object_id == f"post-{said.pk}"


def test_a_thousand_saved_searches_are_asked_with_one_pass() -> None:
    people = User.objects.bulk_create(
        [User(email=f"reader-{n}@example.org", name="A reader") for n in range(1_000)]
    )
    SavedSearch.objects.bulk_create(
        [
            SavedSearch(
                user=each, name="Mine", place="practices", language="en",
                parameters=f"q=quay+{n % 50}" if n % 2 else f"objective={n % 23 + 1}",
                frequency="daily",
            )
            for n, each in enumerate(people)
        ]
    )  # fmt: skip
    practice = published(title="Permits at the quay")
    with CaptureQueriesContext(connection) as asked:
        assert asking.tell() == 1
    assert len(asked) <= 26, "\n".join(each["sql"][:120] for each in asked)
    assert 500 <= Notice.objects.filter(object_id=f"practice-{practice.pk}").count() < 600


def test_what_waits_goes_by_what_its_owner_chose_last() -> None:
    ana = person()
    search = saves(ana, frequency="weekly")
    published(title="Permits at the quay")
    assert told() == []
    actions.change(by=ana, search=search, name="Quay", frequency="instant")
    mailing.mail_due()
    (sent,) = mail.outbox
    assert "Quay" in sent.subject
    published(title="Another quay")
    asking.tell()
    actions.stop(by=ana, search=search)
    mail.outbox.clear()
    mailing.mail_due()
    assert mail.outbox == []
    assert Notice.objects.get(object_id__contains="practice", mailed=False).rhythm == Frequency.OFF


def test_one_click_in_the_mail_stops_this_search_and_no_other() -> None:
    ana = person()
    search, other = saves(ana), saves(ana, "q=permits", name="Permits")
    published(title="At the quay")
    (sent,) = told()
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    client = Client(enforce_csrf_checks=True)
    assert "Stop these mails" in client.get(stop).content.decode()
    search.refresh_from_db()
    assert search.frequency == "instant"
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(stop).status_code == 200
    search.refresh_from_db()
    other.refresh_from_db()
    assert (search.frequency, other.frequency) == ("off", "instant")
    assert client.get(f"{stop[:-2]}x/").status_code == 404
    published(title="Another quay")
    assert told() == []
    published(title="More permits")
    assert "Permits" in told()[0].subject
