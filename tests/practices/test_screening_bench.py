"""The screener's bench: conflicts first, then the practice with the criteria beside it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from hub.actions import system
from hub.models import Membership, User
from practices.actions import publish_practice, publish_text, save_text
from practices.models import Assignment, CannedReason, Finding, Practice, ScreeningRound
from practices.screening import actions, rules

from .library import organisation, person
from .screening import Desk, finding, reviewer, speak, submittable

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRET = "An example desk gives work permits on the day."


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(answer: Any, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return BeautifulSoup(answer.content, "html.parser")


def fields_of(form: Any) -> dict[str, Any]:
    """What a browser sends of a form without touching it."""
    sent: dict[str, Any] = {}
    for each in form.select("input[name], textarea[name], select[name]"):
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            value = chosen.get("value", "") if chosen else ""
        elif each.name == "textarea":
            value = each.get_text().removeprefix("\n")
        elif each.get("type") in ("checkbox", "radio"):
            if not each.has_attr("checked"):
                continue
            value = each.get("value", "on")
            if each["type"] == "checkbox":
                sent.setdefault(each["name"], []).append(value)
                continue
        else:
            value = each.get("value", "")
        sent[each["name"]] = value
    return sent


def findings_form(client: Client, round: ScreeningRound) -> dict[str, Any]:
    form = page(client.get(f"/en/screening/{round.pk}/")).select_one("form.findings")
    return fields_of(form)


def test_the_text_stays_closed_until_somebody_has_said_that_nothing_stands_in_the_way() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    client, address = client_of(desk.un), f"/en/screening/{round.pk}/"
    before = client.get(address).content.decode()
    assert "Example Harbour Board" in before
    assert "Permits at the quay" not in before
    assert SECRET not in before
    assert SECRET not in client.get("/en/screening/").content.decode()
    form = fields_of(page(client.get(address)).select_one("main form"))
    refused = page(client.post(address, form), 422)
    assert refused.select_one(".error-summary")
    answer = client.post(address, {**form, "conflict": "no"})
    assert answer.status_code == 302
    assert SECRET in client.get(address).content.decode()


def test_a_conflict_ends_it_and_closes_the_text() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    client, address = client_of(desk.un), f"/en/screening/{round.pk}/"
    form = fields_of(page(client.get(address)).select_one("main form"))
    said = {**form, "conflict": "yes", "said": "My brother runs it."}
    assert client.post(address, said)["Location"] == "/en/screening/"
    assignment = Assignment.objects.get(round=round)
    assert (assignment.state, assignment.said) == ("conflict", "My brother runs it.")
    assert SECRET not in client.get(address).content.decode()
    # The hub does not offer it again.
    assert desk.now().reference not in client.get("/en/screening/").content.decode()


def test_who_has_no_part_in_a_round_does_not_learn_that_it_is_there() -> None:
    desk = Desk()
    round, _assignments = desk.reading()
    address = f"/en/screening/{round.pk}/"
    for user in (reviewer("third"), desk.focal, person("stranger"), desk.secretariat):
        assert client_of(user).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    # Who has joined the submitting organisation meanwhile judges no more.
    Membership.objects.create(user=desk.un, organisation=desk.body)
    assert client_of(desk.un).get(address).status_code == 403


def test_all_criteria_are_saved_at_once_without_scripts_and_nothing_typed_is_lost() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    client, address = client_of(desk.un), f"/en/screening/{round.pk}/"
    form = findings_form(client, round)
    typed = {
        **form,
        "do": "save",
        "implemented-verdict": "met",
        "relevant-verdict": "partly-met",
        "relevant-reason": "Say how.",
        "relevant-fields": ["facts.objectives", "en.summary"],
        "coherent-reason": "Written without a verdict.",
    }
    answer = page(client.post(address, typed), 422)
    mine = Finding.objects.filter(assignment=assignments[0])
    assert set(mine.values_list("criterion", "verdict")) == {
        ("implemented", "met"),
        ("relevant", "partly-met"),
    }
    assert mine.get(criterion="relevant").fields == ["facts.objectives", "en.summary"]
    assert "Written without a verdict." in answer.select_one("#id_coherent-reason").text
    assert answer.select_one(".error-summary a")["href"] == "#criterion-coherent"
    # What follows on the page that came back is saved too, with its own keys.
    again = fields_of(answer.select_one("form.findings"))
    again |= {"do": "continue", "coherent-verdict": "not-met", "relevant-verdict": "met"}
    done = client.post(address, again)
    assert done["Location"] == f"{address}recommend/"
    assert dict(mine.values_list("criterion", "verdict")) == {
        "implemented": "met",
        "relevant": "met",
        "coherent": "not-met",
    }


def save_by_script(client: Client, round: ScreeningRound, sent: dict[str, Any]) -> HttpResponse:
    return client.post(  # type: ignore[return-value]  # a response
        f"/en/screening/{round.pk}/", sent, headers={"accept": "application/json"}
    )


def test_one_criterion_is_saved_by_itself_and_its_errors_come_back_by_field() -> None:
    desk = Desk()
    round, _assignments = desk.reading()
    client = client_of(desk.un)
    sent = {
        "do": "save-relevant",
        "relevant-key": "one",
        "relevant-verdict": "met",
        "relevant-reason_language": "en",
    }
    answer = save_by_script(client, round, sent)
    assert answer.status_code == 200
    assert answer.json()["done"] == "1 of 9 have a finding."  # type: ignore[attr-defined]  # of the test client
    sent = {"do": "save-coherent", "coherent-reason": "Why", "coherent-reason_language": "en"}
    answer = save_by_script(client, round, sent)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["verdict"]  # type: ignore[attr-defined]  # as above
    assert Finding.objects.count() == 1


def test_what_comes_too_late_is_shown_and_not_lost() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    client = client_of(desk.un)
    form = findings_form(client, round)
    other = reviewer("third", "un")
    actions.reassign(by=desk.secretariat, assignment=assignments[0], reviewer=other)
    late = {**form, "do": "save", "relevant-verdict": "met", "relevant-reason": "A long thought."}
    answer = client.post(f"/en/screening/{round.pk}/", late)
    assert answer.status_code == 409
    assert "A long thought." in answer.content.decode()


def test_a_ready_made_reason_is_put_in_without_scripts_and_keeps_what_was_typed() -> None:
    CannedReason.objects.create(
        key="needs", criterion="replicable", texts={"en": "Say what is needed.", "fr": "Dites."}
    )
    desk = Desk()
    round, _assignments = desk.reading()
    client = client_of(desk.un)
    form = findings_form(client, round)
    form |= {
        "do": "insert-replicable",
        "replicable-ready": "needs",
        "replicable-reason_language": "fr",
        "replicable-reason": "Bien.",
        "coherent-reason": "Half a thought",
    }
    answer = page(client.post(f"/en/screening/{round.pk}/", form))
    assert answer.select_one("#id_replicable-reason").text.strip() == "Bien.\n\nDites."
    assert answer.select_one("#id_coherent-reason").text.strip() == "Half a thought"
    assert not answer.select(".errors")
    assert not Finding.objects.exists()


def test_a_recommendation_names_what_is_missing_and_closes_the_findings() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    client, address = client_of(desk.un), f"/en/screening/{round.pk}/recommend/"
    finding(assignments[0], "relevant", "met")
    form = fields_of(page(client.get(address)).select_one("main form"))
    answer = page(client.post(address, {**form, "recommendation": "accept"}), 422)
    assert len(answer.select(".gap")) == 8
    for key in rules.criteria_to_judge(round):
        finding(assignments[0], key)
    form = fields_of(page(client.get(address)).select_one("main form"))
    note = {**form, "recommendation": "accept", "private_note": "Well done."}
    assert client.post(address, note).status_code == 302
    after = page(client.get(f"/en/screening/{round.pk}/"))
    assert "You recommended:" in after.get_text()
    assert not after.select("main form")
    late = client.post(f"/en/screening/{round.pk}/", {"relevant-reason": "One more thing."})
    assert late.status_code == 409
    assert "One more thing." in late.content.decode()


def test_findings_of_others_appear_once_all_have_spoken() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    finding(assignments[1], "relevant", "partly-met", reason="Only the second saw this.")
    speak(assignments[0])
    client, address = client_of(desk.un), f"/en/screening/{round.pk}/"
    assert "Only the second saw this." not in client.get(address).content.decode()
    for each in assignments[1:]:
        for key in rules.criteria_to_judge(round):
            if not each.findings.filter(criterion=key).exists():
                finding(each, key)
        actions.recommend(by=each.reviewer, assignment=each, recommendation="changes")
    assert "Only the second saw this." in client.get(address).content.decode()


def test_a_later_round_shows_what_went_back_what_was_answered_and_what_changed() -> None:
    desk = Desk()
    before = desk.returned(reason="Say what others would need.")
    reason = before.returned.get()
    actions.answer_reason(by=desk.focal, reason=reason, answer="Two clerks and a stamp.")
    save_text(by=system, text=desk.text, content={"replication": "Begin with two clerks."})
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    actions.declare(by=desk.un, assignment=round.assignments.get(), conflict=False)
    shown = page(client_of(desk.un).get(f"/en/screening/{round.pk}/")).select_one("#earlier")
    words = shown.get_text()
    assert "Say what others would need." in words
    assert "Two clerks and a stamp." in words
    assert "Begin with two clerks." in shown.select_one("ins").get_text()
    assert "Settled" in words


def test_a_screener_takes_what_waits_for_somebody_of_their_side() -> None:
    desk = Desk()
    round = desk.in_review()
    client = client_of(desk.un)
    assert desk.now().reference in client.get("/en/screening/").content.decode()
    for filters in ("?language=fr", "?objective=23", "?region=africa", "?stage=extra-reviewer"):
        shown = client.get(f"/en/screening/{filters}").content.decode()
        assert desk.now().reference not in shown
    answer = client.post(f"/en/screening/{round.pk}/claim/", {"key": "k"})
    assert answer["Location"] == f"/en/screening/{round.pk}/"
    assert Assignment.objects.get().reviewer == desk.un
    # One of the United Nations is enough.
    late = client_of(reviewer("late", "un"))
    assert desk.now().reference not in late.get("/en/screening/").content.decode()
    assert late.post(f"/en/screening/{round.pk}/claim/", {"key": "l"}).status_code == 302
    assert Assignment.objects.count() == 1


def test_screeners_say_which_languages_they_read_but_not_their_side() -> None:
    desk = Desk()
    client = client_of(desk.un)
    form = fields_of(page(client.get("/en/screening/availability/")).select_one("main form"))
    assert "side" not in form
    form |= {"languages_read": ["ar", "fr"], "most_at_once": "3", "side": "other"}
    assert client.post("/en/screening/availability/", form).status_code == 302
    desk.un.reviewer.refresh_from_db()
    mine = desk.un.reviewer
    assert (mine.languages, mine.most_at_once, mine.side) == (["ar", "fr"], 3, "un")
    wrong = {**form, "key": "other", "most_at_once": "1000"}
    assert client.post("/en/screening/availability/", wrong).status_code == 422


def test_the_bench_asks_as_many_queries_for_ten_rounds_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    desk = Desk()
    desk.reading()
    client = client_of(desk.un)
    client.get("/en/screening/")
    with django_assert_max_num_queries(30) as few:
        client.get("/en/screening/")
    focal = person("another")
    for number in range(9):
        body = organisation(f"Example Body {number}")
        Membership.objects.create(user=focal, organisation=body, role="focal-point")
        practice, _text = submittable(body)
        answer = actions.submit(by=focal, practice=practice, licence="cc-by-4.0", language="en")
        round = ScreeningRound.objects.get(pk=answer["round"])
        actions.take_in(by=desk.secretariat, round=round)
        actions.pass_eligibility(by=desk.secretariat, round=round)
        if number % 2:
            actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    with django_assert_max_num_queries(len(few)):
        answer = client.get("/en/screening/")
    assert len(page(answer).select(".tasks > li")) == 10


def test_an_edit_of_what_is_public_shows_what_it_changes() -> None:
    desk = Desk()
    publish_text(by=system, text=desk.text)
    publish_practice(by=system, practice=desk.practice)
    save_text(by=system, text=desk.text, content={"results": "Permits take an hour."})
    Practice.objects.filter(pk=desk.practice.pk).update(state="draft")
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=[desk.un])
    actions.declare(by=desk.un, assignment=round.assignments.get(), conflict=False)
    shown = page(client_of(desk.un).get(f"/en/screening/{round.pk}/")).select_one("#earlier")
    assert "hour" in shown.select_one("ins").get_text()


def test_a_number_that_no_database_holds_finds_nothing() -> None:
    desk = Desk()
    client, number = client_of(desk.un), "9" * 30
    assert client.get(f"/en/screening/{number}/").status_code == 404
    assert client.get(f"/en/screening/?page={number}&objective={number}").status_code == 200
    assert client.post(f"/en/screening/{number}/claim/").status_code == 302
