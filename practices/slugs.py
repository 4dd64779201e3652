"""The address of a practice: set at its first publication, changed by hand only (D11)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.actions import Refused
from practices.models import Practice, PracticeText, SlugRedirect

MAX_LENGTH = 100
# Words that stand, or may come to stand, in the place of a slug in an address.
RESERVED = frozenset(
    {"atom", "drafts", "export", "feed", "map", "mine", "new", "suggest", "values"}
)


def proposed(import_id: str | None, texts: Iterable[PracticeText], original: str) -> str:
    """The slug that a practice should have: its import id, else the English title, else the
    original one in its own script, else whichever there is."""
    if import_id:
        return _shaped(import_id.replace(".", "-").replace(":", "-"))
    titles = {text.language: text.title for text in texts}
    for title in (titles.get("en"), titles.get(original), *titles.values()):
        slug = _shaped(title or "")
        if slug:
            return slug
    return "practice"


def _shaped(text: str) -> str:
    """As a slug; a long one is cut between words."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > MAX_LENGTH:
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug.strip("-_")


class Addresses:
    """The addresses that are taken, read once for a batch of practices."""

    def __init__(self, proposals: Iterable[str]) -> None:
        self._taken: set[str] = set()
        self._known: set[str] = set()
        self._read({slug for slug in proposals if slug})

    def _read(self, slugs: set[str]) -> None:
        for model in (Practice, SlugRedirect):
            found = model.objects.filter(slug__in=slugs).values_list("slug", flat=True)
            self._taken.update(str(slug) for slug in found)
        self._known |= slugs

    def take(self, slug: str) -> str:
        """The slug itself, or the first of `slug-2`, `slug-3` … that is free; taken from now on."""
        candidate, number = slug, 1
        while self._is_taken(candidate):
            number += 1
            candidate = f"{slug}-{number}"
        self._taken.add(candidate)
        return candidate

    def _is_taken(self, slug: str) -> bool:
        if slug not in self._known:
            self._read({slug})
        return slug in self._taken or slug in RESERVED


def give(practice: Practice, wanted: str, *, exactly: bool = False) -> None:
    """Set a practice's address, inside of an action: the one that is wanted, or where another has
    that, the next free one. `Refused` where `exactly` this one is taken, or was a moment ago."""
    slug = Addresses([wanted]).take(wanted)
    free = slug == wanted or not exactly
    try:
        # In a savepoint, so that what the action did so far outlives a clash.
        with transaction.atomic():
            if free:
                Practice.objects.filter(pk=practice.pk).update(slug=slug)
    except IntegrityError:
        free = False
    if not free:
        raise Refused({"slug": _("This address is taken.")})
