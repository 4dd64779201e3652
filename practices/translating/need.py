"""What is translated and what is not: by practice for who translates, by language for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.querysets import Viewer
from hub.wording import Name
from practices.models import Practice, PracticeText, TextOrigin
from practices.translating.titles import titles_of


class Need(StrEnum):
    """Of a practice in a language that is not its original's."""

    STALE = "stale"
    MISSING = "missing"
    MACHINE = "machine"
    # Written and not public, or public with a newer version that is not.
    BEGUN = "begun"
    DONE = "done"

    @property
    def label(self) -> Promise:
        return _LABELS[self]


_LABELS = {
    Need.STALE: _("Behind the original"),
    Need.MISSING: _("Not translated"),
    Need.MACHINE: _("Machine translation"),
    Need.BEGUN: _("Begun, not public"),
    Need.DONE: _("Up to date"),
}
# The most pressing first: what is wrong in public, then what is not there.
_ORDER = {Need.STALE: 0, Need.MISSING: 1, Need.MACHINE: 2, Need.BEGUN: 3, Need.DONE: 4}
_BY_RANK = {rank: need for need, rank in _ORDER.items()}


def with_original(texts: QuerySet[PracticeText]) -> QuerySet[PracticeText]:
    """Live texts with what their practice's original reads now, as columns `original_hash` and
    `original_at`, and without reading it; null where it is not public."""
    original = PracticeText.objects.filter(
        practice=OuterRef("practice"), language=OuterRef("practice__original_language"), live=True
    )
    return texts.annotate(
        original_hash=Subquery(original.values("words_hash")[:1]),
        original_at=Subquery(original.values("last_published_at")[:1]),
    )


# Of rows from `with_original`. A translation of which nobody knows what it was made from, and one
# whose original has not been hashed, is never called stale.
IS_TRANSLATION = ~Q(language=F("practice__original_language"))
IS_STALE = (
    IS_TRANSLATION
    & ~Q(source_hash="")
    & Q(original_hash__isnull=False)
    & ~Q(original_hash="")
    & ~Q(source_hash=F("original_hash"))
)
IS_MACHINE = IS_TRANSLATION & Q(origin=TextOrigin.MACHINE)


# By language


@dataclass(frozen=True)
class Parity:
    """How far the published practices are there in one language.

    texts: those that have a public text in it, of `practices`. oldest: since when the original of
    the longest stale one has had other words; None where none is stale.
    """

    code: str
    practices: int
    texts: int
    originals: int
    stale: int
    machine: int
    oldest: datetime | None

    @property
    def name(self) -> str:
        return languages.language_name(self.code, languages.current().code)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.texts // self.practices if self.practices else 0

    @property
    def missing(self) -> int:
        return self.practices - self.texts


def parity() -> list[Parity]:
    """The six languages, then any other that a public text is in. Two queries."""
    total = Practice.objects.published().count()
    live = PracticeText.objects.filter(live=True, practice__live=True)
    rows = (
        with_original(live)
        .order_by()
        .values("language")
        .annotate(
            texts=Count("pk"),
            originals=Count("pk", filter=~IS_TRANSLATION),
            stale=Count("pk", filter=IS_STALE),
            machine=Count("pk", filter=IS_MACHINE),
            oldest=Min("original_at", filter=IS_STALE),
        )
    )
    found: dict[str, dict[str, Any]] = {row["language"]: dict(row) for row in rows}
    codes = [*languages.CODES, *sorted(set(found) - set(languages.CODES))]
    nothing = {"texts": 0, "originals": 0, "stale": 0, "machine": 0, "oldest": None}
    return [
        Parity(
            code=code,
            practices=total,
            **{name: found.get(code, nothing)[name] for name in nothing},
        )
        for code in codes
    ]


# By practice


def ranked(practices: QuerySet[Practice], language: str) -> QuerySet[Any]:
    """Those that have another original, with `rank`, how pressing a translation into the language
    is, and `others`, in how many languages they can be read."""
    texts = PracticeText.objects.filter(practice=OuterRef("pk"))
    own = texts.filter(language=language)
    live = with_original(own.filter(live=True))
    newest = own.filter(Q(live=False) | Q(has_unpublished_changes=True))
    spoken = texts.filter(live=True).order_by().values("practice").annotate(n=Count("pk"))
    return (
        practices.exclude(original_language=language)
        .filter(Exists(texts.filter(language=OuterRef("original_language"))))
        .annotate(
            rank=Case(
                When(Exists(live.filter(IS_STALE)), then=_ORDER[Need.STALE]),
                When(Exists(newest), then=_ORDER[Need.BEGUN]),
                When(Exists(live.filter(IS_MACHINE)), then=_ORDER[Need.MACHINE]),
                When(Exists(live), then=_ORDER[Need.DONE]),
                default=_ORDER[Need.MISSING],
                output_field=IntegerField(),
            ),
            others=Coalesce(Subquery(spoken.values("n")[:1]), 0),
        )
    )


