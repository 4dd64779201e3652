"""What practices are called in a reader's language."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from hub.wording import Name
from practices.models import PracticeText


def titles_of(practices: Collection[int], language: str) -> dict[int, Name]:
    """The title of each in the language, else in its original, else any. One query."""
    texts = PracticeText.objects.filter(practice__in=practices).values_list(
        "practice_id", "practice__original_language", "language", "title", "live"
    )
    best: dict[int, tuple[int, Name]] = {}
    for practice, original, own, title, live in texts:
        # A translation that is not public yet names nothing to others.
        rank = 0 if own == language and live else 1 if own == original else 2 if live else 3
        if practice not in best or rank < best[practice][0]:
            best[practice] = rank, Name(title, own)
    return cast(dict[int, Name], {pk: name for pk, (_rank, name) in best.items()})
