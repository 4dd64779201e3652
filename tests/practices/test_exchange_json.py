"""A draft as JSON: out, back, what is seen before it is taken, and what it never undoes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hub.models import StoredFile
from practices.models import Practice

from .library import member_of, organisation
from .writing import begun, controls, draft_of, fill_in, page, section, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def downloaded(client: Client, practice: Practice, **query: Any) -> dict[str, Any]:
    answer = client.get(reverse("practices:draft-download", args=[practice.pk, "json"]), query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    row: dict[str, Any] = json.loads(answer.content)
    return row


def send(client: Client, address: str, content: bytes, name: str = "practice.json") -> Any:
    sent = {**controls(page(client, address), "form[method=post]"),
            "file": SimpleUploadedFile(name, content)}  # fmt: skip
    return client.post(address, sent)


def sent_back(client: Client, practice: Practice, row: Any) -> str:
    """The address at which what was read is shown."""
    address = reverse("practices:draft-upload", args=[practice.pk])
    answer = send(client, address, json.dumps(row).encode())
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def take(client: Client, address: str, **choices: str) -> Any:
    return client.post(address, {**controls(page(client, address)), **choices})


def test_what_is_sent_back_is_seen_before_it_is_taken_and_then_taken_once() -> None:
    writer, practice = begun(language="fr", title="Permis")
    client = signed_in(writer)
    fill_in(client, section(practice, "place"), levels=["local"], countries=["EG"])
    row = downloaded(client, practice)
    assert (row["title"], row["title_language"], row["countries"]) == ("Permis", "fr", ["EG"])
    row |= {
        "results": "Trois sur quatre.", "countries": ["EG", "Филиппины"], "levels": ["National"],
        "objectives": ["6", 5], "primary_objectives": [6], "themes": ["Travail"],
        "start_year": 2019, "links": ["https://example.org/a"], "evidence": "monitored",
        "texts": [{"language": "ar", "title": "تصاريح", "summary": "ملخص"}],
    }  # fmt: skip
    review = sent_back(client, practice, row)
    shown = page(client, review).get_text(" ")
    assert "Trois sur quatre." in shown
    assert "Philippines" in shown
    assert "Arabic" in shown
    # Nothing was taken by looking.
    assert text_of(practice, "fr").results == ""
    for _time in range(2):
        assert take(client, review).status_code == 302
    facts = draft_of(practice)
    assert text_of(practice, "fr").results == "Trois sur quatre."
    assert {each.country for each in facts.countries.all()} == {"EG", "PH"}
    assert [each.level for each in facts.levels.all()] == ["national"]
    assert {(each.number, each.rank) for each in facts.objectives.all()} == {(5, None), (6, 1)}
    assert (facts.start_year, facts.evidence, facts.evidence_source) == (
        2019, "monitored", "submitter",
    )  # fmt: skip
    assert [each.tag.name for each in facts.theme_items.all()] == ["Travail"]
    assert text_of(practice, "ar").title == "تصاريح"
    assert "nothing that the draft does not say already" in page(client, review).get_text()


def test_a_file_that_is_old_undoes_nothing_and_the_person_chooses_field_by_field() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    story = section(practice, "story", "en")
    fill_in(client, story, challenge="Long waits.", activities="A desk.", results="None yet.")
    row = downloaded(client, practice)
    fill_in(client, story, activities="Two desks.", results="Half came back.")
    row |= {"results": "Three in four.", "activities": "A desk.", "challenge": "Very long waits."}
    review = sent_back(client, practice, row)
    shown = page(client, review)
    # `activities` says what it said when it was downloaded: others' words stay without a question.
    asked = [each.get_text() for each in shown.select("fieldset.two-versions legend")]
    assert ["Results" in each for each in asked] == [True]
    answer = take(client, review)
    assert answer.status_code == 409
    assert text_of(practice, "en").challenge == "Long waits."
    radio = shown.select_one("input[name='choice-en.results'][value^='file:']")
    assert radio is not None
    choice = {"choice-en.results": str(radio["value"])}
    # What is saved after the choice was offered is not undone by it either.
    fill_in(client, story, results="Nearly all came back.")
    answer = client.post(review, {**controls(shown), **choice})
    assert answer.status_code == 409
    assert b"Nearly all came back." in answer.content
    assert take(client, review, **{"choice-en.results": "saved"}).status_code == 302
    text = text_of(practice, "en")
    assert (text.challenge, text.activities, text.results) == (
        "Very long waits.", "Two desks.", "Nearly all came back.",
    )  # fmt: skip
    radio = page(client, review).select_one("input[name='choice-en.results'][value^='file:']")
    assert radio is not None
    take(client, review, **{"choice-en.results": str(radio["value"])})
    assert text_of(practice, "en").results == "Three in four."


def test_what_is_not_understood_is_named_with_its_place_and_the_rest_is_taken() -> None:
    writer, practice = begun()
    client = signed_in(writer)
    fill_in(client, section(practice, "place"), start_year="2018")
    row = downloaded(client, practice)
    row |= {
        "countries": ["EG", "Atlantis"], "start_year": "soon", "colour": "blue", "end_year": 9999,
        "links": [{"url": "javascript:alert(1)"}], "organisations": [{"name": 7, "part": "chief"}],
        "texts": [{"language": "xx-yy-zz", "title": "?"}, 3], "summary": "A desk.",
        "licence": "cc0-1.0",
    }  # fmt: skip
    review = sent_back(client, practice, row)
    said = [each.get_text(" ", strip=True)
            for each in page(client, review).select(".exchange-troubles li")]  # fmt: skip
    for piece in ("Atlantis", "soon", "colour", "End", "Links", "organisations 1", "texts 1",
                  "texts 2"):  # fmt: skip
        assert any(piece in each for each in said), (piece, said)
    assert "licence is in the file, and is not taken" in page(client, review).get_text()
    assert take(client, review).status_code == 302
    facts = draft_of(practice)
    assert [each.country for each in facts.countries.all()] == ["EG"]
    assert (facts.start_year, facts.end_year) == (2018, None)
    assert text_of(practice, "en").summary == "A desk."


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000, b'{"format": "other"}', b'{"version": 2}',
     b'{"a": 1e999999, "downloaded": {"fields": 3, "practice": -1, "numbers": []}}\x00'],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_beside_the_field_and_nothing_is_kept(
    content: bytes,
) -> None:
    writer, practice = begun()
    client = signed_in(writer)
    address = reverse("practices:draft-upload", args=[practice.pk])
    answer = send(client, address, content)
    assert answer.status_code == 422
    assert BeautifulSoup(answer.content, "html.parser").select(".error-summary li")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [[]], [{}], True, {"a": [1]}, "\ud800\x00"])
def test_no_value_in_any_place_of_the_file_breaks_a_page(junk: Any) -> None:
    writer, practice = begun()
    client = signed_in(writer)
    row = dict.fromkeys(downloaded(client, practice), junk)
    row |= {"format": "gcm-hub-practice", "version": 1, "stakeholder_type": junk, "level": junk}
    address = reverse("practices:draft-upload", args=[practice.pk])
    answer = send(client, address, json.dumps(row).encode())
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert take(client, answer["Location"]).status_code in (302, 422)


def test_a_file_is_read_by_who_sent_it_and_nobody_else() -> None:
    body = organisation()
    writer, practice = begun(body)
    client = signed_in(writer)
    review = sent_back(client, practice, downloaded(client, practice))
    colleague = signed_in(member_of(body, "colleague", "focal-point"))
    stranger = signed_in(member_of(organisation("Other"), "stranger", "focal-point"))
    assert colleague.get(review).status_code == 404
    assert stranger.get(review).status_code == 404
    for name in ("draft-upload", "draft-download"):
        arguments = [practice.pk, "json"] if name == "draft-download" else [practice.pk]
        address = reverse(f"practices:{name}", args=arguments)
        assert stranger.get(address).status_code == 404
        assert colleague.get(address).status_code == 200


def test_a_file_that_names_no_language_means_that_of_the_draft() -> None:
    writer, practice = begun(language="fr", title="Permis")
    client = signed_in(writer)
    row = {"themes": ["Ports"], "organisations": ["Syndicat"]}
    review = sent_back(client, practice, row)
    # An organisation leads it already: whether the file's takes its place is for a person to say.
    assert take(client, review).status_code == 409
    saved = page(client, review).select_one("input[name='choice-facts.organisations']")
    assert saved is not None
    take(client, review, **{"choice-facts.organisations": str(saved["value"])})
    facts = draft_of(practice)
    assert [(each.tag.name, each.tag.language) for each in facts.theme_items.all()] == [
        ("Ports", "fr")
    ]
    assert [(each.name, each.language) for each in facts.organisations.all()] == [
        ("Syndicat", "fr")
    ]


def test_a_draft_begins_with_a_file_that_was_filled_in_offline() -> None:
    body = organisation()
    client = signed_in(member_of(body, "writer", "focal-point"))
    start = reverse("practices:draft-start-upload")
    empty = json.loads(
        client.get(
            reverse("practices:draft-start-download", args=["json"]), {"language": "es"}
        ).content
    )  # fmt: skip
    assert empty["title_language"] == "es"
    empty |= {"title": "Permisos", "results": "Tres de cuatro.", "levels": ["Local"]}
    answer = send(client, start, json.dumps(empty).encode())
    begun_at = take(client, answer["Location"])
    practice = Practice.objects.get()
    assert begun_at["Location"] == reverse("practices:draft-tasks", args=[practice.pk])
    assert (practice.original_language, practice.organisation) == ("es", body)
    assert text_of(practice, "es").results == "Tres de cuatro."
    # What the form left empty stays as a draft begins: its organisation leads it.
    assert draft_of(practice).organisations.get().name == body.name
