"""The secretariat's queue, the page of one round, and the decision that goes back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.models import Membership
from practices.actions import save_text
from practices.models import Assignment, ReturnedReason, Reviewer, ScreeningRound
from practices.screening import actions, balance
from practices.screening.candidates import Candidates
from practices.screening.queues import rows_of

from .library import organisation, person
from .screening import Desk, finding, reviewer, speak, submittable
from .test_screening_bench import client_of, fields_of, page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUEUE = "/en/secretariat/screening/"


def another(desk: Desk, name: str, *, in_review: bool = True, **content: Any) -> ScreeningRound:
    """One more submission, of another organisation."""
    body = organisation(name)
    focal = person(name.lower().replace(" ", "-"))
    Membership.objects.create(user=focal, organisation=body, role="focal-point")
    practice, _text = submittable(body, **content)
    answer = actions.submit(by=focal, practice=practice, licence="cc-by-4.0", language="en")
    round = ScreeningRound.objects.get(pk=answer["round"])
    if in_review:
        actions.take_in(by=desk.secretariat, round=round)
        actions.pass_eligibility(by=desk.secretariat, round=round)
    return round


def listed(client: Client, query: str = "") -> list[str]:
    """Who submitted what a list shows, in its order."""
    rows = page(client.get(f"{QUEUE}{query}")).select("tbody tr")
    return [row.select("td")[2].get_text(strip=True) for row in rows]


def test_the_queue_narrows_and_sorts_by_what_its_address_says() -> None:
    desk = Desk()
    harbour = desk.submitted()
    late = another(desk, "Example Abbey", countries=[{"country": "KE"}])
    ScreeningRound.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=2))
    client = client_of(desk.secretariat)
    assert listed(client) == ["Example Abbey", "Example Harbour Board"]
    assert listed(client, "?order=-due") == ["Example Harbour Board", "Example Abbey"]
    assert listed(client, "?order=-submitter") == ["Example Harbour Board", "Example Abbey"]
    assert listed(client, "?overdue=on") == ["Example Abbey"]
    assert listed(client, "?stage=submitted") == ["Example Harbour Board"]
    assert listed(client, "?region=africa") == ["Example Abbey"]
    assert listed(client, "?objective=6&language=en") == ["Example Abbey", "Example Harbour Board"]
    for nothing in ("?objective=23", "?language=fr", "?held=on", "?stage=accepted"):
        assert listed(client, nothing) == []
    # An address that nobody made asks for everything that waits.
    assert len(listed(client, "?objective=x&stage=none&order=up&page=9999&region=%00")) == 2
    assert "2 days overdue" in client.get(QUEUE).content.decode()
    actions.withdraw(by=desk.secretariat, practice=harbour.practice)
    assert listed(client) == ["Example Abbey"]
    assert len(listed(client, "?stage=all")) == 2


def test_a_round_that_another_followed_waits_for_nothing() -> None:
    desk = Desk()
    desk.published()
    actions.reopen(by=desk.focal, practice=desk.practice)
    save_text(by=desk.focal, text=desk.text, content={"results": "Permits take an hour."})
    desk.submitted()
    client = client_of(desk.secretariat)
    assert len(listed(client)) == 1
    assert listed(client, "?stage=accepted") == []
    assert len(listed(client, "?stage=published")) == 1


def test_nobody_of_the_secretariat_sees_a_round_of_a_practice_that_they_have_a_part_in() -> None:
    desk = Desk()
    round = desk.submitted()
    Membership.objects.create(user=desk.secretariat, organisation=desk.body)
    client = client_of(desk.secretariat)
    assert listed(client) == []
    assert client.get(f"{QUEUE}{round.pk}/").status_code == 404
    assert desk.now().reference not in read_csv(client)


def read_csv(client: Client, query: str = "?") -> str:
    answer = client.get(f"{QUEUE}export/{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # of a stream


def test_the_list_as_it_is_narrowed_goes_into_a_file_that_runs_nothing() -> None:
    desk = Desk(organisation('=HYPERLINK("http://example.org")'))
    round = desk.submitted()
    another(desk, "Example Abbey")
    client = client_of(desk.secretariat)
    rows = list(csv.reader(io.StringIO(read_csv(client, "?stage=submitted"))))
    assert len(rows) == 2
    assert rows[1][0] == round.practice.reference
    assert rows[1][3].startswith("'=HYPERLINK")
    book = client.get(f"{QUEUE}export/?format=xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # as above


def test_the_queue_asks_as_many_queries_for_ten_rounds_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    desk = Desk()
    desk.in_review()
    client = client_of(desk.secretariat)
    client.get(QUEUE)
    with django_assert_max_num_queries(20) as few:
        client.get(QUEUE)
    pks = [another(desk, f"Example Body {number}").pk for number in range(9)]
    with django_assert_max_num_queries(len(few)):
        assert len(listed(client)) == 10
    with django_assert_max_num_queries(30):
        query = "&".join(f"round={pk}" for pk in pks)
        client.get(f"{QUEUE}assign/?{query}")


def test_several_rounds_are_given_out_at_once_and_the_outcome_of_each_is_told() -> None:
    desk = Desk()
    first, second = desk.in_review(), another(desk, "Example Abbey")
    early = another(desk, "Example Chapel", in_review=False)
    client = client_of(desk.secretariat)
    shown = page(client.get(f"{QUEUE}assign/?round={first.pk}&round={second.pk}&round={early.pk}"))
    form = fields_of(shown.select_one("main form"))
    assert len(form[f"reviewers-{first.pk}"]) == 3
    form["round"] = [first.pk, second.pk, early.pk]
    form[f"reviewers-{second.pk}"] = [desk.un.pk]
    form[f"reviewers-{early.pk}"] = [desk.un.pk]
    outcome = page(client.post(f"{QUEUE}assign/", form)).get_text()
    assert "Not assigned:" in outcome
    assert first.assignments.count() == 3
    assert [each.reviewer for each in second.assignments.all()] == [desk.un]
    assert early.assignments.count() == 0
    # A second click changes nothing, and is told the same.
    again = page(client.post(f"{QUEUE}assign/", form)).get_text()
    assert Assignment.objects.count() == 4
    assert again.count("Asked:") == outcome.count("Asked:") == 2
    assert client.get(f"{QUEUE}assign/?round=x")["Location"] == QUEUE


def test_many_rounds_get_the_same_candidates_as_each_by_itself() -> None:
    desk = Desk()
    rounds = [desk.in_review(), another(desk, "Example Abbey", countries=[{"country": "KE"}])]
    Reviewer.objects.filter(user=desk.others[0]).update(languages=["fr"], regions=["africa"])
    Reviewer.objects.filter(user=desk.others[1]).update(objectives=[6], most_at_once=1)
    Membership.objects.create(user=desk.un, organisation=rounds[1].practice.organisation)
    reviewer("away", is_available=False)
    actions.assign(by=desk.secretariat, round=rounds[0], reviewers=[desk.others[1]])
    conflicted = reviewer("third")
    actions.assign(by=desk.secretariat, round=rounds[1], reviewers=[conflicted])
    assignment = rounds[1].assignments.get()
    actions.declare(by=conflicted, assignment=assignment, conflict=True)
    fresh = list(ScreeningRound.objects.all())
    together = Candidates(fresh, rows_of(ScreeningRound.objects.all()))
    for round in fresh:
        assert together.of(round) == balance.candidates(round)
        assert together.of(round)


def do(client: Client, round: ScreeningRound, button: str, **values: Any) -> Any:
    """Press a button of the round's page, in the form that it stands in."""
    shown = page(client.get(f"{QUEUE}{round.pk}/"))
    form = next(
        each for each in shown.select("main form") if each.select(f'button[value="{button}"]')
    )
    return client.post(f"{QUEUE}{round.pk}/", {**fields_of(form), **values, "do": button})


