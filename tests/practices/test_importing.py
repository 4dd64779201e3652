"""Importing: everything that is wrong is named, and what is right comes in once and whole."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from hub import vocabulary
from hub.actions import system
from hub.models import AuditEntry, Receipt
from practices import importing
from practices.actions import (
    import_practices,
    publish_practice,
    publish_text,
    save_draft,
    save_text,
    withdraw_practice,
    withdraw_text,
)
from practices.actions.importing import compare
from practices.apps import SHIPPED
from practices.models import Practice, PracticeText, Theme
from practices.staleness import source_hash

from .library import bring_in, imported, lines, person, read, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"id": None}, "id", "is missing"),
        ({"id": "a b"}, "id", "'a b': letters, digits, and . : _ - between them only"),
        ({"id": 7}, "id", "is 7, not a text"),
        ({"title": ""}, "title", "is missing"),
        ({"title": "  "}, "title", "is blank"),
        ({"title": "x" * 301}, "title", "has 301 characters, 300 at most"),
        ({"title": "a\u0007b"}, "title", "holds a control character or half of a surrogate pair"),
        ({"title": "a\ud800b"}, "title", "holds a control character or half of a surrogate pair"),
        ({"summary": None}, "summary", "is missing"),
        ({"challenge": ["x"]}, "challenge", "is ['x'], not a text"),
        ({"title_language": "klingon!"}, "title_language", "'klingon!' is no language tag"),
        ({"title_language": "qx"}, "title_language", "'qx' is no language that is known"),
        ({"countries": ["EG", "XX"]}, "countries", "'XX' is no country that is known"),
        ({"countries": "EG"}, "countries", "is 'EG', not a list"),
        ({"objectives": [6, 24]}, "objectives", "24 is no objective that is known"),
        ({"objectives": [True]}, "objectives", "is True, not a text or a number"),
        ({"objectives": [6.0]}, "objectives", "is 6.0, not a text or a number"),
        ({"objectives": []}, "objectives", "is missing"),
        ({"primary_objectives": [7]}, "primary_objectives", "7 is not among the objectives"),
        ({"objectives_source": "guess"}, "objectives_source",
         "'guess' is none of stated, inferred"),
        ({"level": "village"}, "level", "'village' is no level that is known"),
        ({"level": None}, "level", "is missing"),
        ({"levels": ["local"]}, "level", "stands beside levels; give one of the two"),
        ({"region": "atlantis"}, "region", "'atlantis' is no region that is known"),
        ({"principles": [11]}, "principles", "11 is no principle that is known"),
        ({"sdgs": [18]}, "sdgs", "18 is no sdg that is known"),
        ({"type": "song"}, "type", "'song' is no type that is known"),
        ({"evidence": "strong"}, "evidence", "'strong' is no evidence that is known"),
        (
            {"evidence_source": "submitter"},
            "evidence_source",
            "says who said so, but there is no evidence",
        ),
        ({"licence": "mine"}, "licence", "'mine' is no licence that is known"),
        ({"provenance": "screened"}, "provenance", "'screened' is none of imported, example"),
        ({"start_year": 2020, "end_year": 2019}, "end_year", "2019 is before the start, 2020"),
        ({"start_year": "2020"}, "start_year", "is '2020', not a year as a number"),
        ({"start_year": 20}, "start_year", "20 is not between 1900 and 2100"),
        ({"last_confirmed": "28.10.2026"}, "last_confirmed",
         "'28.10.2026' is no date as 2026-10-28"),
        ({"source_url": "javascript:1"}, "source_url", "'javascript:1' is no address of the web"),
        ({"source_url": "http://[::1"}, "source_url", "'http://[::1' is no address of the web"),
        ({"stakeholder_type": "un-system"}, "stakeholder_type",
         "is of no organisation: lead_organisation is missing"),
        ({"partner_organisations": [{"name": "Example", "kind": "club"}]},
         "partner_organisations 1, kind", "'club' is no organisation kind that is known"),
        ({"themes": [7]}, "themes", "7 is not an object in braces"),
        ({"themes": [{"name": "x", "language": "??"}]}, "themes 1, language",
         "'??' is no language tag"),
        ({"links": ["ftp://example.org"]}, "links 1, url",
         "'ftp://example.org' is no address of the web"),
        ({"texts": [{"language": "en", "title": "x", "summary": "y"}]}, "texts 1, language",
         "there is a text in 'en' already"),
        ({"texts": [{"language": "fr", "summary": "y"}]}, "texts 1, title", "is missing"),
        ({"texts": [{"language": "fr", "title": "x", "summary": "y", "origin": "dream"}]},
         "texts 1, origin", "'dream' is none of author, human, machine"),
    ],
)  # fmt: skip
def test_a_bad_field_is_named_with_its_line_and_the_reason(
    values: dict[str, Any], field: str, reason: str
) -> None:
    reading = read(row("good"), row(**values))
    assert (2, field, reason) in [(p.line, p.field, p.reason) for p in reading.problems]
    assert [each.import_id for each in reading.practices] == ["good"]


def test_one_pass_names_all_that_is_wrong_in_all_rows() -> None:
    reading = read(
        row("a", countries=["XX", "YY"], objectives=[0]),
        b"{not json}",
        row("b"),
        row("c", end_year=1800),
    )
    assert [str(problem) for problem in reading.problems] == [
        "line 1, objectives: 0 is no objective that is known",
        "line 1, countries: 'XX' is no country that is known",
        "line 1, countries: 'YY' is no country that is known",
        "line 2: not JSON: Expecting property name enclosed in double quotes at character 2",
        "line 4, end_year: 1800 is not between 1900 and 2100",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x', "not JSON: Unterminated string"),
        (b"[1]", "not an object in braces"),
        (b'{"id": "\xff"}', "not UTF-8: byte 9 is 0xff"),
        (b'{"id": "a", "id": "b"}', "not JSON that can be read: id stands there twice"),
        (b"[" * 100_000, "not JSON that can be read: "),
        (b'"' + b"x" * 10_000_000 + b'"', "the line is longer than 2,000,000 bytes"),
        (b'{"start_year": ' + b"9" * 5_000 + b"}", "not JSON that can be read: "),
    ],
    ids=["cut off", "a list", "not UTF-8", "twice", "deep", "10 MB", "a long number"],
)  # fmt: skip
def test_a_line_that_is_no_row_is_named_and_the_next_one_still_read(
    line: bytes, reason: str
) -> None:
    reading = read(line, row("next"))
    assert [problem.line for problem in reading.problems] == [1]
    assert reason in reading.problems[0].reason
    assert [(each.line, each.import_id) for each in reading.practices] == [(2, "next")]


def test_a_byte_order_mark_blank_lines_and_line_ends_of_windows_do_no_harm() -> None:
    source = b"\xef\xbb\xbf" + lines(row("a")) + b"\r\n\r\n   \n" + lines(row("b")) + b"\r\n"
    reading = importing.read(io.BytesIO(source))
    assert reading.problems == []
    assert [each.line for each in reading.practices] == [1, 4]


def test_a_file_without_rows_is_a_mistake() -> None:
    assert [str(problem) for problem in read(b"", b"").problems] == [
        "line 1: the file holds no rows"
    ]


def test_one_id_twice_is_named_however_it_is_spelt() -> None:
    reading = read(row("caf\u00e9"), row("cafe\u0301"), row("b"))
    assert [str(problem) for problem in reading.problems] == [
        "line 2, id: 'café' stands in line 1 already"
    ]


def test_a_shared_source_and_an_unknown_field_are_only_warned_of() -> None:
    shared = {"source_url": "https://example.org/page"}
    reading = read(row("a", **shared), row("b", **shared, colour="red", **{"a\x1bb": 1}))
    assert reading.problems == []
    assert sorted(map(str, reading.warnings)) == [
        "line 2, 'a\\x1bb': is not known and was not read",
        "line 2, colour: is not known and was not read",
        "line 2, source_url: the same address as in line 1",
    ]
    assert len(reading.practices) == 2


def test_the_command_names_every_problem_and_imports_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(lines(row("good"), row("bad", objectives=[99], level="moon")))
    with pytest.raises(CommandError, match="2 problems in 1 row; nothing was imported"):
        call_command("import_practices", str(file))
    assert "error: line 2, objectives: 99 is no objective" in capsys.readouterr().err
    assert not Practice.objects.exists()
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_practices", str(tmp_path / "none.jsonl"))


def test_check_only_says_what_an_import_would_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported("same")
    imported("changed")
    file = tmp_path / "rows.jsonl"
    file.write_bytes(lines(row("new"), row("same"), row("changed", objectives=[1])))
    before = Receipt.objects.count()
    call_command("import_practices", str(file), check=True)
    assert "3 rows, no errors: 1 new, 1 changed, 1 unchanged." in capsys.readouterr().out
    assert (Practice.objects.count(), Receipt.objects.count()) == (2, before)


def test_all_189_shipped_practices_come_in_and_a_second_time_changes_nothing(
    django_assert_max_num_queries: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    # Fixed costs, and the work of each batch; not a query for each row.
    with django_assert_max_num_queries(120):
        call_command("import_practices", str(SHIPPED))
    assert "189 added, 0 changed, 0 unchanged." in capsys.readouterr().out
    assert Practice.objects.published().count() == 189
    assert {text.origin for text in PracticeText.objects.all()} == {"author"}
    stamps = list(Practice.objects.values_list("pk", "last_published_at", "latest_revision"))
    audits = AuditEntry.objects.count()
    call_command("import_practices", str(SHIPPED))
    assert "0 added, 0 changed, 189 unchanged." in capsys.readouterr().out
    assert (
        list(Practice.objects.values_list("pk", "last_published_at", "latest_revision")) == stamps
    )
    assert AuditEntry.objects.count() == audits


def test_what_a_shipped_row_says_stands_in_the_tables() -> None:
    given = json.loads(SHIPPED.read_text(encoding="utf-8").splitlines()[0])
    bring_in(given)
    practice = Practice.objects.get(import_id=given["id"])
    text = practice.texts.get()
    assert (text.language, text.title, text.summary) == ("ar", given["title"], given["summary"])
    assert [each.number for each in practice.objectives.all()] == given["objectives"]
    assert all(each.inferred and each.rank is None for each in practice.objectives.all())
    assert [each.country for each in practice.countries.all()] == given["countries"]
    assert [(each.name, each.language) for each in practice.themes.all()] == [
        (name, "ar") for name in given["themes"]
    ]
    assert practice.provenance == "imported"
    assert practice.slug == given["id"]
    assert practice.focal_point is None


def test_objectives_that_the_source_names_as_primary_keep_its_order() -> None:
    practice = imported(objectives=[2, 6, 9], primary_objectives=[9, 2])
    ranks = practice.objectives.values_list("number", "rank", "inferred")
    assert list(ranks) == [(2, 2, False), (6, None, False), (9, 1, False)]


def test_an_import_that_breaks_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = read(*(row(f"example-{number}") for number in range(5))).practices
    monkeypatch.setattr("practices.actions.importing.BATCH", 2)
    # One id twice gets past the reader only by hand: the second batch fails in the database.
    rows[3] = importing.ImportedPractice(9, "example-2", rows[3].facts, rows[3].texts)
    with pytest.raises(IntegrityError):
        import_practices(by=system, practices=rows)
    assert not Practice.objects.exists()
    assert not Receipt.objects.filter(verb="practice.import").exists()


def test_the_import_id_is_the_identity() -> None:
    practice = imported(title="First", objectives=[6])
    assert bring_in(row(title="Second", objectives=[7])) == {
        "added": 0, "updated": 1, "unchanged": 0,
    }  # fmt: skip
    again = Practice.objects.get()
    assert (again.pk, again.slug) == (practice.pk, practice.slug)
    assert again.texts.get().title == "Second"
    assert [each.number for each in again.objectives.all()] == [7]
    assert again.live_revision is not None
    assert [each["number"] for each in again.live_revision.content["objectives"]] == [7]
    assert again.revisions.count() == 2


def test_ids_that_make_the_same_address_each_get_their_own() -> None:
    bring_in(row("a.b"), row("a-b"), row("A:B"), row("new"))
    assert sorted(Practice.objects.values_list("slug", flat=True)) == [
        "a-b", "a-b-2", "a-b-3", "new-2",
    ]  # fmt: skip


def test_a_theme_is_one_in_its_language_whatever_its_case() -> None:
    bring_in(row("a", themes=["Work", "permits"]), row("b", themes=["work", "WORK"]))
    bring_in(row("c", title_language="fr", themes=["Work"]))
    assert sorted(Theme.objects.values_list("name", "language", "slug")) == [
        ("Work", "en", "work"), ("Work", "fr", "work-fr"), ("permits", "en", "permits"),
    ]  # fmt: skip
    assert [each.name for each in Practice.objects.get(import_id="b").themes.all()] == ["Work"]


def test_a_translation_in_a_row_remembers_its_original() -> None:
    french = {"language": "fr", "title": "Permis", "summary": "Un exemple.", "origin": "machine"}
    practice = imported(texts=[french])
    assert [(each.language, each.origin) for each in practice.texts.order_by("pk")] == [
        ("en", "author"), ("fr", "machine"),
    ]  # fmt: skip
    original, translation = practice.texts.order_by("pk")
    assert translation.source_hash == source_hash(original)
    # The original changes in the file, the translation does not: it is out of date.
    bring_in(row(summary="Another summary.", texts=[french]))
    original.refresh_from_db()
    translation.refresh_from_db()
    assert translation.source_hash != source_hash(original)


def test_what_was_withdrawn_is_being_edited_or_was_written_here_is_left_alone() -> None:
    editor = person("secretary", "secretariat")
    withdrawn, edited, translated, half = (
        imported(import_id) for import_id in ("withdrawn", "edited", "translated", "half")
    )
    withdraw_practice(by=editor, practice=withdrawn, reason="Example.")
    save_draft(by=editor, practice=edited, content={"start_year": 2001})
    save_text(by=editor, text=translated.texts.get(), content={"title": "By hand"})
    withdraw_text(by=editor, text=half.texts.get(), reason="Example.")
    rows = [
        row(import_id, objectives=[3], summary="From the file, again.")
        for import_id in ("withdrawn", "edited", "translated", "half")
    ]
    comparison = compare(read(*rows).practices)
    assert [str(note) for note in comparison.notes] == [
        "line 1: left alone: it was withdrawn here",
        "line 2: left alone: its facts are being edited here",
        "line 3, texts: left alone: the text in 'en' is being edited here",
        "line 4, texts: left alone: the text in 'en' was withdrawn here",
    ]
    bring_in(*rows)
    assert not Practice.objects.get(import_id="withdrawn").live
    facts = Practice.objects.get(import_id="edited").objectives
    assert [each.number for each in facts.all()] == [6, 12]
    assert PracticeText.objects.get(practice=edited).summary == "From the file, again."
    assert PracticeText.objects.get(practice=translated).summary != "From the file, again."


def test_a_note_says_that_what_was_corrected_here_is_replaced() -> None:
    editor = person("secretary", "secretariat")
    practice = imported()
    text = practice.texts.get()
    save_draft(by=editor, practice=practice, content={"start_year": 2001})
    publish_practice(by=editor, practice=practice)
    save_text(by=editor, text=text, content={"title": "By hand"})
    publish_text(by=editor, text=text)
    assert compare(read(row()).practices).notes == []
    comparison = compare(read(row(objectives=[3], title="Of the file")).practices)
    assert [str(note) for note in comparison.notes] == [
        "line 1: replaces facts that were edited here; the history keeps them",
        "line 1, texts: replaces the text in 'en', which was edited here; the history keeps it",
    ]
    bring_in(row(objectives=[3], title="Of the file"))
    assert practice.revisions.count() == 3
    assert text.revisions.count() == 3


def test_an_import_is_one_audited_action_of_the_hub_itself() -> None:
    bring_in(row("a"), row("b"))
    entry = AuditEntry.objects.get(verb="practice.import")
    assert entry.details == {"added": 2, "updated": 0, "unchanged": 0}
    assert entry.actor_label == "system"
    assert Receipt.objects.get(verb="practice.import").answer == entry.details


def test_every_value_of_the_shipped_practices_is_in_the_vocabulary() -> None:
    reading = importing.read(io.BytesIO(SHIPPED.read_bytes()))
    assert (len(reading.practices), reading.problems) == (189, [])
    assert all("source_url" in str(warning) for warning in reading.warnings)
    for each in reading.practices:
        for number, _rank in each.facts.objectives:
            assert vocabulary.objective(number)