@dataclass(frozen=True)
class Wanted:
    """One practice that could be translated into one language."""

    practice: int
    language: str
    need: Need
    title: Name
    original: str


def wanted(viewer: Viewer, into: Collection[str]) -> QuerySet[Any]:
    """What a viewer could translate into these languages, by need; within it those in the fewest
    languages first, then the newest. Rows for `as_wanted`."""
    parts = [
        ranked(Practice.objects.translatable_by(viewer), code)
        .filter(rank__lt=_ORDER[Need.DONE])
        .order_by()
        .annotate(into=Value(code))
        .values("pk", "into", "rank", "others", "original_language", "first_published_at")
        for code in into
    ]
    if not parts:
        return Practice.objects.none().values("pk")
    first, *rest = parts
    return first.union(*rest, all=True).order_by("rank", "others", "-first_published_at", "pk")


def as_wanted(rows: Iterable[dict[str, Any]], reader: str) -> list[Wanted]:
    """The rows of `wanted` with titles; one query."""
    rows = list(rows)
    titles = titles_of({row["pk"] for row in rows}, reader)
    return [
        Wanted(row["pk"], row["into"], _BY_RANK[row["rank"]], titles[row["pk"]],
               row["original_language"])
        for row in rows
        if row["pk"] in titles
    ]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A published practice and how it stands in each of the six languages; None: the original."""

    practice: int
    slug: str
    title: Name
    original: str
    needs: dict[str, Need | None]


def rows_of(practices: Iterable[Practice], reader: str) -> list[Row]:
    """Two queries, however many practices."""
    found = list(practices)
    pks = [each.pk for each in found]
    titles = titles_of(pks, reader)
    texts: dict[int, dict[str, Need]] = defaultdict(dict)
    behind = with_original(
        PracticeText.objects.filter(practice__in=pks).defer("html", *PracticeText.SECTIONS)
    ).annotate(
        is_behind=Case(When(IS_STALE, then=1), default=0, output_field=IntegerField())
    )  # fmt: skip
    for text in behind:
        texts[text.practice_id][text.language] = _need_of(text)
    return [
        Row(
            each.pk, each.slug or "", titles.get(each.pk, Name(each.slug or "")),
            each.original_language,
            {
                code: None
                if code == each.original_language
                else texts[each.pk].get(code, Need.MISSING)
                for code in languages.CODES
            },
        )
        for each in found
    ]  # fmt: skip


def _need_of(text: Any) -> Need:
    """As `ranked` has it."""
    if text.live and text.is_behind:
        return Need.STALE
    if not text.live or text.has_unpublished_changes:
        return Need.BEGUN
    return Need.MACHINE if text.origin == TextOrigin.MACHINE else Need.DONE


def filtered(language: str, need: str, original: str) -> QuerySet[Practice]:
    """Published practices that stand so in a language ("" for any), and are written in one."""
    practices = Practice.objects.published()
    if original:
        practices = practices.filter(original_language=original)
    if need in set(Need):
        codes = [language] if language else list(languages.CODES)
        one = Q()
        for code in codes:
            standing = ranked(Practice.objects.published(), code).filter(rank=_ORDER[Need(need)])
            one |= Q(pk__in=standing.order_by().values("pk"))
        practices = practices.filter(one)
    elif language:
        practices = practices.exclude(original_language=language)
    return practices.order_by("-first_published_at", "-pk")


def for_export(practices: QuerySet[Practice], reader: str) -> Iterator[Row]:
    """All of them, read in parts."""
    batch = 500
    keys = list(practices.values_list("pk", flat=True))
    for start in range(0, len(keys), batch):
        part = Practice.objects.in_bulk(keys[start : start + batch])
        yield from rows_of(
            [part[key] for key in keys[start : start + batch] if key in part], reader
        )