def test_a_round_goes_from_being_submitted_to_the_public_page_on_one_page() -> None:
    desk = Desk()
    round = desk.submitted()
    client = client_of(desk.secretariat)
    assert do(client, round, "take-in").status_code == 302
    assert do(client, round, "pass").status_code == 302
    # The suggested reviewers are ticked already.
    assert do(client, round, "assign").status_code == 302
    assert {each.reviewer for each in round.assignments.all()} == set(desk.panel)
    for each in round.assignments.all():
        actions.declare(by=each.reviewer, assignment=each, conflict=False)
        speak(each)
    assert "All have spoken." in client.get(f"{QUEUE}{round.pk}/").content.decode()
    compose = f"{QUEUE}{round.pk}/decision/accept/"
    form = fields_of(page(client.get(compose)).select_one("form.composing"))
    preview = page(client.post(compose, {**form, "do": "preview", "note": "Thank you."}))
    assert "Thank you." in preview.select_one(".preview").get_text()
    assert desk.state == "in-review"
    sent = fields_of(preview.select_one("main form"))
    assert client.post(compose, {**sent, "do": "send"}).status_code == 302
    assert desk.state == "accepted"
    assert do(client, round, "publish").status_code == 302
    assert desk.now().live
    log = page(client.get(f"{QUEUE}{round.pk}/")).select_one(".log").get_text()
    assert "Published" in log


