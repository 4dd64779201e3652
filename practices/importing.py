"""Reading a file of practices (JSON Lines; `docs/import-format.md` describes it).

`read` checks every line and reports all that is wrong with all of them; it writes nothing. What it
accepts is handed to `practices.actions.import_practices`.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from practices.import_fields import Fields, Problem
from practices.models import EvidenceSource, PracticeText, TextOrigin

# Raised when the reader understands a row differently than before, so that rows that did not
# change in the file are written again.
FORMAT = 1
# A line may not be longer; the longest texts that the tables hold come to a tenth of it.
MAX_LINE = 2_000_000
ENCODING = "utf-8"
LONGEST = {column.name: column.max_length or 0 for column in PracticeText._meta.concrete_fields}


@dataclass(frozen=True)
class ImportedOrganisation:
    part: str
    name: str
    language: str
    kind: str = ""


@dataclass(frozen=True)
class ImportedLink:
    url: str
    label: str = ""
    language: str = ""


@dataclass(frozen=True)
class ImportedText:
    """What a row says in one language; `sections` by the names of `PracticeText.SECTIONS`."""

    language: str
    title: str
    summary: str
    origin: str
    sections: dict[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))


@dataclass(frozen=True)
class ImportedFacts:
    """The facts of a row, in the words of the vocabulary.

    objectives: (number, rank or None). themes: (name, language).
    """

    type: str
    original_language: str
    provenance: str
    licence: str
    source_url: str
    start_year: int | None
    end_year: int | None
    evidence: str
    evidence_source: str
    last_confirmed: str | None
    objectives: tuple[tuple[int, int | None], ...]
    objectives_inferred: bool
    principles: tuple[int, ...]
    levels: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    sdgs: tuple[int, ...]
    themes: tuple[tuple[str, str], ...]
    organisations: tuple[ImportedOrganisation, ...]
    links: tuple[ImportedLink, ...]

    @property
    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))


@dataclass(frozen=True)
class ImportedPractice:
    """One good row. line: where it stands in the file, from 1."""

    line: int
    import_id: str
    facts: ImportedFacts
    texts: tuple[ImportedText, ...]


@dataclass
class Reading:
    """What a file holds. It may be imported when there are no problems; warnings do not matter."""

    practices: list[ImportedPractice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def _fingerprint(values: dict[str, Any]) -> str:
    text = json.dumps([FORMAT, values], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read(stream: IO[bytes], watch: Callable[[int], object] | None = None) -> Reading:
    """Read and check a whole file. `watch` is told the number of bytes of each line read."""
    reading = Reading()
    lines_of: dict[str, list[int]] = defaultdict(list)
    sources: dict[str, list[int]] = defaultdict(list)
    for number, line in _lines(stream):
        if watch:
            watch(len(line))
        row = _parse(number, line, reading)
        if row is None:
            continue
        fields = Fields(number, row)
        practice = _practice(fields)
        reading.problems += fields.problems
        reading.warnings += fields.warnings
        name = row.get("id")
        if isinstance(name, str):
            lines_of[unicodedata.normalize("NFC", name).strip()].append(number)
        if practice is not None:
            reading.practices.append(practice)
            if practice.facts.source_url:
                sources[practice.facts.source_url].append(number)
    for name, numbers in lines_of.items():
        for number in numbers[1:]:
            reason = f"{name!r} stands in line {numbers[0]} already"
            reading.problems.append(Problem(number, "id", reason))
    for numbers in sources.values():
        for number in numbers[1:]:
            reason = f"the same address as in line {numbers[0]}"
            reading.warnings.append(Problem(number, "source_url", reason))
    if not lines_of and not reading.problems:
        reading.problems.append(Problem(1, "", "the file holds no rows"))
    reading.problems.sort(key=lambda problem: problem.line)
    reading.warnings.sort(key=lambda problem: problem.line)
    return reading


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            # Keep enough to be seen as too long, and go past the rest of it.
            rest = stream.readline(MAX_LINE)
            if not rest or rest.endswith(b"\n"):
                break
        yield number, line


def _parse(number: int, line: bytes, reading: Reading) -> dict[str, Any] | None:
    """The object of a line; None, and a problem unless the line is blank, where there is none."""

    def refuse(reason: str) -> None:
        reading.problems.append(Problem(number, "", reason))

    if len(line) > MAX_LINE:
        refuse(f"the line is longer than {MAX_LINE:,} bytes")
        return None
    try:
        text = line.decode(ENCODING).removeprefix("\ufeff").strip()
    except UnicodeDecodeError as error:
        refuse(f"not UTF-8: byte {error.start + 1} is {line[error.start]:#04x}")
        return None
    if not text:
        return None
    try:
        row = json.loads(text, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        refuse(f"not JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        refuse(f"not JSON that can be read: {error}")
    else:
        if isinstance(row, dict):
            return row
        refuse("not an object in braces")
    return None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _value in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"{', '.join(twice)} stands there twice")
    return values


def _practice(row: Fields) -> ImportedPractice | None:
    """The practice of a row, or None where the row has a problem."""
    import_id = row.identity("id")
    original = row.language("title_language", required=True)
    facts = _facts(row, original)
    texts = (_text(row, original, TextOrigin.AUTHOR), *_more_texts(row, original))
    row.name_the_unread()
    if row.problems:
        return None
    return ImportedPractice(row.line, import_id, facts, texts)


def _text(row: Fields, language: str, origin: str) -> ImportedText:
    return ImportedText(
        language=language,
        title=row.text("title", required=True, longest=LONGEST["title"]),
        summary=row.text("summary", required=True, longest=LONGEST["summary"]),
        origin=origin,
        sections={name: row.text(name, longest=LONGEST[name]) for name in PracticeText.SECTIONS},
    )


def _more_texts(row: Fields, original: str) -> Iterator[ImportedText]:
    seen = {original}
    for each in row.objects("texts"):
        language = each.language("language", required=True)
        origin = each.choice("origin", TextOrigin.values, default=TextOrigin.HUMAN)
        if language and language in seen:
            each.refuse("language", f"there is a text in {language!r} already")
        seen.add(language)
        yield _text(each, language, origin)
        each.name_the_unread()


def _facts(row: Fields, original: str) -> ImportedFacts:
    start, end = row.year("start_year"), row.year("end_year")
    if start and end and end < start:
        row.refuse("end_year", f"{end} is before the start, {start}")
    evidence = row.term("evidence", "evidence")
    said_by = row.choice("evidence_source", EvidenceSource.values)
    if said_by and not evidence:
        row.refuse("evidence_source", "says who said so, but there is no evidence")
    lead = row.term("stakeholder_type", "organisation_kind")
    return ImportedFacts(
        type=row.term("type", "type") or "practice",
        original_language=original,
        provenance=row.choice("provenance", ("imported", "example"), default="imported"),
        licence=row.term("licence", "licence") or "not-stated",
        source_url=row.url("source_url"),
        start_year=start,
        end_year=end,
        evidence=evidence,
        evidence_source=(said_by or EvidenceSource.SUBMITTER) if evidence else "",
        last_confirmed=row.day("last_confirmed"),
        objectives=_objectives(row),
        objectives_inferred=row.choice("objectives_source", ("stated", "inferred")) == "inferred",
        principles=row.numbers("principles", "principle"),
        levels=row.terms("levels", "level", one="level", required=True),
        countries=row.terms("countries", "country"),
        regions=row.terms("regions", "region", one="region"),
        sdgs=row.numbers("sdgs", "sdg"),
        themes=tuple(
            (each.text("name", required=True, longest=100), each.language("language") or original)
            for each in row.objects("themes", text_as="name")
        ),
        organisations=tuple(_organisations(row, original, lead)),
        links=tuple(
            ImportedLink(
                url=each.url("url", required=True),
                label=each.text("label", longest=200),
                language=each.language("language"),
            )
            for each in row.objects("links", text_as="url")
        ),
    )


def _objectives(row: Fields) -> tuple[tuple[int, int | None], ...]:
    """Objectives in order; the rank of those that the source names as primary."""
    numbers = row.numbers("objectives", "objective", required=True)
    primary = row.numbers("primary_objectives", "objective")
    if len(primary) > 3:
        row.refuse("primary_objectives", f"{len(primary)} are named, three may be")
    for number in primary:
        if number not in numbers:
            row.refuse("primary_objectives", f"{number} is not among the objectives")
    ranks = {number: rank for rank, number in enumerate(primary, start=1)}
    return tuple((number, ranks.get(number)) for number in sorted(numbers))


def _organisations(row: Fields, original: str, lead_kind: str) -> Iterator[ImportedOrganisation]:
    lead = row.text("lead_organisation", longest=300)
    if lead:
        yield ImportedOrganisation("implementing", lead, original, lead_kind)
    elif lead_kind:
        row.refuse("stakeholder_type", "is of no organisation: lead_organisation is missing")
    for each in row.objects("partner_organisations", text_as="name"):
        yield ImportedOrganisation(
            part="partner",
            name=each.text("name", required=True, longest=300),
            language=each.language("language") or original,
            kind=each.term("kind", "organisation_kind"),
        )
