"""Where a submission stands, as those who wrote it read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Membership
from hub.working_days import working_days_between
from practices.actions import save_text
from practices.models import Practice, ScreeningRound
from practices.screening import actions
from tests.practices.library import organisation, person
from tests.practices.screening import Desk, speak, submittable
from tests.practices.writing import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(practice: Practice, name: str = "status") -> str:
    return f"/en/practices/drafts/{practice.pk}/{name}/"


def facts(desk: Desk) -> dict[str, str]:
    shown = page(signed_in(desk.focal), address(desk.practice)).select_one("dl.standing")
    assert shown is not None
    names = (each.get_text(" ", strip=True) for each in shown.select("dt"))
    return dict(zip(names, (e.get_text(" ", strip=True) for e in shown.select("dd")), strict=True))


def test_it_says_at_each_stage_what_happens_next_and_who_does_it() -> None:
    desk = Desk()
    assert facts(desk)["What comes next"].endswith("By whom: You")
    round = desk.submitted()
    assert facts(desk)["Now"] == "Submitted"
    assert facts(desk)["Reference"] == desk.now().reference
    assert facts(desk)["What comes next"].endswith("By whom: The secretariat")
    actions.take_in(by=desk.secretariat, round=round)
    actions.pass_eligibility(by=desk.secretariat, round=round)
    assert facts(desk)["What comes next"].startswith("Reviewers are found")
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    assert facts(desk)["What comes next"].endswith("By whom: The reviewers")
    for each in round.assignments.all():
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
        speak(each)
    assert facts(desk)["What comes next"].startswith("What the reviewers say is weighed")
    actions.accept(by=desk.secretariat, round=ScreeningRound.objects.get())
    assert facts(desk)["What comes next"] == "It is made public. By whom: The secretariat"
    actions.publish(by=desk.secretariat, practice=desk.practice)
    assert facts(desk)["Now"] == "Published"
    assert "Waiting" not in facts(desk)


def test_it_says_the_place_in_the_queue_the_days_waited_and_the_day_of_the_answer() -> None:
    first, second = Desk(), Desk(organisation("Another Example"), prefix="b")
    held = Desk(organisation("Newcomers", verification="pending", verified_at=None), prefix="c")
    held.submitted()
    first.submitted()
    round = second.submitted()
    monday = timezone.now() - timedelta(days=14)
    ScreeningRound.objects.filter(pk=round.pk).update(submitted_at=monday)
    shown = facts(second)
    assert shown["Waiting"].startswith("10 working days, since ")
    assert shown["Place"].startswith("1 of 2 ")
    assert str(round.due.year) in shown["Answer by"]
    assert facts(first)["Place"].startswith("2 of 2 ")
    shown = facts(held)
    assert "kept until your organisation is verified" in shown["Now"]
    assert "Place" not in shown
    assert "Answer by" not in shown


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 16), date(2026, 11, 30), 10),
        (date(2026, 11, 18), date(2026, 11, 24), 4),
        (date(2026, 11, 24), date(2026, 11, 20), 0),
    ],
)
def test_working_days_leave_out_saturdays_and_sundays(start: date, end: date, days: int) -> None:
    assert working_days_between(start, end) == days


def test_what_happened_names_its_people_and_neither_reviewers_nor_the_secretariat() -> None:
    desk = Desk()
    desk.returned()
    text = page(signed_in(desk.focal), address(desk.practice)).get_text(" ", strip=True)
    for said in ("Submitted · Focal", "Found eligible · The secretariat", "Changes were requested"):
        assert said in text
    for hidden in (desk.secretariat.name, desk.un.name, desk.others[0].name, "Reviewers were ask"):
        assert hidden not in text


def test_it_is_there_for_its_people_alone_and_linked_from_where_they_are() -> None:
    desk = Desk()
    desk.submitted()
    for stranger in (person("stranger"), desk.un):
        assert signed_in(stranger).get(address(desk.practice)).status_code == 404
    assert Client().get(address(desk.practice)).status_code == 302
    client = signed_in(desk.focal)
    link = f'href="{address(desk.practice)}"'
    for place in ("/en/practices/drafts/", address(desk.practice, "receipt")):
        assert link in client.get(place).content.decode(), place
    tasks = f"/en/practices/drafts/{desk.practice.pk}/"
    assert link in client.get(tasks).content.decode()


def test_the_public_page_tells_its_people_of_a_new_version_and_nobody_else() -> None:
    desk = Desk()
    desk.published()
    colleague = person("colleague")
    Membership.objects.create(user=colleague, organisation=desk.body)
    public = f"/en/practices/{desk.now().slug}/"
    assert "Write a new version" in signed_in(colleague).get(public).content.decode()
    save_text(by=desk.focal, text=desk.text, content={"results": "Permits take an hour."})
    desk.submitted()
    said = "A new version is being screened."
    assert said in signed_in(colleague).get(public).content.decode()
    for other in (Client(), signed_in(person("stranger")), signed_in(desk.un)):
        assert said not in other.get(public).content.decode()
    status = page(signed_in(desk.focal), address(desk.practice)).get_text(" ", strip=True)
    assert "The version before stays public meanwhile." in status


def test_the_list_of_ones_practices_costs_no_query_for_each() -> None:
    desk = Desk()
    desk.submitted()
    client = signed_in(desk.focal)
    client.get("/en/practices/drafts/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/practices/drafts/")
    for number in range(3):
        submittable(desk.body, title=f"Permits {number}")
    with CaptureQueriesContext(connection) as four:
        client.get("/en/practices/drafts/")
    assert len(four) == len(one)
