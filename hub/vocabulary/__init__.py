"""The Compact's facts, in six languages: the one door to them.

Objectives, guiding principles, levels, regions, countries, kinds of organisation, identification
criteria, the review template, round tables, deadlines, the Sustainable Development Goals, and the
values of our own sets (type, evidence, provenance, licence). The data are the JSON files beside
this module; each file says where its facts come from. They are read once, when first asked for,
and checked: a term without a name in one of the languages raises `BrokenVocabulary`.

All wording is asked for through these functions and the methods of the terms, never from the
files, so that a corrected wording has one place to come in.

    vocabulary.objective(6).short("fr")
    vocabulary.country_name("EG", "ar")
    vocabulary.set_named("level").parse("Local")     # "local", or UnknownTerm
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hub.vocabulary import loading
from hub.vocabulary.reading import BrokenVocabulary
from hub.vocabulary.sets import VocabularySet
from hub.vocabulary.shapes import (
    Country,
    Criterion,
    Deadline,
    Evidence,
    ExplainedTerm,
    Goal,
    Key,
    KeyedTerm,
    Level,
    Licence,
    Objective,
    Principle,
    Region,
    ReviewQuestion,
    ReviewRule,
    ReviewSection,
    RoundTable,
    StakeholderKind,
    Term,
    UnknownTerm,
    Wording,
    code_of,
)

__all__ = [
    "SETS",
    "BrokenVocabulary",
    "Country",
    "Criterion",
    "Deadline",
    "Evidence",
    "ExplainedTerm",
    "Goal",
    "Key",
    "KeyedTerm",
    "Level",
    "Licence",
    "Objective",
    "Principle",
    "Region",
    "ReviewQuestion",
    "ReviewRule",
    "ReviewSection",
    "RoundTable",
    "StakeholderKind",
    "Term",
    "UnknownTerm",
    "VocabularySet",
    "Wording",
    "countries",
    "countries_of",
    "country",
    "country_name",
    "criteria",
    "criterion",
    "deadline",
    "deadlines",
    "document_url",
    "evidence",
    "evidence_scale",
    "level",
    "levels",
    "licence",
    "licences",
    "objective",
    "objectives",
    "practice_type",
    "practice_types",
    "principle",
    "principles",
    "provenance",
    "provenances",
    "region",
    "regions",
    "regions_of",
    "resolution_url",
    "review_rules",
    "review_section",
    "review_sections",
    "review_words",
    "round_table",
    "round_tables",
    "sdg",
    "sdgs",
    "set_named",
    "stakeholder_kind",
    "stakeholder_kinds",
    "term",
    "terms",
    "treaties",
]

COMPACT = "A/RES/73/195"

# The sets by name. The first ten are the facets of every list; forms and imports know them all.
SETS: Mapping[str, Callable[[], VocabularySet[Any]]] = {
    "objective": loading.objectives,
    "level": loading.levels,
    "country": loading.countries,
    "region": loading.regions,
    "principle": loading.principles,
    "sdg": loading.sdgs,
    "type": loading.practice_types,
    "organisation_kind": loading.stakeholder_kinds,
    "evidence": loading.evidence,
    "provenance": loading.provenance,
    "licence": loading.licences,
    "criterion": loading.criteria,
    "round_table": loading.round_tables,
    "deadline": loading.deadlines,
    "review_section": loading.review_sections,
    "term": loading.terms,
    "treaty": loading.treaties,
}


def set_named(name: str) -> VocabularySet[Any]:
    """The set of that name, to check and name values whatever they are. Raises UnknownTerm."""
    if name not in SETS:
        raise UnknownTerm("set", name)
    return SETS[name]()


def objectives() -> tuple[Objective, ...]:
    """The 23 objectives, in order."""
    return loading.objectives().terms


def objective(number: Key) -> Objective:
    return loading.objectives().get(number)


def principles() -> tuple[Principle, ...]:
    """The ten guiding principles, in order."""
    return loading.principles().terms


def principle(number: Key) -> Principle:
    return loading.principles().get(number)


def levels() -> tuple[Level, ...]:
    """From local to global."""
    return loading.levels().terms


def level(key: str) -> Level:
    return loading.levels().get(key)


def regions() -> tuple[Region, ...]:
    """The five regions, in the order of their English names."""
    return loading.regions().terms


def region(key: str) -> Region:
    """A region by its key, or by the code of its commission (`ECA`, `UNECA`)."""
    return loading.regions().get(key)


def countries(language: str | None = None) -> tuple[Country, ...]:
    """All countries, in the order of their names in the language."""
    return loading.countries().in_order(language)


def countries_of(region_key: str, language: str | None = None) -> tuple[Country, ...]:
    """The countries of a region, in the order of their names."""
    key = region(region_key).key
    return tuple(each for each in countries(language) if key in each.regions)


def country(iso2: str) -> Country:
    return loading.countries().get(iso2)


def country_name(iso2: str, language: str | None = None) -> str:
    """A country's name as the United Nations writes it."""
    return country(iso2).name(language)