def disagreeing(desk: Desk) -> ScreeningRound:
    """Three findings on one criterion, in two languages, all ask for changes."""
    round, assignments = desk.reading()
    words = [("Say how.", "en"), ("Dites comment.", "fr"), ("Say how.", "en")]
    for each, (reason, language) in zip(assignments, words, strict=True):
        finding(
            each, "replicable", "partly-met", reason=reason, reason_language=language,
            fields=["en.results", f"en.{'lessons' if language == 'fr' else 'replication'}"],
        )  # fmt: skip
        for key in [row["key"] for row in round.criteria if row.get("kind") != "eligibility"]:
            if key != "replicable":
                finding(each, key)
        actions.recommend(by=each.reviewer, assignment=each, recommendation="changes")
    return round


def test_findings_are_merged_edited_translated_and_seen_before_they_go_back() -> None:
    desk = Desk()
    round = disagreeing(desk)
    client, address = client_of(desk.secretariat), f"{QUEUE}{round.pk}/decision/changes/"
    form = fields_of(page(client.get(address)).select_one("form.composing"))
    assert form["rows"] == "3"
    merged = page(client.post(address, {**form, "do": "merge-replicable", "note": "Close."}))
    form = fields_of(merged.select_one("form.composing"))
    assert form["rows"] == "1"
    assert form["r0-reason"] == "Say how.\n\nDites comment."
    assert form["note"] == "Close."
    assert set(form["r0-fields_named"]) == {"en.results", "en.lessons", "en.replication"}
    # In another language than the submitter reads it does not leave.
    preview = page(client.post(address, {**form, "do": "preview", "r0-language": "fr"}))
    sent = fields_of(preview.select_one("main form"))
    refused = page(client.post(address, {**sent, "do": "send"}), 422)
    assert refused.select_one(".error-summary a")["href"] == "#r0"
    form = fields_of(refused.select_one("form.composing"))
    form |= {"r0-reason": "Say how, in two sentences.", "r0-language": "en"}
    preview = page(client.post(address, {**form, "do": "preview"}))
    assert "Say how, in two sentences." in preview.select_one(".preview").get_text()
    assert not ReturnedReason.objects.exists()
    sent = fields_of(preview.select_one("main form"))
    back = fields_of(page(client.post(address, {**sent, "do": "edit"})).select_one("form"))
    assert back is not None
    assert client.post(address, {**sent, "do": "send"}).status_code == 302
    reason = ReturnedReason.objects.get()
    assert (reason.reason, reason.language) == ("Say how, in two sentences.", "en")
    assert reason.findings.count() == 3
    assert desk.state == "changes-requested"
    assert client.post(address, {**sent, "do": "send"}).status_code == 302
    assert ReturnedReason.objects.count() == 1


