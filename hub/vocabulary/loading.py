"""From files to terms: each set is read once, checked, and kept."""

from __future__ import annotations

from functools import lru_cache
from typing import cast, get_args

from hub.vocabulary.country_names import read_country, sort_key
from hub.vocabulary.reading import Record, read
from hub.vocabulary.sets import VocabularySet
from hub.vocabulary.shapes import (
    Country,
    Criterion,
    CriterionKind,
    Deadline,
    Evidence,
    ExplainedTerm,
    Goal,
    Key,
    KeyedTerm,
    Level,
    Licence,
    NumberedTerm,
    Objective,
    Principle,
    Region,
    ReviewQuestion,
    ReviewRule,
    ReviewSection,
    RoundTable,
    StakeholderKind,
    StakeholderRole,
)


def _in_order(file: Record, terms: list[NumberedTerm], last: int) -> None:
    numbers = [term.number for term in terms]
    if numbers != list(range(1, last + 1)):
        raise file.broken(f"the numbers are not 1 to {last} in order")


@lru_cache(maxsize=1)
def round_tables() -> VocabularySet[RoundTable]:
    file = read("round_tables")
    terms = [
        RoundTable(
            number=record.number("number"),
            wording=record.wording("name"),
            objectives=tuple(sorted(record.numbers("objectives"))),
            label_official=record.flag("label_official"),
        )
        for record in file.records("round_tables")
    ]
    _in_order(file, [*terms], 4)
    return VocabularySet("round_table", terms)


@lru_cache(maxsize=1)
def objectives() -> VocabularySet[Objective]:
    file = read("objectives")
    tables: dict[int, int] = {}
    for table in round_tables():
        for number in table.objectives:
            if number in tables:
                raise file.broken(f"objective {number} is in two round tables")
            tables[number] = table.number
    terms = [
        Objective(
            number=record.number("number"),
            slug=record.text("slug"),
            wording=record.wording("short"),
            official=record.wording("title"),
            round_table=tables.get(record.number("number"), 0),
            sdg_targets=record.texts("sdg_targets"),
        )
        for record in file.records("objectives")
    ]
    _in_order(file, [*terms], 23)
    if set(tables) != {term.number for term in terms}:
        raise file.broken("the round tables do not hold the 23 objectives")
    return VocabularySet("objective", terms, {term.slug: term.number for term in terms})


@lru_cache(maxsize=1)
def principles() -> VocabularySet[Principle]:
    file = read("principles")
    aliases: dict[str, Key] = {}
    terms = []
    for record in file.records("principles"):
        number, slug = record.number("number"), record.text("slug")
        terms.append(Principle(number=number, slug=slug, wording=record.wording("name")))
        others = record.texts("aliases") if record.has("aliases") else ()
        aliases |= dict.fromkeys((slug, *others), number)
    _in_order(file, [*terms], 10)
    return VocabularySet("principle", terms, aliases)


@lru_cache(maxsize=1)
def sdgs() -> VocabularySet[Goal]:
    file = read("sdgs")
    terms = [
        Goal(number=record.number("number"), wording=record.wording("name"))
        for record in file.records("sdgs")
    ]
    _in_order(file, [*terms], 17)
    return VocabularySet("sdg", terms)


@lru_cache(maxsize=1)
def levels() -> VocabularySet[Level]:
    return VocabularySet(
        "level",
        [
            Level(key=record.text("key"), wording=record.wording("name"))
            for record in read("levels").records("levels")
        ],
    )


@lru_cache(maxsize=1)
def regions() -> VocabularySet[Region]:
    aliases: dict[str, Key] = {}
    terms = []
    for record in read("regions").records("regions"):
        term = Region(
            key=record.text("key"),
            wording=record.wording("name"),
            commission_code=record.text("commission_code"),
            commission_wording=record.wording("commission"),
        )
        terms.append(term)
        aliases |= dict.fromkeys((term.commission_code, *record.texts("aliases")), term.key)
    return VocabularySet("region", terms, aliases)


@lru_cache(maxsize=1)
def countries() -> VocabularySet[Country]:
    """All countries, by code."""
    in_regions = tuple(region.key for region in regions())
    return VocabularySet(
        "country",
        [read_country(record, in_regions) for record in read("countries").records("countries")],
        sort_key=sort_key,
    )


