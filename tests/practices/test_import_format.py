"""The description of the import says what the import does."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from hub import vocabulary
from practices import importing
from practices.import_fields import FIRST_YEAR, LAST_YEAR, Fields
from practices.models import EvidenceSource, PracticeText, TextOrigin

from .library import read, row

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "import-format.md").read_text(encoding="utf-8")


def described() -> dict[str, tuple[bool, str]]:
    """Each field, those of an object with its list before them: whether required, and what it
    holds."""
    fields: dict[str, tuple[bool, str]] = {}
    inside = ""
    for line in DOCUMENT.splitlines():
        if line.startswith("#"):
            within = re.search(r"An object of `(\w+)`", line)
            inside = f"{within[1]}." if within else ""
        cell = re.match(r"\| `(\w+)` \| (required)? ?\| (.+) \|$", line)
        if cell:
            fields[inside + cell[1]] = (cell[2] == "required", cell[3])
    return fields


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every field that the reader asks a row for."""
    names: set[str] = set()
    getting = Fields._get

    def get(self: Fields, name: str, required: bool = False) -> object:
        names.add(re.sub(r" \d+, ", ".", self.path) + name)
        return getting(self, name, required)

    monkeypatch.setattr(Fields, "_get", get)
    return names


def test_the_fields_described_are_the_fields_read(asked: set[str]) -> None:
    full = {"texts": [{}], "themes": [{}], "partner_organisations": [{}], "links": [{}]}
    read(row(**full), row(**full, level=None, levels=["local"], region="africa"))
    read(row(**full, regions=["africa"]))
    assert set(described()) == asked


def test_the_required_fields_are_those_that_a_row_cannot_do_without() -> None:
    empty = {"texts": [{}], "themes": [{}], "partner_organisations": [{}], "links": [{}]}
    problems = read(empty).problems
    missing = {
        re.sub(r" \d+, ", ".", each.field) for each in problems if each.reason == "is missing"
    }
    assert missing == {name for name, (required, _what) in described().items() if required}


def test_the_lengths_described_are_those_of_the_tables() -> None:
    fields = described()
    for name in ("title", "summary", *PracticeText.SECTIONS):
        assert f"{importing.LONGEST[name]:,} characters at most" in fields[name][1]
    assert f"at most {importing.MAX_LINE:,} bytes" in DOCUMENT
    assert f"from {FIRST_YEAR} to {LAST_YEAR}" in fields["start_year"][1]
    for name, longest in (
        ("themes.name", 100), ("partner_organisations.name", 300), ("links.label", 200),
        ("lead_organisation", 300),
    ):  # fmt: skip
        assert f"{longest} characters at most" in fields[name][1]


def codes(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_the_values_described_are_those_of_the_vocabulary() -> None:
    fields = described()
    for field, set_name in (
        ("type", "type"), ("level", "level"), ("region", "region"), ("evidence", "evidence"),
        ("licence", "licence"),
    ):  # fmt: skip
        assert codes(fields[field][1]) == set(vocabulary.set_named(set_name).keys), field
    kinds = DOCUMENT.split("## Kinds of organisation")[1].split("##")[0]
    assert codes(kinds) == set(vocabulary.set_named("organisation_kind").keys)
    assert codes(fields["texts.origin"][1]) == set(TextOrigin.values)
    assert codes(fields["evidence_source"][1]) == set(EvidenceSource.values)
    for field, name in (("objectives", "objective"), ("principles", "principle"), ("sdgs", "sdg")):
        keys = vocabulary.set_named(name).keys
        assert f"from {min(keys)} to {max(keys)}" in fields[field][1]


def test_the_row_that_is_called_right_is_right() -> None:
    example = re.search(r"```json\n(.+)\n```", DOCUMENT)
    assert example is not None
    reading = importing.read(io.BytesIO(example[1].encode()))
    assert (reading.problems, reading.warnings) == ([], [])
    assert len(reading.practices[0].texts) == 2
    assert json.loads(example[1])["provenance"] == "example"


def test_defaults_are_as_described() -> None:
    (practice,) = read(
        row(
            evidence="monitored", themes=["x"], lead_organisation="Example",
            texts=[{"language": "fr", "title": "x", "summary": "y"}],
        )
    ).practices  # fmt: skip
    facts = practice.facts
    assert (facts.type, facts.licence, facts.provenance) == ("practice", "not-stated", "imported")
    assert (facts.evidence_source, facts.objectives_inferred) == ("submitter", False)
    assert facts.themes == (("x", "en"),)
    assert facts.organisations[0].language == "en"
    assert [text.origin for text in practice.texts] == ["author", "human"]
    (shouted,) = read(row(level="National", countries=["eg", "EG"])).practices
    assert (shouted.facts.levels, shouted.facts.countries) == (("national",), ("EG",))
