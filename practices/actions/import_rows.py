"""What a row of an import becomes in the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from practices.importing import ImportedFacts, ImportedText
from practices.models import (
    PracticeCountry,
    PracticeLevel,
    PracticeLink,
    PracticeObjective,
    PracticeOrganisation,
    PracticePrinciple,
    PracticeRegion,
    PracticeSDG,
    PracticeText,
    PracticeTheme,
    Theme,
)


class Themes:
    """The themes that an import uses, found or made. In one language, case makes no difference."""

    def __init__(self) -> None:
        self._themes: dict[tuple[str, str], Theme] = {}

    def prepare(self, named: Iterable[tuple[str, str]]) -> None:
        """Have all of (name, language) at hand, in four queries at most."""
        missing: dict[tuple[str, str], str] = {}
        for name, language in named:
            key = (name.casefold(), language)
            if key not in self._themes:
                missing.setdefault(key, name)
        if not missing:
            return
        for theme in Theme.objects.filter(language__in={language for _name, language in missing}):
            self._themes.setdefault((theme.name.casefold(), theme.language), theme)
        new = [
            Theme(name=name, language=key[1])
            for key, name in missing.items()
            if key not in self._themes
        ]
        self._address(new)
        for theme in Theme.objects.bulk_create(new):
            self._themes[theme.name.casefold(), theme.language] = theme

    @staticmethod
    def _address(themes: list[Theme]) -> None:
        """Give each its slug: the name's own, with the language where another has that."""
        shaped = {id(theme): _theme_slug(theme) for theme in themes}
        near = Q(slug__in=set(shaped.values()))
        for theme in themes:
            near |= Q(slug=f"{shaped[id(theme)]}-{theme.language}")
        taken = set(Theme.objects.filter(near).values_list("slug", flat=True)) if themes else set()
        for theme in themes:
            base, number = shaped[id(theme)], 1
            slug = base
            while slug in taken:
                slug = f"{base}-{theme.language}" + (f"-{number}" if number > 1 else "")
                number += 1
            theme.slug = slug
            taken.add(slug)

    def get(self, name: str, language: str) -> Theme:
        return self._themes[name.casefold(), language]


def _theme_slug(theme: Theme) -> str:
    return slugify(theme.name, allow_unicode=True)[:100] or "theme"


def fact_values(facts: ImportedFacts) -> dict[str, Any]:
    """The columns of a practice that a row sets."""
    return {
        "type": facts.type,
        "original_language": facts.original_language,
        "provenance": facts.provenance,
        "licence": facts.licence,
        "source_url": facts.source_url,
        "start_year": facts.start_year,
        "end_year": facts.end_year,
        "evidence": facts.evidence,
        "evidence_source": facts.evidence_source,
        "last_confirmed": date.fromisoformat(facts.last_confirmed)
        if facts.last_confirmed
        else None,
    }


def children_of(facts: ImportedFacts, themes: Themes) -> dict[str, list[Any]]:
    """The children of a practice by the name of their relation, not yet written."""
    return {
        "objectives": [
            PracticeObjective(number=number, rank=rank, inferred=facts.objectives_inferred)
            for number, rank in facts.objectives
        ],
        "principles": [PracticePrinciple(number=number) for number in facts.principles],
        "levels": [PracticeLevel(level=level) for level in facts.levels],
        "countries": [PracticeCountry(country=country) for country in facts.countries],
        "regions": [PracticeRegion(region=region) for region in facts.regions],
        "sdgs": [PracticeSDG(number=number) for number in facts.sdgs],
        "theme_items": [
            PracticeTheme(tag=theme)
            for theme in dict.fromkeys(themes.get(name, code) for name, code in facts.themes)
        ],
        "organisations": [
            PracticeOrganisation(
                part=each.part, name=each.name, language=each.language, kind=each.kind,
                position=position,
            )
            for position, each in enumerate(facts.organisations)
        ],
        "links": [
            PracticeLink(url=each.url, label=each.label, language=each.language, position=position)
            for position, each in enumerate(facts.links)
        ],
    }  # fmt: skip


def text_values(imported: ImportedText) -> dict[str, Any]:
    """The columns of a text that a row sets; a section that it does not have is empty."""
    return {
        "title": imported.title,
        "summary": imported.summary,
        "origin": imported.origin,
        **{name: imported.sections.get(name, "") for name in PracticeText.SECTIONS},
    }
