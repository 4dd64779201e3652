"""From a finished draft to its submission, and back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from hub.models import AuditEntry, Organisation, User
from practices.models import Practice, ReturnedReason, ScreeningRound, State, Verdict

from .library import member_of, organisation, person
from .writing import (
    begun,
    complete,
    controls,
    draft_of,
    fill_in,
    page,
    section,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db


def address(name: str, practice: Practice) -> str:
    return reverse(f"practices:{name}", args=[practice.pk])


def ready() -> tuple[Client, User, Practice]:
    """Who writes, and a practice that can be submitted."""
    writer, practice = begun()
    client = signed_in(writer)
    complete(client, practice)
    return client, writer, practice


def hand_in(client: Client, practice: Practice, **values: Any) -> Any:
    sent = controls(page(client, address("draft-submit", practice)))
    return client.post(
        address("draft-submit", practice),
        {**sent, "licence": ["cc-by-4.0"], "agreed": ["on"], **values},
    )


def test_a_practice_is_submitted_once_however_often_the_button_is_pressed() -> None:
    client, _writer, practice = ready()
    sent = {
        **controls(page(client, address("draft-submit", practice))),
        "licence": ["cc-by-4.0"], "agreed": ["on"],
    }  # fmt: skip
    answers = [client.post(address("draft-submit", practice), sent) for _again in range(3)]
    assert {each["Location"] for each in answers} == {address("draft-receipt", practice)}
    round = ScreeningRound.objects.get()
    practice.refresh_from_db()
    assert (practice.state, round.licence) == (State.SUBMITTED, "cc-by-4.0")
    receipt = page(client, answers[0]["Location"]).get_text()
    assert practice.reference
    assert practice.reference in receipt
    # Another page that was open still: it is said where it stands, and nothing comes twice.
    again = client.post(address("draft-submit", practice), {**sent, "key": "another"})
    assert again.status_code == 422
    assert ScreeningRound.objects.count() == 1


def test_without_a_licence_and_a_yes_to_it_nothing_is_submitted() -> None:
    client, _writer, practice = ready()
    answer = hand_in(client, practice, licence=[], agreed=[])
    assert answer.status_code == 422
    assert b"Choose the licence under which others may reuse it." in answer.content
    assert b"Without this it cannot be submitted." in answer.content
    assert not ScreeningRound.objects.exists()


def test_what_is_missing_stops_a_submission_also_one_that_goes_round_the_page() -> None:
    client, _writer, practice = ready()
    fill_in(client, section(practice, "lessons", "en"), lessons="", replication="word " * 301)
    said = page(client, address("draft-submit", practice))
    assert said.select_one("form.form") is None
    assert "Lessons learned (English): Not answered yet." in " ".join(said.get_text().split())
    assert "Too long: 301 of about 250 words" in said.get_text()
    answer = client.post(
        address("draft-submit", practice), {"key": "k", "licence": "cc0-1.0", "agreed": "on"}
    )
    assert answer.status_code == 422
    assert not ScreeningRound.objects.exists()
    # A little over its budget is no obstacle.
    fill_in(
        client, section(practice, "lessons", "en"), lessons="Begin small.",
        replication="word " * 290,
    )  # fmt: skip
    assert hand_in(client, practice).status_code == 302


def test_a_translation_that_is_still_made_stops_nothing() -> None:
    client, _writer, practice = ready()
    adding = address("draft-add-text", practice)
    sent = controls(page(client, adding))
    client.post(adding, {**sent, "language": "fr", "title": "Permis", "made": "translated"})
    assert text_of(practice, "fr").origin == "human"
    assert "left to do" not in page(client, address("draft-check", practice)).get_text()
    second = client.post(adding, {**sent, "key": "2", "language": "fr", "title": "Permis"})
    assert second.status_code == 422
    assert b"There is a text in French." in second.content


def test_one_whose_organisation_waits_is_told_that_it_is_held() -> None:
    body = organisation("Pending Example", verification="pending", verified_at=None)
    writer, practice = begun(body)
    client = signed_in(writer)
    complete(client, practice)
    said = page(client, address("draft-submit", practice)).get_text()
    assert "still waits to be verified" in said
    answer = hand_in(client, practice)
    assert "kept until your organisation is verified" in page(client, answer["Location"]).get_text()
    assert ScreeningRound.objects.get().held


def test_what_is_being_screened_is_locked_and_what_was_typed_meanwhile_stays_on_the_page() -> None:
    client, _writer, practice = ready()
    colleague = signed_in(member_of(Organisation.objects.get(), "colleague"))
    story = section(practice, "story", "en")
    open_page = controls(page(colleague, story))
    hand_in(client, practice)
    late = colleague.post(story, {**open_page, "results": "Words typed too late"})
    assert late.status_code == 409
    assert b"This was not saved" in late.content
    assert b"Words typed too late" in late.content
    assert text_of(practice, "en").results != "Words typed too late"
    # It can be read, and not opened for writing.
    assert client.get(story)["Location"] == address("draft-check", practice)
    tasks = page(client, address("draft-tasks", practice))
    assert "It is being screened." in tasks.get_text()
    assert tasks.select_one(f"a[href='{story}']") is None
    withdraw = address("draft-withdraw", practice)
    client.post(withdraw, controls(page(client, withdraw)))
    practice.refresh_from_db()
    assert practice.state == State.DRAFT
    assert fill_in(client, story, results="Now it can be saved").status_code == 302
    assert text_of(practice, "en").results == "Now it can be saved"


def test_returned_reasons_stand_beside_their_fields_and_name_the_sections() -> None:
    client, _writer, practice = ready()
    hand_in(client, practice)
    Practice.objects.filter(pk=practice.pk).update(state=State.CHANGES_REQUESTED)
    ReturnedReason.objects.create(
        round=ScreeningRound.objects.get(), criterion="completed", verdict=Verdict.PARTLY,
        fields=["en.results"], reason="Say how many came back.", language="en",
    )  # fmt: skip
    tasks = page(client, address("draft-tasks", practice))
    line = tasks.select_one("section:not(.message) .state.needs-changes")
    assert line is not None
    assert "What was done" in line.parent.get_text()  # type: ignore[union-attr]  # it stands in a line
    form = page(client, section(practice, "story", "en"))
    beside = form.select_one("#answer-results")
    assert beside is not None
    assert "Say how many came back." in beside.get_text()
    assert len(form.select(".returned")) == 1


def test_the_self_check_is_kept_for_all_who_write() -> None:
    client, _writer, practice = ready()
    check = address("draft-check", practice)
    sent = controls(page(client, check))
    answer = client.post(
        check, {**sent, "relevant": "yes", "innovative": "partly", "innovative-note": "Ask Ana.",
                "go": "submit"},
    )  # fmt: skip
    assert answer["Location"] == address("draft-submit", practice)
    colleague = signed_in(member_of(Organisation.objects.get(), "colleague"))
    shown = controls(page(colleague, check))
    assert (shown["relevant"], shown["innovative-note"]) == (["yes"], ["Ask Ana."])
    wrong = client.post(check, {**sent, "key": "2", "relevant": "perhaps"})
    assert wrong.status_code == 422


def test_a_draft_that_was_never_submitted_can_be_thrown_away() -> None:
    client, _writer, practice = ready()
    delete = address("draft-delete", practice)
    sent = controls(page(client, delete))
    assert client.post(delete, sent)["Location"] == reverse("practices:drafts")
    assert not Practice.objects.exists()
    assert AuditEntry.objects.filter(verb="practice.delete-draft").count() == 1
    assert client.post(delete, sent).status_code == 404


def test_one_that_was_submitted_cannot_be_thrown_away() -> None:
    client, _writer, practice = ready()
    hand_in(client, practice)
    withdraw = address("draft-withdraw", practice)
    client.post(withdraw, controls(page(client, withdraw)))
    assert client.get(address("draft-delete", practice)).status_code == 403
    assert Practice.objects.exists()


def test_others_find_no_draft_at_any_of_its_addresses() -> None:
    writer, practice = begun()
    stranger, secretary = signed_in(person("stranger")), signed_in(person("s", "secretariat"))
    for name in ("tasks", "check", "submit", "delete", "withdraw", "add-text"):
        path = address(f"draft-{name}", practice)
        assert stranger.get(path).status_code == 404, name
        assert stranger.post(path).status_code == 404, name
        assert Client().get(path).status_code == 302, name
    for path in (section(practice, "place"), section(practice, "story", "en")):
        assert stranger.post(path, {"results": "x"}).status_code == 404
        assert secretary.get(path).status_code == 200
    assert page(secretary, address("draft-tasks", practice)).h1 is not None
    assert signed_in(writer).get(section(practice, "story", "fr")).status_code == 404
    assert draft_of(practice).start_year is None


def test_a_text_in_another_language_than_was_said_is_moved_with_one_press() -> None:
    writer, practice = begun(title="Permis de travail au port")
    client = signed_in(writer)
    summary = "Une équipe mobile délivre des permis de travail au port le jour même, et explique."
    fill_in(client, section(practice, "summary", "en"), summary=summary, done="on")
    tasks = page(client, address("draft-tasks", practice))
    assert "looks as if it were in French" in tasks.get_text()
    form = tasks.select_one("form.message")
    assert form is not None
    client.post(str(form["action"]), controls(tasks, "form.message"))
    practice.refresh_from_db()
    assert (practice.original_language, practice.texts.get().language) == ("fr", "fr")
    assert draft_of(practice).original_language == "fr"
    assert practice.sections_done == ["fr/summary"]
    assert text_of(practice, "fr").summary == summary
    assert "looks as if" not in page(client, address("draft-tasks", practice)).get_text()


def test_the_language_of_a_text_that_was_submitted_stays() -> None:
    client, _writer, practice = ready()
    hand_in(client, practice)
    withdraw = address("draft-withdraw", practice)
    client.post(withdraw, controls(page(client, withdraw)))
    change = reverse("practices:draft-text-language", args=[practice.pk, "en"])
    answer = client.post(change, {**controls(page(client, change)), "language": "fr"})
    assert answer.status_code == 422
    said = BeautifulSoup(answer.content, "html.parser").get_text()
    assert "It was submitted or published in this language." in said
