"""Mails of notices: as often as people chose, what they may see, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hub.models import Frequency, Notice, NoticeChoice, Organisation, User
from hub.notifications import mailing, mails
from hub.notifications.actions import mark_all_read
from hub.notifications.choices import LEASE, last_digest
from tests.hub.notices import BARE, CHANGED, SAID, examples, moment, tell
from tests.hub.organisations import organisation, person
from tests.hub.reading import said, worked_off

__all__ = ["examples"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("examples")]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set what time it is."""
    return lambda now: monkeypatch.setattr(timezone, "now", lambda: now)


def wants(who: User, kind: str, frequency: str) -> None:
    NoticeChoice.objects.update_or_create(user=who, kind=kind, defaults={"frequency": frequency})


def test_who_wants_it_at_once_gets_one_mail_in_their_language_with_a_way_out() -> None:
    league, ana = organisation("Harbour <League>"), person("Ana", language="ar")
    with worked_off():
        tell(SAID, [ana], league, said="Merci")
    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert sent.to == [ana.email]
    assert sent.subject.endswith(": Harbour <League>")
    assert '<html dir="rtl" lang="ar">' in html
    assert "Harbour &lt;League&gt;" in html
    assert f"http://testserver/ar/organisations/{league.pk}/" in sent.body
    assert "Merci" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop.startswith("http://testserver/ar/account/notices/stop/")
    assert stop in sent.body
    assert "http://testserver/ar/account/notices/preferences/" in sent.body
    assert Notice.objects.get().mailed
    assert mailing.mail_due() == 0


def test_each_gets_mail_as_often_as_they_chose(clock: Any) -> None:
    league = organisation()
    people = {each: person(each) for each in Frequency.values}
    for frequency, who in people.items():
        wants(who, SAID, frequency)
    clock(moment(24, 12))  # a Tuesday
    with worked_off():
        tell(SAID, people.values(), league, at=moment(24, 11))

    def reached(at: datetime) -> list[str]:
        clock(at)
        mail.outbox.clear()
        mailing.mail_due()
        return [
            person.name
            for person in people.values()
            if [person.email] in [m.to for m in mail.outbox]
        ]

    assert [each.to for each in mail.outbox] == [[people["instant"].email]]
    assert reached(moment(25, 5)) == []
    assert reached(moment(25, 6)) == ["daily"]
    assert reached(moment(29, 23)) == []
    assert reached(moment(30, 6)) == ["weekly"]
    assert not Notice.objects.filter(settled_at=None).exists()
    assert Notice.objects.get(recipient=people["off"]).mailed is False


def test_the_hour_of_digests_is_found_on_either_side_of_it() -> None:
    daily, weekly = Frequency.DAILY, Frequency.WEEKLY
    assert last_digest(daily, moment(25, 6)) == moment(25, 6)
    assert last_digest(daily, moment(25, 5)) == moment(24, 6)
    assert last_digest(weekly, moment(25, 5)) == moment(23, 6)
    assert last_digest(weekly, moment(23, 5)) == moment(16, 6)


def test_what_was_lost_from_sight_before_the_mail_went_out_is_in_none(clock: Any) -> None:
    secret, open_one, ana = organisation("Secret"), organisation("Open"), person()
    tell(CHANGED, [ana], secret, at=moment(24))
    tell(CHANGED, [ana], open_one, "2", at=moment(24))
    tell(SAID, [ana], secret, at=moment(24))
    Organisation.objects.filter(pk=secret.pk).update(verification="declined", verified_at=None)
    clock(moment(25))
    assert mailing.mail_due() == 1
    (sent,) = mail.outbox
    assert "Open" in sent.body
    assert "Secret" not in sent.body + sent.subject + sent.alternatives[0][0]
    assert sorted(Notice.objects.values_list("mailed", flat=True)) == [False, False, True]
    assert not Notice.objects.filter(settled_at=None).exists()


def test_a_digest_gathers_by_kind_and_object_the_newest_first(clock: Any) -> None:
    one, other, ana = organisation("One"), organisation("Other"), person()
    wants(ana, BARE, "daily")
    for number, (kind, about) in enumerate(
        [(CHANGED, one), (CHANGED, other), (BARE, one), (CHANGED, one)]
    ):
        tell(kind, [ana], about, f"k{number}", at=moment(24, 10 + number), what=f"w{number}")
    clock(moment(25))
    assert mailing.mail_due() == 1
    (sent,) = mail.outbox
    assert sent.subject == "4 notices · GCM Hub"
    order = re.findall(r"About [\w.]+|One w\d|Other w\d", sent.body)
    assert order == [f"About {CHANGED}", "One w3", "One w0", "Other w1", f"About {BARE}", "One w2"]
    # The object's address stands once under its lines.
    assert sent.body.count(f"http://testserver/en/organisations/{other.pk}/") == 1


