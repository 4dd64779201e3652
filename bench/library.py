"""A library of any size, made of the shipped practices.

Each made practice takes a title, a summary and sections from different real ones of the same
language, so that words keep the frequencies that they have in real texts, and objectives,
countries, levels and themes from another, so that filters cut the texts differently.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from practices.models import (
    Practice,
    PracticeCountry,
    PracticeLevel,
    PracticeObjective,
    PracticeOrganisation,
    PracticeText,
    PracticeTheme,
    Theme,
)

SOURCE = Path(__file__).resolve().parent.parent / "practices" / "data" / "practices.jsonl"
BATCH = 2_000


def real() -> list[dict[str, Any]]:
    with SOURCE.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def make(size: int) -> None:
    """Fill an empty database with `size` live practices."""
    dice = random.Random(size)
    rows = real()
    by_language: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_language.setdefault(row["title_language"], []).append(row)
    themes = _themes(rows)
    start = timezone.now() - timedelta(days=365)
    for first in range(0, size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        drawn = [_draw(dice, rows, by_language) for _number in numbers]
        practices = Practice.objects.bulk_create(
            Practice(
                slug=f"made-{number}", import_id=f"made-{number}", live=True,
                original_language=text["title_language"], provenance="imported",
                licence="not-stated", start_year=facts["start_year"], end_year=facts["end_year"],
                first_published_at=start + timedelta(minutes=number),
            )
            for number, (text, _parts, facts) in zip(numbers, drawn, strict=True)
        )  # fmt: skip
        PracticeText.objects.bulk_create(
            _text(practice, *each) for practice, each in zip(practices, drawn, strict=True)
        )
        _facts(practices, drawn, themes)


def _draw(
    dice: random.Random, rows: list[Any], by_language: dict[str, list[Any]]
) -> tuple[Any, Any, Any]:
    text = dice.choice(rows)
    same = by_language[text["title_language"]]
    return text, (dice.choice(same), dice.choice(same), dice.choice(same)), dice.choice(rows)


def _text(practice: Practice, text: Any, parts: Any, facts: Any) -> PracticeText:
    return PracticeText(
        practice=practice,
        language=text["title_language"],
        title=text["title"],
        summary=parts[0]["summary"],
        challenge=parts[1]["challenge"],
        results=parts[2].get("results") or "",
        live=True,
    )


def _themes(rows: list[Any]) -> dict[tuple[str, str], Theme]:
    made: dict[tuple[str, str], Theme] = {}
    for row in rows:
        for name in row["themes"]:
            key = (name, row["title_language"])
            if key not in made:
                made[key] = Theme(name=name[:100], language=key[1], slug=f"theme-{len(made)}")
    return dict(zip(made, Theme.objects.bulk_create(made.values()), strict=True))


def _facts(practices: list[Practice], drawn: list[Any], themes: dict[Any, Theme]) -> None:
    def each() -> Iterator[tuple[Practice, Any]]:
        for practice, (_text, _parts, facts) in zip(practices, drawn, strict=True):
            yield practice, facts

    PracticeObjective.objects.bulk_create(
        PracticeObjective(practice=practice, number=number, inferred=True)
        for practice, facts in each()
        for number in facts["objectives"]
    )
    PracticeLevel.objects.bulk_create(
        PracticeLevel(practice=practice, level=facts["level"]) for practice, facts in each()
    )
    PracticeCountry.objects.bulk_create(
        PracticeCountry(practice=practice, country=country)
        for practice, facts in each()
        for country in facts["countries"]
    )
    PracticeOrganisation.objects.bulk_create(
        PracticeOrganisation(
            practice=practice, part="implementing", name=facts["lead_organisation"][:300],
            language=facts["title_language"], kind=facts["stakeholder_type"],
        )
        for practice, facts in each()
    )  # fmt: skip
    PracticeTheme.objects.bulk_create(
        PracticeTheme(content_object=practice, tag=themes[name, facts["title_language"]])
        for practice, facts in each()
        for name in dict.fromkeys(facts["themes"])
    )
