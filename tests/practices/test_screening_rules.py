"""What the rules say: who must have spoken, what prevents acceptance, and who reads what when."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hub.actions import Refused
from hub.models import Membership, Role
from practices.actions import save_draft
from practices.models import Assignment, Finding, ScreeningEvent, ScreeningRound
from practices.screening import actions, balance, permissions
from tests.practices.library import person
from tests.practices.screening import Desk, finding, reviewer, speak

pytestmark = pytest.mark.django_db


def accepts(desk: Desk, round: ScreeningRound) -> str:
    """ "" where the round is accepted, else why not."""
    try:
        actions.accept(by=desk.secretariat, round=ScreeningRound.objects.get(pk=round.pk))
    except Refused as refused:
        return str(refused)
    return ""


def test_nothing_is_decided_before_one_of_the_un_and_two_others_have_spoken() -> None:
    desk = Desk()
    round = desk.in_review()
    assert "At least one reviewer" in accepts(desk, round)
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel[:2])
    assert "2 reviewers have not spoken" in accepts(desk, round)
    for each in round.assignments.all():
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
        speak(each)
    assert "At least one reviewer" in accepts(desk, round)
    actions.allow_fewer(by=desk.secretariat, round=round, reason="Nobody else reads Thai.")
    assert accepts(desk, round) == ""
    assert ScreeningEvent.objects.visible_to(desk.focal).filter(note="Nobody else reads Thai.")


def test_disagreement_asks_for_one_more() -> None:
    desk = Desk()
    round, _assignments = desk.spoken("accept", "accept", "changes")
    assert "do not agree" in accepts(desk, round)
    fourth = reviewer("fourth")
    actions.ask_one_more(by=desk.secretariat, round=round, reviewer=fourth)
    assert desk.state == "extra-reviewer"
    extra = round.assignments.get(is_extra=True)
    actions.declare(by=fourth, assignment=extra, conflict=False)
    speak(extra)
    assert accepts(desk, round) == ""


@pytest.mark.parametrize(
    ("criterion", "later", "accepted"),
    [
        ("innovative", "met", True),
        ("innovative", "not-met", False),
        ("timely", None, True),
    ],
)
def test_a_required_criterion_not_met_prevents_acceptance_until_most_see_it_otherwise(
    criterion: str, later: str | None, accepted: bool
) -> None:
    desk = Desk()
    round, assignments = desk.reading()
    against = {criterion: "not-met"}
    speak(assignments[0], "accept" if criterion == "timely" else "changes", against)
    for each in assignments[1:]:
        speak(each)
    if later is not None:
        assert accepts(desk, round)
        fourth = reviewer("fourth")
        actions.ask_one_more(by=desk.secretariat, round=round, reviewer=fourth)
        extra = round.assignments.get(is_extra=True)
        actions.declare(by=fourth, assignment=extra, conflict=False)
        speak(extra, "accept" if later == "met" else "changes", {criterion: later})
    said = accepts(desk, round)
    assert (said == "") is accepted, said


@pytest.mark.parametrize(("end_year", "accepted"), [(None, True), (2020, False)])
def test_a_practice_that_goes_on_with_results_counts_as_completed(
    end_year: int | None, accepted: bool
) -> None:
    desk = Desk()
    save_draft(
        by=desk.focal, practice=desk.practice, content={"start_year": 2019, "end_year": end_year}
    )
    round, assignments = desk.reading()
    for each in assignments:
        speak(each, "accept" if accepted else "changes", {"completed": "not-met"})
    assert (accepts(desk, round) == "") is accepted


def test_whoever_finds_a_required_criterion_not_met_cannot_recommend_to_accept() -> None:
    desk = Desk()
    _round, assignments = desk.reading()
    with pytest.raises(Refused) as refused:
        speak(assignments[0], "accept", {"relevant": "not-met"})
    assert set(refused.value.messages) == {"recommendation"}


def test_a_recommendation_waits_until_every_criterion_is_judged_with_its_reason() -> None:
    desk = Desk()
    _round, assignments = desk.reading()
    finding(assignments[0], "relevant", "partly-met", reason="", fields=[])
    with pytest.raises(Refused) as refused:
        actions.recommend(by=desk.un, assignment=assignments[0], recommendation="changes")
    assert refused.value.messages["relevant"] == "Say why."
    assert refused.value.messages["innovative"] == "Not judged yet."
    assert "eligible-submitter" not in refused.value.messages


def test_the_text_opens_with_the_declaration_and_findings_when_all_have_spoken() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    first, *others = round.assignments.all()
    assert permissions.can_view_round(first.reviewer, round)
    assert not permissions.can_read_submission(first.reviewer, round)
    for each in (first, *others):
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
    assert permissions.can_read_submission(first.reviewer, round)
    speak(first)
    speak(others[0])
    seen = Finding.objects.visible_to(first.reviewer)
    assert {each.assignment_id for each in seen} == {first.pk}
    speak(others[1])
    assert {each.assignment.reviewer for each in seen.all()} == set(desk.panel)
    assert not Finding.objects.visible_to(desk.focal).exists()
    # One more is asked, and again nobody reads the others.
    actions.ask_one_more(by=desk.secretariat, round=round, reviewer=reviewer("fourth"))
    assert {each.assignment_id for each in seen.all()} == {first.pk}


def test_permissions_and_lists_agree_about_every_viewer() -> None:
    desk = Desk()
    other = Desk(body=desk.body, prefix="other-")
    lone = Desk(prefix="lone-")
    round, _assignments = desk.spoken("accept", "accept", "changes")
    in_review = other.in_review()
    actions.assign(by=other.secretariat, round=in_review, reviewers=other.panel[:1])
    reading, assignments = lone.reading()
    actions.hand_back(by=assignments[1].reviewer, assignment=assignments[1])
    speak(assignments[2])
    inside = person("inside", Role.SECRETARIAT)
    gone = reviewer("gone")
    Membership.objects.create(user=gone, organisation=desk.body, ended_at=timezone.now())
    Membership.objects.create(user=inside, organisation=desk.body)
    no_more = desk.others[1]
    no_more.groups.clear()
    viewers = [
        AnonymousUser(), person("stranger"), inside, gone, reviewer("free"),
        reviewer("free-un", "un"),
        person("no-profile", Role.SCREENER), person("root", is_superuser=True),
        *desk.panel, *other.panel, *lone.panel, desk.focal, other.focal, lone.focal,
        desk.secretariat, other.secretariat,
    ]  # fmt: skip
    twins: list[tuple[Any, Any, str]] = [
        (permissions.can_decide, ScreeningRound, "decidable_by"),
        (permissions.can_view_round, ScreeningRound, "visible_to"),
        (permissions.can_read_submission, ScreeningRound, "readable_by"),
        (permissions.can_claim, ScreeningRound, "claimable_by"),
        (permissions.can_judge, Assignment, "judgeable_by"),
        (permissions.can_view_assignment, Assignment, "visible_to"),
        (permissions.can_see_finding, Finding, "visible_to"),
        (permissions.can_view_event, ScreeningEvent, "visible_to"),
    ]
    assert {each.__name__ for each, _model, _list in twins} == {
        name for name in vars(permissions) if name.startswith("can_") and name != "can_view_draft"
    }
    both = dict.fromkeys((each.__name__ for each, _model, _list in twins), frozenset[bool]())
    for viewer in viewers:
        if viewer.pk is not None:
            viewer = type(viewer).objects.get(pk=viewer.pk)
        for allowed, model, reading_of in twins:
            listed = set(getattr(model.objects, reading_of)(viewer).values_list("pk", flat=True))
            for row in model.objects.all():
                says = bool(allowed(viewer, row))
                both[allowed.__name__] |= {says}
                assert says is (row.pk in listed), (allowed.__name__, str(viewer), row)
    assert set(both.values()) == {frozenset({True, False})}
    assert round
    assert reading


def test_suggested_are_those_who_read_it_know_it_and_have_least_to_do(
    django_assert_max_num_queries: Any,
) -> None:
    desk = Desk()
    for each in desk.panel:
        each.reviewer.languages = ["fr"]
        each.reviewer.save()
    round = desk.in_review()
    assert not balance.somebody_reads(round)
    assert balance.suggestion(round) == []
    un = reviewer("reads-un", "un", languages=["en"])
    busy = reviewer("reads-busy", languages=["en"], most_at_once=1)
    knows = reviewer("reads-knows", languages=["en"], objectives=[6])
    any_language = reviewer("reads-any")
    reviewer("reads-away", languages=["en"], is_available=False)
    Assignment.objects.create(
        round=Desk(prefix="other-").in_review(), reviewer=busy, side="other", due=timezone.now()
    )
    with django_assert_max_num_queries(9):
        chosen = [each.person for each in balance.suggestion(round)]
    assert chosen == [knows, un, any_language]
    assert balance.somebody_reads(round)


def test_a_screener_takes_up_what_is_free_on_their_side(
    django_assert_num_queries: Any,
) -> None:
    desk = Desk()
    round = desk.in_review()
    second = reviewer("second-un", "un")
    assert list(ScreeningRound.objects.claimable_by(second)) == [round]
    actions.claim(by=desk.un, round=round)
    assert list(ScreeningRound.objects.claimable_by(second)) == []
    with pytest.raises(Refused):
        actions.claim(by=second, round=round)
    actions.hand_back(by=desk.un, assignment=round.assignments.get(), said="No time.")
    with django_assert_num_queries(2):
        assert list(ScreeningRound.objects.claimable_by(second)) == [round]
