"""A draft as a Word form: filled in, mangled, cleared with tracked changes, and sent back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn

from practices.models import Practice

from . import word
from .library import member_of, organisation
from .test_exchange_json import send, take
from .writing import begun, draft_of, fill_in, page, section, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RESULTS = "**Three** in *four* came back.\n\n- with a [contract](https://example.org/c)\n- paid"


def downloaded(client: Client, practice: Practice, path: str = "/en") -> bytes:
    address = reverse("practices:draft-download", args=[practice.pk, "docx"])
    answer = client.get(address.replace("/en", path, 1))
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    content: bytes = answer.content
    return content


def sent_back(client: Client, practice: Practice, content: bytes) -> str:
    address = reverse("practices:draft-upload", args=[practice.pk])
    answer = send(client, address, content, "form.docx")
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").get_text()
    return str(answer["Location"])


def changed(client: Client, review: str) -> list[str]:
    """The names of the fields that would be taken."""
    return [each.get_text(strip=True) for each in page(client, review).select("form h3")]


def troubles(client: Client, review: str) -> list[str]:
    found = page(client, review).select(".exchange-troubles li")
    return [" ".join(each.get_text(" ").split()) for each in found]


def written(language: str = "en") -> tuple[Client, Practice]:
    writer, practice = begun(language=language)
    client = signed_in(writer)
    fill_in(client, section(practice, "place"), levels=["local"], countries=["EG", "BO"],
            start_year="2019")  # fmt: skip
    fill_in(client, section(practice, "objectives"), objectives=["6", "12"], primary_1="12")
    fill_in(client, section(practice, "story", language), results=RESULTS,
            activities="> quoted\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nA & B <b> 1. x")  # fmt: skip
    return client, practice


@pytest.mark.parametrize("path", ["/en", "/ar", "/zh-hans"])
@pytest.mark.parametrize(
    "mangle", [bytes, word.without_controls, word.without_codes, word.as_plain_text]
)
def test_a_form_in_which_nobody_wrote_says_nothing_new_whatever_carried_it(
    path: str, mangle: Any
) -> None:
    client, practice = written()
    review = sent_back(client, practice, mangle(downloaded(client, practice, path)))
    # Copied as mere words it has lost its bold and its lists, which is all that is to be seen.
    lost = ["What was done", "Results"] if mangle is word.as_plain_text else []
    assert troubles(client, review) == []
    assert len(changed(client, review)) == len(lost)
    # What a colleague writes meanwhile stays.
    fill_in(client, section(practice, "place"), countries=["PH"])
    take(client, review)
    assert [each.country for each in draft_of(practice).countries.all()] == ["PH"]


@pytest.mark.parametrize("mangle", [bytes, word.without_controls, word.without_codes])
def test_what_is_filled_in_is_shown_by_field_and_then_taken(mangle: Any) -> None:
    client, practice = written("fr")
    form = word.opened(downloaded(client, practice, "/fr"))
    bold = word.paragraph(word.run("gras", "<w:b/>") + word.run(" fin."))
    items = [word.paragraph(word.run(each), "ListNumber") for each in ("un", "deux")]
    word.write(form, "fr.results", bold, *items)
    word.write(form, "fr.summary", "Un guichet.", "Deux * étoiles [et] plus.")
    word.tick(form, "facts.sdgs", "8.", "10.")
    word.tick(form, "facts.evidence", next(line[2:] for line in word.lines(form, "facts.evidence")
                                           if "(monitored)" in line))  # fmt: skip
    word.write(form, "facts.countries", "الفلبين", "Bolivia (Plurinational State of); EG", "ke")
    word.write(form, "facts.end_year", "٢٠٢١")
    word.write(form, "facts.theme_items", "Travail", "Ports (es)")
    word.fill_row(form, "facts.organisations", 2, "Syndicat fictif", "partner", "français",
                  "Trade unions")  # fmt: skip
    word.fill_row(form, "facts.links", 1, "https://example.org/r", "Rapport", "")
    review = sent_back(client, practice, mangle(word.saved(form)))
    assert troubles(client, review) == []
    assert len(changed(client, review)) == 9
    assert text_of(practice, "fr").summary == ""
    assert take(client, review).status_code == 302
    text, facts = text_of(practice, "fr"), draft_of(practice)
    assert text.results == "**gras** fin.\n\n1. un\n2. deux"
    assert text.summary == "Un guichet.\n\nDeux \\* étoiles \\[et\\] plus."
    assert {each.country for each in facts.countries.all()} == {"PH", "BO", "EG", "KE"}
    assert {each.number for each in facts.sdgs.all()} == {8, 10}
    assert (facts.end_year, facts.evidence) == (2021, "monitored")
    themes = {(each.tag.name, each.tag.language) for each in facts.theme_items.all()}
    assert themes == {("Travail", "fr"), ("Ports", "es")}
    added = facts.organisations.get(name="Syndicat fictif")
    assert (added.part, added.language, added.kind) == ("partner", "fr", "trade-unions")
    assert [(each.url, each.label) for each in facts.links.all()] == [
        ("https://example.org/r", "Rapport")
    ]
    # What the form does not say otherwise is as it was, also what Word has no look for.
    assert text.activities.startswith("> quoted")


def test_tracked_changes_are_read_as_accepted_and_comments_are_left_out() -> None:
    client, practice = written()
    form = word.opened(downloaded(client, practice))
    word.write(form, "en.challenge", word.paragraph(
        word.run("Waits of ")
        + '<w:del w:id="1" w:author="A"><w:r><w:delText>years</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="A">{word.run("weeks")}</w:ins>'
        + '<w:commentRangeStart w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'
    ))  # fmt: skip
    review = sent_back(client, practice, word.saved(form))
    shown = page(client, review).get_text()
    assert "as if all were accepted" in shown
    assert "comments. They were not read" in shown
    take(client, review)
    assert text_of(practice, "en").challenge == "Waits of weeks"


def test_what_cannot_be_meant_is_named_with_its_field_and_what_is_saved_stays() -> None:
    client, practice = written()
    form = word.opened(downloaded(client, practice))
    word.write(form, "facts.start_year", "about 2018")
    word.write(form, "facts.countries", "EG, Atlantis", "BO")
    word.tick(form, "facts.evidence", *(line[2:] for line in word.lines(form, "facts.evidence")))
    word.fill_row(form, "facts.links", 1, "example", "no address")
    word.write(form, "facts.objectives", "x " * 30_000)
    word.write(form, "en.lessons", "x" * 60_000)
    review = sent_back(client, practice, word.saved(form))
    said = troubles(client, review)
    for piece in (
        "about 2018",
        "Countries : “Atlantis",
        "Only one of these",
        "“example” is no",
        "Objectives It has 60000",
        "Lessons",
    ):
        assert any(piece.replace("“Atl", "Atl") in each for each in said), (piece, said)
    take(client, review)
    facts = draft_of(practice)
    assert (facts.start_year, facts.evidence, facts.links.count()) == (2019, "", 0)


def test_an_old_form_never_undoes_what_was_saved_since() -> None:
    client, practice = written()
    form = word.opened(downloaded(client, practice))
    word.write(form, "en.results", "All came back.")
    fill_in(client, section(practice, "story", "en"), results="Half came back.")
    review = sent_back(client, practice, word.saved(form))
    shown = page(client, review)
    assert len(shown.select("fieldset.two-versions")) == 1
    assert take(client, review).status_code == 409
    assert text_of(practice, "en").results == "Half came back."


def test_an_arabic_form_goes_from_right_to_left_and_says_so_in_words_own_way() -> None:
    writer, practice = begun(language="ar", title="تصاريح")
    body = word.opened(downloaded(signed_in(writer), practice, "/ar")).element.body
    tables = list(body.iter(qn("w:tbl")))
    assert tables
    assert all(each.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None for each in tables)
    paragraphs = list(body.iter(qn("w:p")))
    assert all(each.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for each in paragraphs)
    title = next(each for each in body.iter(qn("w:r")) if "تصاريح" in "".join(each.itertext()))
    assert title.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
    tags = [each.get(qn("w:val")) for each in body.iter(qn("w:tag"))]
    assert max(map(len, tags)) <= 64


def test_a_draft_begins_with_an_empty_form_that_was_filled_in() -> None:
    client = signed_in(member_of(organisation(), "writer", "focal-point"))
    empty = client.get("/en/practices/drafts/start/download/docx/", {"language": "es"})
    form = word.opened(empty.content)
    word.write(form, "es.title", "Permisos")
    word.write(form, "es.lessons", "Empezar", "con poco.")
    word.tick(form, "facts.objectives", "5.", "6.")
    answer = send(client, reverse("practices:draft-start-upload"), word.saved(form), "f.docx")
    assert take(client, answer["Location"]).status_code == 302
    practice = Practice.objects.get()
    assert text_of(practice, "es").title == "Permisos"
    assert text_of(practice, "es").lessons == "Empezar\n\ncon poco."
    assert [each.number for each in draft_of(practice).objectives.all()] == [5, 6]


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">'
    b'<!ENTITY b "&#120;&#120;"><!ENTITY c "&b;&b;&b;&b;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    b"<w:p><w:r><w:t>[gcm:en.title::]&a;&c;</w:t></w:r></w:p></w:body></w:document>"
)
DEEP = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    + b"<w:sdt><w:sdtContent>" * 50_000
)


@pytest.mark.parametrize(
    ("hurt", "said"),
    [
        (lambda good: b"", "empty"),
        (lambda good: b"%PDF-1.7", "is not, or is broken"),
        (lambda good: good[:-200], "is not, or is broken"),
        (lambda good: word.with_part(good, "word/document.xml", lambda _: ENTITIES), "cannot be"),
        (lambda good: word.with_part(good, "word/document.xml", lambda _: DEEP), "cannot be read"),
        (lambda good: word.with_part(good, "word/document.xml", lambda x: x[:500]), "cannot be"),
        (lambda good: word.with_part(good, "word/styles.xml", lambda _: b"<x"), "cannot be read"),
        (lambda good: word.with_part(good, "word/vbaProject.bin", lambda _: b"x"), "macros"),
        (lambda good: word.with_part(good, "word/big.xml", lambda _: b" " * 90_000_000), "larger"),
        (lambda good: word.with_part(good, "word/document.xml", lambda _: b" " * 15_000_000
                                     + b"<x/>"), "too long"),
        (lambda good: word.saved(word.docx.Document()), "None of the codes"),
    ],
)  # fmt: skip
def test_a_file_made_to_do_harm_is_refused_beside_the_field(hurt: Any, said: str) -> None:
    writer, practice = begun()
    client = signed_in(writer)
    address = reverse("practices:draft-upload", args=[practice.pk])
    answer = send(client, address, hurt(downloaded(client, practice)), "form.docx")
    assert answer.status_code == 422
    wrong = BeautifulSoup(answer.content, "html.parser").select_one(".error-summary")
    assert wrong is not None
    assert said in wrong.get_text()