def test_nothing_goes_back_without_a_reason_and_one_can_be_added() -> None:
    desk = Desk()
    round = desk.submitted()
    actions.take_in(by=desk.secretariat, round=round)
    client, address = client_of(desk.secretariat), f"{QUEUE}{round.pk}/decision/changes/"
    form = fields_of(page(client.get(address)).select_one("form.composing"))
    assert "Tick at least one reason." in page(client.post(address, form), 422).get_text()
    added = page(client.post(address, {**form, "do": "add", "add-criterion": "migrants-scope"}))
    form = fields_of(added.select_one("form.composing"))
    form |= {"r0-reason": "Say who the migrants are.", "r0-fields_named": ["en.summary"]}
    sent = fields_of(page(client.post(address, {**form, "do": "preview"})).select_one("main form"))
    assert client.post(address, {**sent, "do": "send"}).status_code == 302
    assert ReturnedReason.objects.get().criterion == "migrants-scope"


def test_a_required_criterion_that_is_not_met_prevents_acceptance() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    for each in assignments:
        speak(each, "changes", {"relevant": "not-met"})
    client, address = client_of(desk.secretariat), f"{QUEUE}{round.pk}/decision/accept/"
    shown = client.get(f"{QUEUE}{round.pk}/").content.decode()
    assert "prevents acceptance" in shown
    assert address not in shown
    form = fields_of(page(client.get(address)).select_one("form.composing"))
    sent = fields_of(page(client.post(address, {**form, "do": "preview"})).select_one("main form"))
    refused = page(client.post(address, {**sent, "do": "send"}), 422)
    assert "A required criterion is not met" in refused.get_text()


def test_fewer_reviewers_and_one_more_are_recorded_on_the_page_of_the_round() -> None:
    desk = Desk()
    round, assignments = desk.spoken("accept", "accept", "changes")
    client = client_of(desk.secretariat)
    assert "do not agree" in client.get(f"{QUEUE}{round.pk}/").content.decode()
    assert do(client, round, "fewer", reason="").status_code == 422
    third = reviewer("third")
    assert do(client, round, "one-more", reviewer=third.pk).status_code == 302
    extra = round.assignments.get(reviewer=third)
    assert extra.is_extra
    given = {"assignment": extra.pk, "reviewer": reviewer("fourth").pk}
    assert do(client, round, "reassign", **given).status_code == 302
    extra.refresh_from_db()
    assert extra.state == "released"
    assert (
        do(client, round, "reassign", assignment=assignments[0].pk, reviewer="").status_code == 422
    )


def test_the_secretariat_does_not_read_findings_before_all_have_spoken() -> None:
    desk = Desk()
    round, assignments = desk.reading()
    finding(assignments[0], "relevant", "partly-met", reason="Seen too early.")
    shown = client_of(desk.secretariat).get(f"{QUEUE}{round.pk}/").content.decode()
    assert "Seen too early." not in shown
    assert "1 of 9 criteria" in shown


def test_what_waits_for_verification_says_so() -> None:
    desk = Desk(organisation("Example Union", verification="pending", verified_at=None))
    round = desk.submitted()
    client = client_of(desk.secretariat)
    shown = client.get(f"{QUEUE}{round.pk}/").content.decode()
    assert "Held:" in shown
    assert 'value="take-in"' not in shown
    assert listed(client, "?held=on") == ["Example Union"]


def test_the_reviewers_are_described_by_the_secretariat() -> None:
    desk = Desk()
    person("newcomer", "screener")
    client = client_of(desk.secretariat)
    shown = page(client.get("/en/secretariat/screeners/"))
    assert "Not recorded yet" in shown.get_text()
    link = next(a["href"] for a in shown.select("tbody a") if a.get_text() == "Newcomer")
    form = fields_of(page(client.get(link)).select_one("main form"))
    assert client.post(link, {**form, "key": "a"}).status_code == 422
    answer = client.post(
        link, {**form, "side": "un", "languages_read": ["ar"], "objectives": ["3"]}
    )
    assert answer.status_code == 302
    made = Reviewer.objects.get(user__name="Newcomer")
    assert (made.side, made.languages, made.objectives) == ("un", ["ar"], [3])
    assert client_of(desk.un).get("/en/secretariat/screeners/").status_code == 403
