"""Asking saved searches for what is new.

Each distinct search is asked once, whoever saved it, restricted to the new objects: all of them at
once, on whichever engine is in use. The notices are written in the transaction that marks the news
as told, so that a worker that is killed tells neither half nor twice; rights are asked again before
each notice is shown or mailed (`search.alerts.telling`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from hub import indexing
from hub.models import Frequency, User
from hub.notifications import Telling, notify_each
from hub.querysets import Viewer
from search.alerts import places, telling
from search.alerts.places import Wanted
from search.engine import Request
from search.models import SavedSearch, SearchNews
from search.registry import engine

# So many news are looked at together, and so many notices are written in one transaction.
BATCH = 200
AT_ONCE = 2_000
_BY_HASTE = (Frequency.INSTANT, Frequency.DAILY, Frequency.WEEKLY, Frequency.OFF)


def tell() -> int:
    """Tell of all news that wait; how many there were."""
    done = 0
    while True:
        rows = list(SearchNews.objects.filter(alerted_at__isnull=True).order_by("pk")[:BATCH])
        if not rows:
            return done
        by_kind: dict[str, list[SearchNews]] = defaultdict(list)
        for row in rows:
            by_kind[row.kind].append(row)
        for kind, news in by_kind.items():
            searches = _wanting(kind)
            told = _told(kind, news, searches) if searches else {}
            for part in _parts(news, told):
                _write(part, told)
        done += len(rows)


@dataclass(frozen=True)
class _Search:
    """A saved search, and what it asks."""

    row: SavedSearch
    wanted: Wanted


def _wanting(kind: str) -> list[_Search]:
    """The saved searches that may have something of a kind, with one query."""
    if kind not in indexing.kinds():
        return []
    rows = SavedSearch.objects.kept().filter(user__is_active=True).order_by("pk")
    read: dict[tuple[str, str], Wanted] = {}
    found = []
    for row in rows.iterator(chunk_size=2_000):
        if places.named(row.place) is None:
            continue
        name = (row.place, row.parameters)
        wanted = read.get(name) or read.setdefault(name, places.kept(*name))
        if any(kind in request.kinds for request in wanted.requests(AnonymousUser(), row.language)):
            found.append(_Search(row, wanted))
    return found


def _told(
    kind: str, news: Sequence[SearchNews], searches: Sequence[_Search]
) -> dict[int, list[Telling]]:
    """Who is told of which of the news, by the object's id: each person once, first by the search
    of which they want to hear soonest."""
    matched: dict[tuple[int, int], list[SavedSearch]] = defaultdict(list)
    published = {each.object_id: each.published_at for each in news}
    for viewer, ids, some in _by_rights(kind, list(published), searches):
        for search, found in _asked(kind, ids, some, viewer):
            for pk in found:
                # What stood there when it was saved is no news to its owner.
                if search.row.created_at <= published[pk]:
                    matched[pk, search.row.user_id].append(search.row)
    told: dict[int, list[Telling]] = defaultdict(list)
    for (pk, person), rows in matched.items():
        first, *others = sorted(rows, key=lambda row: (_haste(row), row.pk))
        told[pk].append(
            Telling(
                recipient=person,
                key=f"{kind}:{pk}",
                object_id=telling.object_id(kind, pk),
                rhythm=Frequency(first.frequency),
                data={"search": first.pk, "others": [row.pk for row in others]},
            )
        )
    return told


def _haste(row: SavedSearch) -> int:
    return _BY_HASTE.index(Frequency(row.frequency))


def _by_rights(
    kind: str, ids: Sequence[int], searches: Sequence[_Search]
) -> Iterator[tuple[Viewer, list[int], Sequence[_Search]]]:
    """Each class of people who find the same, as one of them, what of the objects is for them, and
    their searches. What anybody may see is asked for everybody at once."""
    source = indexing.source(kind)
    visitor = AnonymousUser()
    public = set(source.visible_to(visitor).filter(pk__in=ids).values_list("pk", flat=True))
    if public:
        yield visitor, sorted(public), searches
    others = set(source.indexable().filter(pk__in=ids).values_list("pk", flat=True)) - public
    if not others:
        return
    people = User.objects.in_bulk({search.row.user_id for search in searches})
    classes: dict[Hashable, list[User]] = defaultdict(list)
    for person in people.values():
        tokens = frozenset(indexing.audience_of((kind,), person))
        if tokens != {indexing.PUBLIC}:
            classes[tokens].append(person)
    for alike in classes.values():
        keys = {person.pk for person in alike}
        own = [search for search in searches if search.row.user_id in keys]
        seen = source.visible_to(alike[0]).filter(pk__in=others).values_list("pk", flat=True)
        if seen:
            yield alike[0], sorted(seen), own


def _asked(
    kind: str, ids: Sequence[int], searches: Sequence[_Search], viewer: Viewer
) -> Iterator[tuple[_Search, set[int]]]:
    """Each search with what it has of the objects; each distinct request is asked once."""
    requests: dict[Hashable, Request] = {}
    asking: list[tuple[_Search, Hashable]] = []
    for search in searches:
        for request in search.wanted.requests(viewer, search.row.language):
            if kind in request.kinds:
                name = _name(request)
                requests.setdefault(name, replace(request, limit=0))
                asking.append((search, name))
    found = engine().matching(list(requests.values()), kind, ids)
    by_name = dict(zip(requests, found, strict=True))
    for search, name in asking:
        yield search, by_name[name]


def _name(request: Request) -> Hashable:
    """The same for requests that find the same."""
    filters = tuple(sorted(request.filters.items()))
    return (request.kinds, request.text.casefold(), request.language, filters, request.correct)


def _parts(
    news: Iterable[SearchNews], told: Mapping[int, list[Telling]]
) -> Iterator[list[SearchNews]]:
    """The news, so many at a time as are told in one transaction."""
    part: list[SearchNews] = []
    count = 0
    for each in news:
        part.append(each)
        count += len(told.get(each.object_id, ()))
        if count >= AT_ONCE:
            yield part
            part, count = [], 0
    if part:
        yield part


def _write(news: Sequence[SearchNews], told: Mapping[int, list[Telling]]) -> None:
    """Write the notices of those of the news that no other worker told meanwhile."""
    keys = [each.pk for each in news]
    with transaction.atomic():
        waiting = SearchNews.objects.select_for_update().filter(
            pk__in=keys, alerted_at__isnull=True
        )
        own = list(waiting.order_by("pk"))
        notify_each(telling.KIND, [each for row in own for each in told.get(row.object_id, ())])
        _mark(own)


def _mark(news: Sequence[SearchNews]) -> None:
    keys = [each.pk for each in news]
    SearchNews.objects.filter(pk__in=keys).update(alerted_at=timezone.now())
