"""The hint, while one writes, at published practices that look alike."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from hub.actions import system
from practices.actions import withdraw_practice
from practices.models import Practice
from practices.writing.actions import begin_practice
from search.duplicates import MOST
from tests.practices.library import bring_in, member_of, organisation, row
from tests.practices.writing import begun, fill_in, page, section, signed_in

pytestmark = pytest.mark.django_db

ALIKE = "Seafarers get work permits at the harbour office on the day."


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select("[data-said] a")]


def test_below_the_summary_stand_public_practices_that_are_alike_and_no_draft() -> None:
    bring_in(
        row("a", title="Permits for seafarers", summary=ALIKE),
        row("b", title="Gone again", summary=ALIKE),
        row("c", title="Bees", summary="Hives on roofs give honey to neighbours in spring."),
    )
    withdraw_practice(by=system, practice=Practice.objects.get(slug="b"))
    body = organisation()
    writer, practice = begun(body, title="Seafarers and their work permits")
    another = organisation("Another Board")
    begin_practice(by=system, organisation=another, language="en", title="Seafarers, permits")
    client = signed_in(writer)
    summary = section(practice, "summary", "en")
    fill_in(client, summary, summary="At the harbour office seafarers get permits.", go="later")
    assert titles(page(client, summary)) == ["Permits for seafarers"]
    # With a script the same is asked for after each save.
    again = reverse("search:alike", args=[practice.pk, "en"])
    assert titles(page(client, again)) == ["Permits for seafarers"]
    assert page(client, summary).select_one(f"[data-alike='{again}'] [role=status]") is not None


def test_there_are_five_at_most_and_none_before_there_is_something_to_go_by() -> None:
    bring_in(*(row(f"example-{n}", title=f"Permits {n}", summary=ALIKE) for n in range(8)))
    writer, practice = begun(title="Permits")
    client = signed_in(writer)
    summary = section(practice, "summary", "en")
    assert titles(page(client, summary)) == []
    fill_in(client, summary, summary=ALIKE, go="later")
    assert len(titles(page(client, summary))) == MOST


def test_who_may_not_read_a_draft_does_not_learn_what_it_is_like() -> None:
    _writer, practice = begun(title="Seafarers and their work permits")
    again = reverse("search:alike", args=[practice.pk, "en"])
    stranger = signed_in(member_of(organisation("Another Board"), "stranger", "focal-point"))
    assert stranger.get(again).status_code == 404
    assert signed_in(practice.focal_point).get(again).status_code == 200  # type: ignore[arg-type]  # it has one
    missing = reverse("search:alike", args=[practice.pk, "fr"])
    assert signed_in(practice.focal_point).get(missing).status_code == 404  # type: ignore[arg-type]  # as above