@lru_cache(maxsize=1)
def stakeholder_kinds() -> VocabularySet[StakeholderKind]:
    return VocabularySet(
        "organisation_kind",
        [
            StakeholderKind(
                key=record.text("key"),
                wording=record.wording("name"),
                role=cast(StakeholderRole, record.text("role", get_args(StakeholderRole))),
                paragraph_44=record.flag("paragraph_44"),
            )
            for record in read("stakeholder_kinds").records("stakeholder_kinds")
        ],
    )


@lru_cache(maxsize=1)
def criteria() -> VocabularySet[Criterion]:
    return VocabularySet(
        "criterion",
        [
            Criterion(
                key=record.text("key"),
                wording=record.wording("name"),
                kind=cast(CriterionKind, record.text("kind", get_args(CriterionKind))),
                required=record.flag("required"),
                question_wording=record.wording("question"),
            )
            for record in read("criteria").records("criteria")
        ],
    )


@lru_cache(maxsize=1)
def review_sections() -> VocabularySet[ReviewSection]:
    return VocabularySet(
        "review_section",
        [
            ReviewSection(
                key=record.text("key"),
                wording=record.wording("title"),
                number=record.number("number"),
                words=record.number("words"),
                questions=tuple(
                    ReviewQuestion(key=question.text("key"), wording=question.wording("text"))
                    for question in record.records("questions")
                ),
            )
            for record in read("review").records("sections")
        ],
    )


@lru_cache(maxsize=1)
def review_rules() -> tuple[ReviewRule, ...]:
    return tuple(
        ReviewRule(key=record.text("key"), wording=record.wording("text"))
        for record in read("review").records("rules")
    )


@lru_cache(maxsize=1)
def review_words() -> int:
    return read("review").number("total_words")


@lru_cache(maxsize=1)
def deadlines() -> VocabularySet[Deadline]:
    return VocabularySet(
        "deadline",
        [
            Deadline(
                key=record.text("key"),
                wording=record.wording("name"),
                rule_wording=record.wording("rule"),
                reference_wording=record.wording("reference"),
                document=record.text("document"),
                weeks_before=record.number_or_none("weeks_before"),
                months_before=record.number_or_none("months_before"),
                days_before=record.number_or_none("days_before"),
                every_months=record.number_or_none("every_months"),
                every_years=record.number_or_none("every_years"),
            )
            for record in read("deadlines").records("deadlines")
        ],
    )


def _explained(set_name: str, file: str) -> VocabularySet[ExplainedTerm]:
    return VocabularySet(
        set_name,
        [
            ExplainedTerm(
                key=record.text("key"),
                wording=record.wording("name"),
                explanation=record.wording("meaning"),
            )
            for record in read(file).records(file)
        ],
    )


@lru_cache(maxsize=1)
def practice_types() -> VocabularySet[ExplainedTerm]:
    return _explained("type", "practice_types")


@lru_cache(maxsize=1)
def provenance() -> VocabularySet[ExplainedTerm]:
    return _explained("provenance", "provenance")


@lru_cache(maxsize=1)
def evidence() -> VocabularySet[Evidence]:
    return VocabularySet(
        "evidence",
        [
            Evidence(
                key=record.text("key"),
                wording=record.wording("name"),
                explanation=record.wording("meaning"),
                rank=rank,
            )
            for rank, record in enumerate(read("evidence").records("evidence"), start=1)
        ],
    )


@lru_cache(maxsize=1)
def licences() -> VocabularySet[Licence]:
    return VocabularySet(
        "licence",
        [
            Licence(
                key=record.text("key"),
                wording=record.wording("name"),
                explanation=record.wording("meaning"),
                url=record.text("url"),
            )
            for record in read("licences").records("licences")
        ],
    )


@lru_cache(maxsize=1)
def terms() -> VocabularySet[KeyedTerm]:
    return VocabularySet(
        "term",
        [
            KeyedTerm(key=record.text("key"), wording=record.wording("name"))
            for record in read("terms").records("terms")
        ],
    )


@lru_cache(maxsize=1)
def treaties() -> VocabularySet[KeyedTerm]:
    return VocabularySet(
        "treaty",
        [
            KeyedTerm(key=record.text("key"), wording=record.wording("name"))
            for record in read("treaties").records("treaties")
        ],
    )
