"""The notice that something new is in a saved search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import indexing, notifications
from hub.models import Frequency, Notice, User
from hub.notifications import Heading, Line
from hub.notifications.kinds import Kind
from hub.wording import Name, plain, worded
from search.alerts import links, places, things
from search.models import SavedSearch
from search.showing import Entry

KIND = "search.new"


def register() -> None:
    """Called once, by `search.apps`."""
    notifications.register(
        Kind(
            name=KIND,
            group=gettext_lazy("Searches"),
            label=gettext_lazy("Something new in a search that you saved"),
            hint=gettext_lazy("How often is chosen for each search, under “Saved searches”."),
            # As each search says (`Notice.rhythm`).
            default=Frequency.INSTANT,
            rhythms=rhythms,
            may_see=may_see,
            render=lines,
        )
    )


def object_id(kind: str, pk: int) -> str:
    """What a notice says that it is about."""
    return f"{kind}-{pk}"


def _parted(told: str) -> tuple[str, int]:
    kind, _dash, pk = told.rpartition("-")
    return kind, int(pk)


def _by_kind(told: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for kind, pk in map(_parted, told):
        if kind in indexing.kinds():
            found[kind].append(pk)
    return found


def rhythms(person: User) -> set[Frequency]:
    """In which rhythms a person is mailed about their searches."""
    kept = SavedSearch.objects.kept().filter(user=person)
    return {Frequency(each) for each in kept.values_list("frequency", flat=True).distinct()}


def may_see(person: User, object_ids: Collection[str]) -> Collection[str]:
    """Those that the person may find now; one query for each kind."""
    return {
        object_id(kind, pk)
        for kind, pks in _by_kind(object_ids).items()
        for pk in indexing.source(kind).visible_to(person).filter(pk__in=pks).values_list(
            "pk", flat=True
        )
    }  # fmt: skip


def lines(notices: Sequence[Notice], language: str) -> dict[int, Line]:
    """One sentence each, under the search that it is new in. All are of one person."""
    person = notices[0].recipient
    entries: dict[str, Mapping[int, Entry]] = {
        kind: things.found(kind, pks, person)
        for kind, pks in _by_kind([notice.object_id for notice in notices]).items()
    }
    asked = {pk for notice in notices for pk in _searches(notice.data)}
    searches = SavedSearch.objects.kept().filter(user=person).in_bulk(asked)
    found = {}
    for notice in notices:
        kind, pk = _parted(notice.object_id)
        entry = entries.get(kind, {}).get(pk)
        if entry is not None:
            keys = [each for each in _searches(notice.data) if each in searches]
            found[notice.pk] = _line(entry, searches[keys[0]] if keys else None)
    return found


def _searches(data: Mapping[str, Any]) -> list[int]:
    """The searches that have it, the one of which its owner wants to hear soonest first."""
    return [data["search"], *data.get("others", ())]


def _line(entry: Entry, search: SavedSearch | None) -> Line:
    title = Name(plain(entry.title), entry.lang)
    excerpt = plain(entry.excerpt)
    said = Name(excerpt, entry.excerpt_lang or entry.lang) if excerpt else None
    if search is None:
        return Line(worded(_("New: %(title)s"), title=title), entry.url, said)
    sentence = worded(_("New in “%(search)s”: %(title)s"), search=search.name, title=title)
    heading = Heading(
        key=f"search:{search.pk}",
        words=search.name,
        url=places.kept(search.place, search.parameters).url(),
        stop=links.stop_url(search),
    )
    return Line(sentence, entry.url, said, under=heading, short=worded("%(title)s", title=title))
