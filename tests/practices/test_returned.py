"""What came back is worked off field by field, answered, and submitted again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from practices.models import Practice, ReturnedReason, ScreeningEvent, ScreeningRound, State
from practices.screening import actions
from tests.practices.library import member_of, organisation
from tests.practices.screening import LICENCE, Desk, a_reason
from tests.practices.writing import controls, fill_in, page, section, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ARABIC = "اذكروا ما يحتاج إليه الآخرون."


def back(desk: Desk, *reasons: dict[str, Any]) -> ScreeningRound:
    round, _assignments = desk.spoken("changes", "changes", "changes")
    desk.focal.language = "ar"
    desk.focal.save()
    actions.request_changes(
        by=desk.secretariat, round=ScreeningRound.objects.get(pk=round.pk),
        reasons=reasons or [a_reason(reason=ARABIC, language="ar")], note="Nearly there.",
        language="en",
    )  # fmt: skip
    return ScreeningRound.objects.get(pk=round.pk)


def tasks(desk: Desk) -> str:
    return f"/en/practices/drafts/{desk.practice.pk}/"


def lines(desk: Desk) -> list[tuple[str, str, str]]:
    """The short list: what each line says, where it leads, how it stands."""
    found = page(signed_in(desk.focal), tasks(desk)).select("#returned .tasks li")
    return [
        (line.a.get_text(strip=True), str(line.a["href"]), line.span.get_text(strip=True))  # type: ignore[union-attr, index]  # they are there
        for line in found
    ]


def test_the_task_list_names_only_the_fields_with_reasons_and_leads_to_each() -> None:
    desk = Desk()
    back(desk, a_reason(), a_reason(fields=["facts.levels"]), a_reason(fields=[], reason="All."))
    story = section(desk.practice, "lessons", "en")
    assert lines(desk) == [
        ("Levels", f"{section(desk.practice, 'place')}#answer-levels", "1 suggestion"),
        ("Replication (English)", f"{story}#answer-replication", "1 suggestion"),
    ]
    said = page(signed_in(desk.focal), tasks(desk)).select_one("#returned")
    assert said is not None
    text = said.get_text(" ", strip=True)
    for words in ("Suggestions from those who read it", "Nearly there.", "About the whole", "All."):
        assert words in text
    assert "3 places still wait for you." in text


def test_a_section_shows_each_reason_beside_its_field_in_its_own_language() -> None:
    desk = Desk()
    back(desk)
    shown = page(signed_in(desk.focal), section(desk.practice, "lessons", "en"))
    box = shown.select_one("#answer-replication .returned")
    assert box is not None
    text = box.get_text(" ", strip=True)
    assert "Partly met" in text
    assert "Replic" in text
    words = box.select_one("[lang]")
    assert words is not None
    assert (words["lang"], words["dir"]) == ("ar", "rtl")
    assert words.get_text(strip=True) == ARABIC
    assert not shown.select("#answer-lessons .returned")


def test_an_answer_is_saved_with_the_section_and_nothing_that_was_typed_is_lost() -> None:
    desk = Desk()
    back(desk)
    reason = ReturnedReason.objects.get()
    client = signed_in(desk.focal)
    where = section(desk.practice, "lessons", "en")
    reply = f"reply-{reason.pk}"
    answer = fill_in(client, where, **{reply: ["It stands in the lessons."], "lessons": ["New."]})
    assert answer.status_code == 302
    reason.refresh_from_db()
    assert (reason.state, reason.answer) == ("answered", "It stands in the lessons.")
    assert reason.answered_by == desk.focal
    assert text_of(desk.practice, "en").lessons == "New."
    assert lines(desk)[0][2] == "Answered"
    # Typed on, it is the same answer, and one line of the log.
    fill_in(client, where, **{reply: ["It stands in the lessons, at the end."]})
    assert ScreeningEvent.objects.filter(verb="answer_reason").count() == 1
    assert controls(page(client, where))[reply] == ["It stands in the lessons, at the end."]


def test_an_answer_is_saved_while_it_is_typed_too() -> None:
    desk = Desk()
    back(desk)
    client = signed_in(desk.focal)
    reply = f"reply-{ReturnedReason.objects.get().pk}"
    sent = controls(page(client, section(desk.practice, "lessons", "en")))
    place = {"part": ["en"], "section": ["lessons"], "key": ["k"]}
    answer = client.post(f"{tasks(desk)}save/", {**sent, **place, reply: ["It stands"]})
    assert answer.status_code == 200
    assert ReturnedReason.objects.get().answer == "It stands"


def test_an_answer_that_is_too_long_is_refused_beside_it_and_the_rest_is_saved() -> None:
    desk = Desk()
    back(desk)
    reply = f"reply-{ReturnedReason.objects.get().pk}"
    where = section(desk.practice, "lessons", "en")
    long = "x" * 4_001
    answer = fill_in(signed_in(desk.focal), where, **{reply: [long], "lessons": ["New."]})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert f'href="#id_{reply}"' in answer.content.decode()
    assert text_of(desk.practice, "en").lessons == "New."
    assert ReturnedReason.objects.get().state == "open"


def test_a_changed_field_counts_as_followed_and_no_longer_needs_changes() -> None:
    desk = Desk()
    back(desk)
    client = signed_in(desk.focal)
    assert page(client, tasks(desk)).select("section:not(.message) .needs-changes")
    fill_in(client, section(desk.practice, "lessons", "en"), replication=["A desk and a stamp."])
    assert lines(desk)[0][2] == "Changed"
    assert not page(client, tasks(desk)).select(".needs-changes")


def test_submitting_again_says_what_changed_by_field() -> None:
    desk = Desk()
    round = back(desk)
    client = signed_in(desk.focal)
    check = f"{tasks(desk)}check/"
    assert "Nothing changed." in page(client, check).select_one("#changed").get_text()  # type: ignore[union-attr]  # there
    fill_in(client, section(desk.practice, "lessons", "en"), replication=["A desk and a stamp."])
    for place in (check, f"{tasks(desk)}submit/"):
        changed = page(client, place).select_one("#changed")
        assert changed is not None, place
        assert "Replication (English)" in changed.get_text()
        assert "A desk and a stamp." in changed.get_text()
        assert "Lessons" not in changed.get_text()
    sent = {**controls(page(client, f"{tasks(desk)}submit/")), "licence": LICENCE, "agreed": "on"}
    assert client.post(f"{tasks(desk)}submit/", sent).status_code == 302
    again = ScreeningRound.objects.order_by("-number")[0]
    assert (again.number, again.practice_id) == (2, round.practice_id)
    assert ReturnedReason.objects.get().state == "settled"


def test_a_reason_can_be_answered_by_itself_also_after_a_decline() -> None:
    desk = Desk()
    round, _assignments = desk.spoken("decline", "decline", "decline")
    actions.decline(by=desk.secretariat, round=round, reasons=[a_reason()])
    reason = ReturnedReason.objects.get()
    client = signed_in(desk.focal)
    where = f"{tasks(desk)}reasons/{reason.pk}/"
    assert where in client.get(f"{tasks(desk)}status/").content.decode()
    assert client.post(where, {"answer": " "}).status_code == 422
    assert client.post(where, {"answer": "We say so.", "key": "k"}).status_code == 302
    reason.refresh_from_db()
    assert reason.answer == "We say so."
    assert "We say so." in client.get(f"{tasks(desk)}status/").content.decode()
    other = Desk(prefix="b", body=organisation("Another Example"))
    assert signed_in(other.focal).get(where).status_code == 404
    assert client.get(f"{tasks(other)}reasons/{reason.pk}/").status_code == 404


def test_reconsideration_is_asked_for_once_and_its_effect_is_explained() -> None:
    desk = Desk()
    round, _assignments = desk.spoken("decline", "decline", "decline")
    actions.decline(by=desk.secretariat, round=round, note="No.", language="en")
    client = signed_in(desk.focal)
    where = f"{tasks(desk)}reconsider/"
    assert where in client.get(f"{tasks(desk)}status/").content.decode()
    text = page(client, where).get_text(" ", strip=True)
    assert "once for each practice" in text
    assert client.post(where, {"reason": ""}).status_code == 422
    sent = {"reason": "It was misread.", "key": "k"}
    assert client.post(where, sent).status_code == 302
    assert client.post(where, sent).status_code == 302
    again = ScreeningRound.objects.order_by("-number")[0]
    assert (again.number, again.reconsideration) == (2, "It was misread.")
    assert desk.state == State.SUBMITTED
    Practice.objects.filter(pk=desk.practice.pk).update(state=State.DECLINED)
    ScreeningRound.objects.filter(pk=again.pk).update(
        decision="declined", decided_at=timezone.now()
    )
    assert where not in client.get(f"{tasks(desk)}status/").content.decode()
    assert client.get(where).status_code == 403


def test_a_colleague_answers_too_and_the_secretariat_does_not_for_them() -> None:
    desk = Desk()
    back(desk)
    colleague = member_of(desk.body, "colleague")
    reason = ReturnedReason.objects.get()
    where = f"{tasks(desk)}reasons/{reason.pk}/"
    assert signed_in(desk.secretariat).get(where).status_code == 403
    fill_in(
        signed_in(desk.secretariat), section(desk.practice, "lessons", "en"),
        **{f"reply-{reason.pk}": ["For them."]},
    )  # fmt: skip
    assert ReturnedReason.objects.get().state == "open"
    assert signed_in(colleague).post(where, {"answer": "Ours."}).status_code == 302
    assert ReturnedReason.objects.get().answered_by == colleague
