"""Telling and mailing by eight at once, with real commits: one notice each, one mail each."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from hub.models import Notice
from hub.notifications import mailing, mails
from tests.hub.notices import SAID, examples, tell
from tests.hub.organisations import organisation, person

__all__ = ["examples"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("examples")]

AT_ONCE = 8


def together(run: Any) -> list[Any]:
    barrier = threading.Barrier(AT_ONCE)

    def call(number: int) -> Any:
        try:
            barrier.wait()
            return run()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(call, range(AT_ONCE)))


def test_an_occasion_that_eight_tell_at_once_is_one_notice_each() -> None:
    league, people = organisation(), [person(f"P{number}") for number in range(5)]
    together(lambda: tell(SAID, people, league))
    assert Notice.objects.count() == len(people)


def test_eight_workers_send_each_mail_once(monkeypatch: pytest.MonkeyPatch) -> None:
    league, people = organisation(), [person(f"P{number}") for number in range(6)]
    tell(SAID, people, league)
    real = mails.send

    def slow(*args: Any) -> None:
        time.sleep(0.02)
        real(*args)

    monkeypatch.setattr(mails, "send", slow)
    sent = together(mailing.mail_due)
    assert sum(sent) == len(people)
    assert sorted(each.to for each in mail.outbox) == sorted([each.email] for each in people)
    assert Notice.objects.filter(mailed=True).count() == len(people)