def test_nothing_is_sent_when_nothing_happened_or_all_of_it_was_read(clock: Any) -> None:
    ana, league = person(), organisation()
    clock(moment(25))
    assert mailing.mail_due() == 0
    tell(CHANGED, [ana], league, at=moment(24))
    mark_all_read(by=ana)
    assert mailing.mail_due() == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(settled_at=None).exists()


def test_who_cannot_sign_in_any_more_gets_no_mail() -> None:
    ana = person(is_active=False)
    with worked_off():
        tell(SAID, [ana], organisation())
    assert mail.outbox == []
    assert mailing.mail_due() == 0
    assert Notice.objects.get().settled_at


def test_what_was_to_go_at_once_and_was_held_up_goes_as_one_mail() -> None:
    ana, league = person(), organisation()
    tell(SAID, [ana], league, "1", what="first")
    tell(SAID, [ana], league, "2", what="second")
    assert mailing.mail_due() == 1
    (sent,) = mail.outbox
    assert sent.body.index("second") < sent.body.index("first")
    assert "Read it" not in sent.body


# Once


def test_a_worker_that_is_killed_before_sending_loses_nothing_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(SAID, [person()], organisation())

    def killed(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mails, "send", killed)
        with pytest.raises(SystemExit):
            mailing.mail_due()
    # The claim stands, so that no other worker sends it meanwhile.
    assert mailing.mail_due() == 0
    Notice.objects.update(claimed_at=timezone.now() - LEASE * 1.01)
    assert mailing.mail_due() == 1
    assert mailing.mail_due() == 0
    assert len(mail.outbox) == 1


def test_a_mail_that_was_perhaps_sent_is_sent_again_as_the_same_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(SAID, [person()], organisation())

    def killed(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "_settle_mailed", killed)
        with pytest.raises(SystemExit):
            mailing.mail_due()
    Notice.objects.update(claimed_at=timezone.now() - LEASE * 1.01)
    mailing.mail_due()
    first, again = (each.message()["Message-ID"] for each in mail.outbox)
    assert first == again
    assert re.fullmatch(r"<notice\.[0-9a-f]{40}@testserver>", first)


def test_one_address_that_the_mail_server_refuses_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good, league = person("Bad"), person("Good"), organisation()
    real = mails.send

    def refusing(who: User, *args: Any) -> None:
        if who == bad:
            raise OSError("550 no such user")
        real(who, *args)

    monkeypatch.setattr(mails, "send", refusing)
    tell(SAID, [bad, good], league)
    assert mailing.mail_due() == 1
    assert [each.to for each in mail.outbox] == [[good.email]]
    # It is tried again, but not for ever.
    assert Notice.objects.get(recipient=bad).settled_at is None
    long_ago = timezone.now() - mailing.GIVEN_UP_AFTER - timedelta(hours=1)
    Notice.objects.filter(recipient=bad).update(created_at=long_ago, claimed_at=long_ago)
    assert mailing.mail_due() == 0
    assert Notice.objects.get(recipient=bad).settled_at


# The way out


def way_out(sent: Any) -> str:
    return sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def test_one_click_stops_a_kind_without_signing_in_and_reading_the_address_does_not() -> None:
    ana, league = person(language="fr"), organisation()
    with worked_off():
        tell(SAID, [ana], league)
    stop = way_out(mail.outbox[0])
    program = Client(enforce_csrf_checks=True)
    page = program.get(stop)
    assert page.status_code == 200
    assert not NoticeChoice.objects.exists()
    for _time in range(2):
        answer = program.post(stop, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert list(NoticeChoice.objects.values_list("user", "kind", "frequency")) == [
        (ana.pk, SAID, "off")
    ]
    with worked_off():
        tell(SAID, [ana], league, key="2")
    assert len(mail.outbox) == 1
    # It is for this person's mails of this kind alone, and nobody can make another.
    for forged in (stop[:-4] + "AAA/", "/fr/account/notices/stop/x/"):
        assert program.post(forged).status_code == 404


def test_the_way_out_of_a_digest_stops_what_comes_in_its_rhythm(clock: Any) -> None:
    ana = person()
    tell(CHANGED, [ana], organisation(), at=moment(24))
    clock(moment(25))
    mailing.mail_due()
    stop = way_out(mail.outbox[0])
    assert f"About {CHANGED}" in said(Client().get(stop))
    done = said(Client().post(stop))
    assert "These mails have stopped" in done
    choices = dict(NoticeChoice.objects.values_list("kind", "frequency"))
    assert choices[CHANGED] == "off"
    assert SAID not in choices
    assert BARE not in choices
