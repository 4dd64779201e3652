"""The inbox as one list: every kind's rows in one order, without reading more than are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.utils import timezone

from hub.inbox.registry import Item, Waiting, registered
from hub.models import User

# Rows read at once for an export.
AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """Where one row stands in the order: the oldest promise first, what was promised for no day
    last, and of those the one that waits longest."""

    kind: str
    pk: int
    promised: date | None
    since: datetime

    @property
    def order(self) -> tuple[date, datetime, str, int]:
        return (self.promised or date.max, self.since, self.kind, self.pk)


@dataclass(frozen=True)
class Row:
    """One row as it is shown."""

    waiting: Waiting
    item: Item

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return (_today() - _day(self.item.since)).days

    @property
    def days_over(self) -> int:
        """How many days ago the promise ran out; 0 while it has not."""
        return max(0, (_today() - self.item.promised).days) if self.item.promised else 0


@dataclass
class Inbox:
    """What waits for one viewer. `places` has the keys of everything in order, a page of it is
    read when it is asked for; `only` narrows it to one kind."""

    viewer: User
    only: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    late: int = 0
    places: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        for waiting in registered():
            found = list(self._places(waiting))
            self.counts[waiting.kind] = len(found)
            if self.only in ("", waiting.kind):
                self.places += found
        self.places.sort(key=lambda place: place.order)
        today = _today()
        self.late = sum(1 for each in self.places if each.promised and each.promised < today)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Row]:
        """A part of the list, read with one query for each kind that is in it."""
        return self._rows(self.places[part])

    def all_rows(self) -> Iterator[Row]:
        for start in range(0, len(self.places), AT_ONCE):
            yield from self._rows(self.places[start : start + AT_ONCE])

    def _places(self, waiting: Waiting) -> Iterator[Place]:
        columns = [waiting.since, waiting.promised] if waiting.promised else [waiting.since]
        rows = waiting.rows(self.viewer).order_by().values_list("pk", *columns)
        for pk, since, *promised in rows.iterator(chunk_size=2000):
            day = promised[0] if promised else None
            yield Place(waiting.kind, pk, _day(day) if day else None, _moment(since))

    def _rows(self, places: Sequence[Place]) -> list[Row]:
        by_kind: dict[str, list[int]] = defaultdict(list)
        for place in places:
            by_kind[place.kind].append(place.pk)
        read: dict[tuple[str, int], Row] = {}
        for waiting in registered():
            if keys := by_kind.get(waiting.kind):
                for row in waiting.rows(self.viewer).filter(pk__in=keys):
                    read[waiting.kind, row.pk] = Row(waiting, waiting.item(row))
        # What was settled between the two readings is left out.
        found = (read.get((place.kind, place.pk)) for place in places)
        return [row for row in found if row is not None]


def _today() -> date:
    return timezone.now().date()


def _day(value: date | datetime) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def _moment(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