def regions_of(iso2: str) -> tuple[str, ...]:
    """The keys of the regions that a country is in; Egypt is in Africa and the Arab region."""
    return country(iso2).regions


def sdgs() -> tuple[Goal, ...]:
    """The 17 Sustainable Development Goals, in order."""
    return loading.sdgs().terms


def sdg(number: Key) -> Goal:
    return loading.sdgs().get(number)


def round_tables() -> tuple[RoundTable, ...]:
    """The Forum's four round tables, in order."""
    return loading.round_tables().terms


def round_table(number: Key) -> RoundTable:
    return loading.round_tables().get(number)


def stakeholder_kinds() -> tuple[StakeholderKind, ...]:
    """The kinds of organisation, "other" last."""
    return loading.stakeholder_kinds().terms


def stakeholder_kind(key: str) -> StakeholderKind:
    return loading.stakeholder_kinds().get(key)


def criteria() -> tuple[Criterion, ...]:
    """The identification criteria, in the order in which they are screened."""
    return loading.criteria().terms


def criterion(code: str) -> Criterion:
    return loading.criteria().get(code)


def review_sections() -> tuple[ReviewSection, ...]:
    """The sections of the template of a voluntary review, in order."""
    return loading.review_sections().terms


def review_section(key: str) -> ReviewSection:
    return loading.review_sections().get(key)


def review_rules() -> tuple[ReviewRule, ...]:
    """What holds for the whole review."""
    return loading.review_rules()


def review_words() -> int:
    """About how many words a whole review should have."""
    return loading.review_words()


def deadlines() -> tuple[Deadline, ...]:
    return loading.deadlines().terms


def deadline(code: str) -> Deadline:
    return loading.deadlines().get(code)


def practice_types() -> tuple[ExplainedTerm, ...]:
    return loading.practice_types().terms


def practice_type(key: str) -> ExplainedTerm:
    return loading.practice_types().get(key)


def evidence_scale() -> tuple[Evidence, ...]:
    """How strong evidence can be, the weakest first."""
    return loading.evidence().terms


def evidence(key: str) -> Evidence:
    return loading.evidence().get(key)


def provenances() -> tuple[ExplainedTerm, ...]:
    return loading.provenance().terms


def provenance(key: str) -> ExplainedTerm:
    return loading.provenance().get(key)


def licences() -> tuple[Licence, ...]:
    return loading.licences().terms


def licence(key: str) -> Licence:
    return loading.licences().get(key)


def terms() -> tuple[KeyedTerm, ...]:
    return loading.terms().terms


def term(code: str) -> KeyedTerm:
    """A name that pages use again and again, such as `gcm` or `imrf`."""
    return loading.terms().get(code)


def treaties() -> tuple[KeyedTerm, ...]:
    """The names of the treaties and frameworks that the Compact rests on."""
    return loading.treaties().terms


def document_url(symbol: str, language: str | None = None) -> str:
    """The address of a United Nations document in one of its six languages."""
    return f"https://docs.un.org/{code_of(language)}/{symbol}"


def resolution_url(language: str | None = None) -> str:
    """Where the official wording of the Compact can be read."""
    return document_url(COMPACT, language)
