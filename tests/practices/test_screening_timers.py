"""What happens by itself: offers lapse, people are reminded, the secretariat hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub import schedule
from hub.inbox.reading import Inbox
from hub.inbox.registry import registered
from hub.models import Notice
from hub.wording import plain
from practices.models import Assignment, ScreeningEvent, ScreeningRound
from practices.screening import actions
from practices.screening.tasks import watch_over_rounds
from tests.hub.test_joining_at_once import at_once
from tests.practices.screening import LICENCE, Desk, reviewer, speak

pytestmark = pytest.mark.django_db


def watched() -> dict[str, int]:
    result: dict[str, int] = watch_over_rounds.func()
    return result


def occasions() -> list[str]:
    notices = Notice.objects.filter(kind="screening.secretariat").order_by("pk")
    return [notice.data["what"] for notice in notices]


def test_an_offer_unanswered_for_14_days_goes_back_to_the_queue() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    offer = round.assignments.get(reviewer=desk.un)
    assert (offer.due - offer.offered_at).days == 14
    answered = round.assignments.get(reviewer=desk.others[0])
    actions.declare(by=desk.others[0], assignment=answered, conflict=False)
    second = reviewer("second-un", "un")
    assert round not in ScreeningRound.objects.claimable_by(second)
    yesterday = timezone.now() - timedelta(days=1)
    Assignment.objects.filter(pk__in=[offer.pk, answered.pk]).update(due=yesterday)
    assert watched()["lapsed"] == 1
    assert watched()["lapsed"] == 0
    states = dict(round.assignments.values_list("reviewer__name", "state"))
    assert states == {"Unreviewer": "lapsed", "First": "reading", "Second": "offered"}
    assert round in ScreeningRound.objects.claimable_by(second)
    assert occasions().count("lapsed") == 1
    assert ScreeningEvent.objects.filter(verb="lapse", by=None).count() == 1


def test_reviewers_are_reminded_once_a_week() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    week = timezone.now() - timedelta(days=8)
    Assignment.objects.filter(pk=assignments[0].pk).update(offered_at=week)
    assert watched()["reminded"] == 1
    assert watched()["reminded"] == 0
    reminded = Notice.objects.filter(kind="screening.reminder")
    assert [notice.recipient for notice in reminded] == [desk.un]
    Assignment.objects.filter(pk=assignments[0].pk).update(reminded_at=week)
    assert watched()["reminded"] == 1
    assert round.closed_at is None


def test_the_secretariat_hears_the_same_day_that_nobody_reads_the_language() -> None:
    desk = Desk()
    for each in desk.panel:
        each.reviewer.languages = ["th"]
        each.reviewer.save()
    desk.submitted()
    assert occasions() == ["submitted", "no-reader"]
    watched()
    assert occasions() == ["submitted", "no-reader"]


def test_a_reviewer_who_is_away_reads_nothing() -> None:
    desk = Desk()
    desk.submitted()
    assert "no-reader" not in occasions()
    for each in desk.panel:
        each.reviewer.is_available = False
        each.reviewer.save()
    watched()
    assert occasions().count("no-reader") == 1


def test_what_is_overdue_is_told_once() -> None:
    desk = Desk()
    round = desk.submitted()
    ScreeningRound.objects.filter(pk=round.pk).update(due=timezone.localdate() - timedelta(days=1))
    watched()
    watched()
    assert occasions().count("overdue") == 1


def test_the_timer_is_registered() -> None:
    assert "screening.rounds" in schedule.Clock().due


@pytest.mark.django_db(transaction=True)
def test_eight_submissions_at_once_are_one_submission() -> None:
    desk = Desk()
    sent: dict[str, Any] = {"practice": desk.practice, "licence": LICENCE, "language": "en"}
    answers = at_once(
        # Two clicks on each of four pages.
        lambda number: actions.submit(by=desk.focal, key=f"page {number // 2}", **sent)
    )
    receipts = [each for each in answers if isinstance(each, dict)]
    assert len(receipts) == 2
    assert receipts[0] == receipts[1]
    assert ScreeningRound.objects.count() == 1
    assert Notice.objects.filter(kind="screening.submitted").count() == 1


def test_what_waits_for_the_secretariat_is_in_its_inbox(
    django_assert_max_num_queries: Any,
) -> None:
    desk = Desk()

    def waits() -> dict[str, str]:
        listed = Inbox(desk.secretariat)
        rows = listed[0:50]
        return {row.waiting.kind: plain(row.item.title) for row in rows}

    round = desk.submitted()
    title = "Permits at the quay"
    assert waits() == {"eligibility": f"Check whether it is eligible: {title}"}
    actions.take_in(by=desk.secretariat, round=round)
    actions.pass_eligibility(by=desk.secretariat, round=round)
    assert set(waits()) == {"reviewers"}
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    assert waits() == {}
    for each in round.assignments.all():
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
        speak(each)
    assert set(waits()) == {"decision"}
    actions.accept(by=desk.secretariat, round=round)
    assert set(waits()) == {"publication"}
    for number in range(3):
        Desk(prefix=f"other-{number}-").submitted()
    with django_assert_max_num_queries(2 * len(registered())):
        assert len(Inbox(desk.secretariat)[0:50]) == 4
    actions.publish(by=desk.secretariat, practice=desk.practice)
    assert set(waits()) == {"eligibility"}
