"""The public page about screening: what it explains, and the figures it does not give away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import vocabulary
from hub.pagecache import AREAS_HEADER
from practices.models import ReturnedReason, ScreeningRound, State
from practices.screening import figures
from tests.practices.library import imported, published
from tests.practices.screening import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS = "/en/how-screening-works/"


def rounds(language: str, *decisions: str, days: int = 10, criterion: str = "") -> None:
    """Decided rounds, each of a practice of its own."""
    model = ScreeningRound.objects.get(number=1, submitted_by__email="focal@example.org")
    for decision in decisions:
        practice = published()
        now = timezone.now()
        made = ScreeningRound.objects.create(
            practice=practice, number=1, facts=model.facts, language=language,
            licence=model.licence, due=now.date(), decision=decision, decided_at=now,
            closed_at=now, submitted_at=now - timedelta(days=days),
        )  # fmt: skip
        if criterion and decision == "changes":
            ReturnedReason.objects.create(
                round=made, criterion=criterion, verdict="not-met", reason="Why.", language="en"
            )


@pytest.fixture
def base() -> Desk:
    """A round that is open, and so counts nowhere."""
    desk = Desk()
    desk.submitted()
    return desk


def shown() -> str:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_it_explains_the_criteria_the_states_and_who_decides(base: Desk) -> None:
    text = shown()
    for criterion in vocabulary.criteria():
        assert criterion.name() in text
        assert criterion.question() in text
    for state in State:
        assert str(state.label) in text
    assert "Reviewers recommend, and the secretariat decides." in text
    assert "An answer within 30 working days" in text


def test_of_fewer_than_five_nothing_is_said(base: Desk) -> None:
    rounds("en", "accepted", "changes", "changes", "declined")
    found = figures.gather()
    assert found.answer_days is None
    assert (found.overall.returned, found.overall.accepted, found.overall.reasons) == (None,) * 3
    assert found.by_language == []
    assert shown().count("too few to say") == 5


def test_medians_shares_and_reasons_are_those_of_the_rounds(base: Desk) -> None:
    rounds("en", *["changes"] * 6, criterion="replicable", days=10)
    rounds("en", "accepted", "accepted", "accepted", "declined", days=40)
    found = figures.gather()
    assert found.answer_days == 10
    assert (found.overall.returned, found.overall.accepted) == (60, 30)
    name = vocabulary.criterion("replicable").name()
    assert found.overall.reasons == [(name, 100)]
    assert "10 days for half of them, or less" in shown()


def test_a_language_with_few_is_counted_with_others_and_totals_do_not_give_it_away(
    base: Desk,
) -> None:
    rounds("en", *["accepted"] * 9)
    rounds("fr", *["accepted"] * 6)
    rounds("es", "changes", "changes")
    assert [row.name for row in figures.gather().by_language] == [
        "English", "Other languages together",
    ]  # fmt: skip
    # All but one small one: it would be what is left of the total.
    assert figures.grouped({"en": 9, "es": 2}) == [("en", "es")]
    assert figures.grouped({"en": 9, "fr": 7, "es": 2}) == [("en",), ("es", "fr")]
    assert figures.grouped({"en": 9, "es": 3, "ar": 2}) == [("en",), ("ar", "es")]
    assert figures.grouped({"en": 9, "fr": 5}) == [("en",), ("fr",)]
    assert figures.grouped({"en": 3}) == [("en",)]
    assert figures.grouped({}) == []


def test_reasons_of_all_do_not_tell_those_of_a_language_that_has_few(base: Desk) -> None:
    rounds("en", *["changes"] * 6, criterion="replicable")
    rounds("fr", *["accepted"] * 6)
    rounds("fr", "changes", "changes", criterion="timely")
    found = figures.gather()
    french, english = found.by_language
    assert french.reasons is None
    # Otherwise what English says, taken from it, is French.
    assert found.overall.reasons == english.reasons


def test_it_is_remembered_for_all_and_carries_no_token_and_nobody(base: Desk) -> None:
    rounds("en", *["accepted"] * 5)
    answer = Client().get(ADDRESS)
    assert "screening" in answer[AREAS_HEADER]
    assert "csrf" not in answer.content.decode()
    assert not answer.cookies
    assert base.focal.name not in answer.content.decode()


def test_its_queries_do_not_grow_with_what_there_is(base: Desk) -> None:
    rounds("en", *["changes"] * 5, criterion="timely")
    with CaptureQueriesContext(connection) as few:
        figures.gather()
    for language in ("fr", "es", "ar"):
        rounds(language, *["changes"] * 6, criterion="timely")
    with CaptureQueriesContext(connection) as many:
        figures.gather()
    assert len(many) == len(few) <= 8


def test_the_pages_of_practices_lead_to_it() -> None:
    desk = Desk()
    desk.published()
    for practice in (desk.now(), imported()):
        page = Client().get(f"/en/practices/{practice.slug}/").content.decode()
        assert f'href="{ADDRESS}"' in page
