"""A library of any size, made of the shipped practices and brought in by the hub's own import.

Each made practice takes its title, summary and sections from different real ones of one language,
so that words are as frequent as in real texts, and its facts from yet another, so that filters cut
the texts differently. One in five has a second text. So that the sets that grow with a library
grow here too, each gets made names (a vocabulary grows without end), one of many themes and one of
many organisations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from unittest import mock

from django.utils import timezone

from hub import richtext
from hub.actions import changed, system
from hub.models import Organisation, Verification
from practices.actions import import_practices
from practices.importing import ImportedPractice, ImportedText, read
from practices.models import Practice
from search import indexing

SOURCE = Path(__file__).resolve().parent.parent / "practices" / "data" / "practices.jsonl"
# Practices that are imported in one transaction.
BATCH = 2_000
SECOND_TEXT = 0.2
NAMES_IN_A_TEXT = 2
# So many practices there are for each theme, for each organisation.
PER_THEME, PER_ORGANISATION = 50, 50
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def make(size: int, tick: Callable[[int], object]) -> None:
    """Fill an empty database with `size` published practices, not yet indexed; `tick` hears of
    each batch."""
    # Indexing is measured by itself, by `search_rebuild`.
    changed.disconnect(dispatch_uid="search.indexing")
    # The same paragraphs come again and again.
    render = lru_cache(maxsize=10_000)(richtext.render)
    try:
        rows = _rows(size)
        with mock.patch.object(richtext, "render", render):
            while batch := list(islice(rows, BATCH)):
                import_practices(by=system, practices=batch)
                tick(len(batch))
    finally:
        indexing.listen()
    _give_to_organisations(size)


def _rows(size: int) -> Iterator[ImportedPractice]:
    dice = random.Random(size)
    with SOURCE.open("rb") as stream:
        real = read(stream).practices
    for number in range(size):
        own = dice.choice(real).texts[0].language
        facts = replace(
            dice.choice(real).facts,
            original_language=own,
            themes=(
                *dice.choice(real).facts.themes,
                (f"Theme {dice.randrange(size // PER_THEME)}", "en"),
            ),
        )
        texts = [_text(dice, real, own, "author", size)]
        if dice.random() < SECOND_TEXT:
            other = dice.choice(real).texts[0].language
            if other != own:
                texts.append(_text(dice, real, other, "machine", size))
        yield ImportedPractice(number + 1, f"made-{number}", facts, tuple(texts))


def _text(
    dice: random.Random, real: Sequence[ImportedPractice], language: str, origin: str, size: int
) -> ImportedText:
    same = [practice.texts[0] for practice in real if practice.texts[0].language == language]
    sections = dict(dice.choice(same).sections)
    names = " ".join(_name(int(2 * size * dice.random() ** 2)) for _each in range(NAMES_IN_A_TEXT))
    sections["results"] = f"{dice.choice(same).sections.get('results', '')}\n\n{names}."
    return ImportedText(
        language=language,
        title=dice.choice(same).title,
        summary=dice.choice(same).summary,
        origin=origin,
        sections=sections,
    )


def _name(number: int) -> str:
    """A word that nobody else has, the same for the same number."""
    word = ""
    number += len(_SYLLABLES) ** 2
    while number:
        number, digit = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[digit]
    return word.capitalize()


def _give_to_organisations(size: int) -> None:
    count = max(1, size // PER_ORGANISATION)
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Example organisation {number}", kind="civil-society",
            verification=Verification.VERIFIED, verified_at=timezone.now(),
        )
        for number in range(count)
    )  # fmt: skip
    for number, pk in enumerate(Organisation.objects.order_by("pk").values_list("pk", flat=True)):
        first = number * PER_ORGANISATION
        made = [f"made-{each}" for each in range(first, first + PER_ORGANISATION)]
        Practice.objects.filter(import_id__in=made).update(organisation_id=pk)
