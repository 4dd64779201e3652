"""A submission on its way: what is judged, who judges it, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.actions import NotAllowed, Refused
from hub.actions.joining_organisations import decline_organisation, verify_organisation
from hub.models import Following, Membership, Notice, Role
from practices.actions import publish_practice, publish_text, save_draft, save_text
from practices.models import Finding, Practice, PracticeText, ReturnedReason, ScreeningRound
from practices.screening import actions, earlier
from tests.practices.library import organisation, person, published
from tests.practices.screening import LICENCE, Desk, a_reason, reviewer, speak

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def address(practice: Practice) -> str:
    return f"/en/practices/{Practice.objects.get(pk=practice.pk).slug}/"


def test_a_submission_goes_from_the_draft_to_the_public_page() -> None:
    desk = Desk()
    reader = person("reader")
    Following.objects.create(user=reader, kind="practice", object_id=str(desk.practice.pk))
    round = desk.submitted()
    practice = desk.now()
    assert practice.reference == f"GCM-{round.submitted_at.year}-{practice.pk:05d}"
    assert told("screening.submitted") == {"focal@example.org"}
    assert told("screening.secretariat") == {"secretariat@example.org"}
    actions.take_in(by=desk.secretariat, round=round)
    actions.pass_eligibility(by=desk.secretariat, round=round)
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    assert told("screening.offered") == {each.email for each in desk.panel}
    for assignment in round.assignments.all():
        actions.declare(by=assignment.reviewer, assignment=assignment, conflict=False)
        speak(assignment)
    actions.accept(by=desk.secretariat, round=round)
    assert not desk.now().live
    actions.publish(by=desk.secretariat, practice=practice)
    assert desk.state == "published"
    assert desk.now().licence == LICENCE
    assert "Permits take a day." in Client().get(address(practice)).content.decode()
    assert told("practice.published") == {"focal@example.org"}
    assert told("practice.changed") == {"reader@example.org"}


def test_the_public_page_says_how_many_judged_it_and_why_they_were_few() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(
        by=desk.secretariat, round=round, reviewers=[desk.un], reason="Nobody else reads it."
    )
    assignment = round.assignments.get()
    actions.declare(by=desk.un, assignment=assignment, conflict=False)
    speak(assignment)
    actions.accept(by=desk.secretariat, round=ScreeningRound.objects.get(pk=round.pk))
    actions.publish(by=desk.secretariat, practice=desk.practice)
    page = Client().get(address(desk.practice)).content.decode()
    assert "1 reviewer judged it." in page
    assert "Nobody else reads it." in page
    assert desk.un.name not in page


def test_what_is_published_is_what_was_judged_and_not_what_was_written_since() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    save_text(by=desk.secretariat, text=desk.text, content={"results": "Not judged by anybody."})
    save_draft(by=desk.secretariat, practice=desk.practice, content={"start_year": 1999})
    for each in assignments:
        speak(each)
    actions.accept(by=desk.secretariat, round=round)
    actions.publish(by=desk.secretariat, practice=desk.practice)
    page = Client().get(address(desk.practice)).content.decode()
    assert "Permits take a day." in page
    assert "Not judged by anybody." not in page
    assert desk.now().start_year == 2021


def test_a_second_submission_meanwhile_is_refused_and_the_same_key_gives_the_same_receipt() -> None:
    desk = Desk()
    sent = {"practice": desk.practice, "licence": LICENCE, "language": "en"}
    first = actions.submit(by=desk.focal, key="k", **sent)
    assert actions.submit(by=desk.focal, key="k", **sent) == first
    with pytest.raises(Refused):
        actions.submit(by=desk.focal, key="l", **sent)
    assert ScreeningRound.objects.count() == 1
    assert Notice.objects.filter(kind="screening.submitted").count() == 1


def test_what_is_missing_is_said_by_field_and_nothing_is_submitted() -> None:
    desk = Desk()
    save_draft(by=desk.focal, practice=desk.practice, content={"levels": []})
    save_text(by=desk.focal, text=desk.text, content={"summary": ""})
    with pytest.raises(Refused) as refused:
        desk.submitted()
    assert {"facts.levels", "en.summary"} <= set(refused.value.messages)
    with pytest.raises(Refused) as refused:
        actions.submit(by=desk.focal, practice=desk.practice, licence="not-stated", language="en")
    assert set(refused.value.messages) == {"licence"}
    assert desk.state == "draft"


def test_what_an_unverified_organisation_submits_is_held_and_goes_on_with_its_verification() -> (
    None
):
    desk = Desk(organisation("Example Newcomers", verification="pending", verified_at=None))
    round = desk.submitted()
    assert round.held
    assert told("screening.secretariat") == set()
    with pytest.raises(Refused):
        actions.take_in(by=desk.secretariat, round=round)
    ScreeningRound.objects.filter(pk=round.pk).update(due=date(2020, 1, 1))
    verify_organisation(by=desk.secretariat, organisation=desk.body, reason="Seen.")
    round.refresh_from_db()
    assert not round.held
    assert round.due > timezone.localdate()
    assert told("screening.secretariat") == {"secretariat@example.org"}
    actions.take_in(by=desk.secretariat, round=round)


def test_what_was_held_for_an_organisation_that_is_declined_is_a_draft_again() -> None:
    desk = Desk(organisation("Example Newcomers", verification="pending", verified_at=None))
    desk.submitted()
    decline_organisation(by=desk.secretariat, organisation=desk.body, reason="No such body.")
    assert desk.state == "draft"
    assert not ScreeningRound.objects.open().exists()


def test_nobody_of_the_submitting_organisation_judges_not_within_a_year_after_leaving() -> None:
    desk = Desk()
    round = desk.in_review()
    now = timezone.now()
    for name, left, may in (
        ("inside", None, False),
        ("left lately", now - timedelta(days=200), False),
        ("left long ago", now - timedelta(days=400), True),
    ):
        who = reviewer(name.replace(" ", "-"))
        Membership.objects.create(user=who, organisation=desk.body, ended_at=left)
        if may:
            actions.assign(by=desk.secretariat, round=round, reviewers=[who])
        else:
            with pytest.raises(Refused):
                actions.assign(by=desk.secretariat, round=round, reviewers=[who])
            assert round not in ScreeningRound.objects.claimable_by(who)
    inside = person("inside-secretariat", Role.SECRETARIAT)
    Membership.objects.create(user=inside, organisation=desk.body)
    with pytest.raises(NotAllowed):
        actions.accept(by=inside, round=round)


def test_a_declared_conflict_ends_the_assignment_for_good() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    assignment = round.assignments.get(reviewer=desk.un)
    actions.declare(by=desk.un, assignment=assignment, conflict=True, said="A cousin.")
    with pytest.raises(Refused):
        actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    with pytest.raises(Refused):
        actions.declare(by=desk.un, assignment=assignment, conflict=False)
    assert round not in ScreeningRound.objects.visible_to(desk.un)


def test_reasons_come_back_are_answered_and_settled_by_what_changed() -> None:
    desk = Desk()
    first = desk.returned()
    reason = ReturnedReason.objects.get()
    ReturnedReason.objects.create(round=first, **a_reason(fields=["facts.levels"]))
    assert told("screening.returned") == {"focal@example.org"}
    actions.answer_reason(by=desk.focal, reason=reason, answer="A desk and a stamp.")
    save_text(by=desk.focal, text=desk.text, content={"replication": "A desk and a stamp."})
    second = desk.submitted()
    assert second.number == 2
    states = {tuple(each.fields): each.state for each in earlier.reasons(second)}
    assert states == {("en.replication",): "settled", ("facts.levels",): "open"}


def test_what_a_round_judged_is_never_written_over() -> None:
    desk = Desk()
    round = desk.returned()
    judged = round.texts.get().revision
    saved = save_text(
        by=desk.focal, text=desk.text, content={"results": "Written since."}, over=judged.pk
    )
    assert saved["revision"] != judged.pk
    judged.refresh_from_db()
    assert judged.content["results"] == "Permits take a day."


def test_a_reason_in_a_language_that_the_submitter_does_not_read_is_translated_first() -> None:
    desk = Desk()
    round, _assignments = desk.spoken("changes", "changes", "changes")
    with pytest.raises(Refused) as refused:
        actions.request_changes(by=desk.secretariat, round=round, reasons=[a_reason(language="ru")])
    assert set(refused.value.messages) == {"reasons.0"}
    assert not ReturnedReason.objects.exists()
    desk.focal.language = "ru"
    desk.focal.save()
    round = ScreeningRound.objects.get(pk=round.pk)
    actions.request_changes(by=desk.secretariat, round=round, reasons=[a_reason(language="ru")])


def test_others_look_again_once() -> None:
    desk = Desk()
    round, _assignments = desk.spoken("decline", "decline", "decline")
    actions.decline(by=desk.secretariat, round=round, note="Only a plan.", language="en")
    answer = actions.ask_reconsideration(by=desk.focal, round=round, reason="It runs.")
    again = ScreeningRound.objects.get(pk=answer["round"])
    assert (again.facts_id, again.texts.get().revision_id) == (
        round.facts_id, round.texts.get().revision_id,
    )  # fmt: skip
    actions.take_in(by=desk.secretariat, round=again)
    actions.pass_eligibility(by=desk.secretariat, round=again)
    with pytest.raises(Refused):
        actions.assign(by=desk.secretariat, round=again, reviewers=[desk.un])
    assert again not in ScreeningRound.objects.claimable_by(desk.un)
    fresh = [reviewer("fresh-un", "un"), reviewer("fresh-one"), reviewer("fresh-two")]
    actions.assign(by=desk.secretariat, round=again, reviewers=fresh)
    for each in again.assignments.all():
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
        speak(each, "decline")
    actions.decline(by=desk.secretariat, round=again, note="Still a plan.", language="en")
    with pytest.raises(Refused):
        actions.ask_reconsideration(by=desk.focal, round=again, reason="Once more.")


def test_an_edit_of_what_is_public_is_screened_while_the_public_version_stays() -> None:
    desk = Desk()
    desk.published()
    with pytest.raises(Refused, match="Nothing has been changed"):
        desk.submitted()
    save_text(by=desk.focal, text=desk.text, content={"title": "Unicorns at the quay"})
    with pytest.raises(Refused, match="screened first"):
        publish_practice_text(desk)
    round = desk.submitted()
    assert "Unicorns" not in Client().get(address(desk.practice)).content.decode()
    actions.take_in(by=desk.secretariat, round=round)
    actions.decline(by=desk.secretariat, round=round, note="No unicorns.", language="en")
    assert desk.now().live
    assert "Unicorns" not in Client().get(address(desk.practice)).content.decode()


def publish_practice_text(desk: Desk) -> None:
    publish_text(by=desk.secretariat, text=PracticeText.objects.get(pk=desk.text.pk))


def test_nobody_publishes_for_the_first_time_round_the_screening() -> None:
    desk = Desk()
    with pytest.raises(Refused):
        publish_practice(by=desk.secretariat, practice=desk.practice)
    with pytest.raises(Refused):
        publish_practice_text(desk)
    assert not desk.now().live


def test_withdrawn_and_archived_practices_are_gone_at_once_and_come_back_as_they_were() -> None:
    desk = Desk()
    desk.published()
    where = address(desk.practice)
    save_text(by=desk.focal, text=desk.text, content={"results": "Written later."})
    actions.archive(by=desk.secretariat, practice=desk.practice, reason="A duplicate.")
    assert Client().get(where).status_code == 404
    actions.unarchive(by=desk.secretariat, practice=desk.practice)
    page = Client().get(where).content.decode()
    assert "Permits take a day." in page
    assert "Written later." not in page
    actions.withdraw(by=desk.focal, practice=desk.practice, reason="It has ended.")
    assert Client().get(where).status_code == 404
    assert desk.state == "withdrawn"


def test_an_imported_practice_is_published_by_import_and_corrected_by_the_secretariat() -> None:
    desk = Desk()
    practice = published()
    assert practice.state == "published"
    save_draft(by=desk.secretariat, practice=practice, content={"start_year": 2001})
    publish_practice(by=desk.secretariat, practice=practice)
    last = practice.events.last()
    assert last is not None
    assert (last.verb, last.by) == ("publish_directly", desk.secretariat)


def test_findings_are_kept_only_for_fields_and_criteria_that_there_are() -> None:
    desk = Desk()
    _round, assignments = desk.reading()
    given = {"by": desk.un, "assignment": assignments[0], "criterion": "timely", "verdict": "met"}
    for wrong, field in (
        ({"criterion": "eligible-submitter"}, "criterion"),
        ({"verdict": "maybe"}, "verdict"),
        ({"fields": ["facts.nothing"]}, "fields"),
        ({"fields": ["ru.title"]}, "fields"),
        ({"reason": "So.", "reason_language": "?"}, "reason_language"),
        ({"reason": "x" * 8_001, "reason_language": "en"}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            actions.save_finding(**{**given, **wrong})
        assert set(refused.value.messages) == {field}
    assert not Finding.objects.exists()
