"""The list of what was said: topics and posts by words, and narrowed by what they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Space
from discussions.spaces.texts import space_text
from hub import languages, vocabulary
from practices.models import PracticeText
from search import filters, showing, talk
from search.alerts import places
from search.asked import NARROWING, Asked, read
from search.engine import Request, Result
from search.facets import Chosen, Group, Option
from search.filters import PAGE_SIZE, Addresses
from search.queries import noting
from search.registry import engine

OPEN = ("kind", "space")
VALUES = 12


def discussions(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/discussions/`"""
    asked = read(request.GET)
    result = _find(request, asked)
    paginator: Paginator[Any] = Paginator(range(result.total + result.below_total), PAGE_SIZE)
    notes = list(asked.notes)
    if asked.page > paginator.num_pages:
        note = _("There is no page %(page)s; this is the last.")
        notes.append(note % {"page": filters.shortened(str(asked.page))})
        asked = replace(asked, page=paginator.num_pages)
        result = _find(request, asked)
    if result.wordless:
        notes.append(filters.wordless(asked.query))
    if not (asked.chosen or asked.literal or asked.page > 1):
        noting.note(request, "discussions", asked.query, result)
    path = request.path
    labels, titles = _Labels(request, result, asked), _titles()
    shown = showing.entries_by_hit(result.hits, request.user)
    context = {
        "asked": asked,
        "entries": [entry for hit, entry in shown if not hit.below],
        "below": [entry for hit, entry in shown if hit.below],
        "result": result,
        "notes": notes,
        "chosen": [
            Chosen(
                name, titles[name], labels.of(name, value), asked.toggled(name, value).address(path)
            )
            for name, value in asked.chosen.items()
        ],
        "groups": [
            Group(name, titles[name], options, is_open=name in OPEN or name in asked.chosen)
            for name in NARROWING
            if (options := labels.options(name, path))
        ],
        "wanted": places.of_discussions(asked),
        "clear_url": replace(asked, chosen={}, page=1).address(path),
        "page": paginator.page(asked.page),
        "turn": Addresses(lambda number: replace(asked, page=number).address(path)),
        "literal_url": replace(asked, literal=True, page=1).address(path),
        "search": {
            "action": path,
            "query": asked.query,
            "hidden": [(name, asked.chosen[name]) for name in NARROWING if name in asked.chosen],
            "suggest_url": reverse("search:suggest"),
        },
    }
    return render(request, "search/discussions.html", context)


def _titles() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "space": _("Space"),
        "objective": _("Objective"),
        "language": _("Language"),
        "about": _("About"),
    }


def _find(request: HttpRequest, asked: Asked, *, limit: int = PAGE_SIZE) -> Result:
    narrowed = {name: (value,) for name, value in asked.chosen.items() if name != "kind"}
    kind = asked.chosen.get("kind")
    return engine().search(
        Request(
            kinds=(kind,) if kind else talk.KINDS,
            text=asked.query,
            language=languages.current().code,
            filters=narrowed,
            facets=("objective", "language", "space"),
            order="relevance" if asked.query else "newest",
            offset=(asked.page - 1) * PAGE_SIZE if limit else 0,
            limit=limit,
            correct=not asked.literal,
            viewer=request.user,
        )
    )


class _Labels:
    """Names of what can be chosen, as the reader may know them; two queries."""

    def __init__(self, request: HttpRequest, result: Result, asked: Asked) -> None:
        self.asked = asked
        # A choice does not narrow its own counts.
        of_kind = {
            kind: _find(request, replace(asked, chosen={**asked.chosen, "kind": kind}), limit=0)
            for kind in talk.KINDS
        }
        self.counts = {
            **result.facets,
            "kind": {kind: found.total for kind, found in of_kind.items() if found.total},
        }
        self.code = languages.current().code
        spaces = {int(pk) for pk in result.facets.get("space", {})}
        if "space" in asked.chosen:
            spaces.add(int(asked.chosen["space"]))
        seen = Space.objects.visible_to(request.user).filter(pk__in=spaces)
        self.spaces = {
            space.pk: space_text(space).text.title for space in seen.prefetch_related("texts")
        }

    def of(self, name: str, value: str) -> str:
        if name == "kind":
            return showing.heading(value)
        if name == "space":
            return self.spaces.get(int(value), value)
        if name == "language":
            return languages.language_name(value, self.code)
        if name == "about":
            return _practice_title(int(value.partition("-")[2]), self.code)
        return f"{value} {vocabulary.set_named(name).label(int(value), self.code)}"

    def options(self, name: str, path: str) -> list[Option]:
        counts = self.counts.get(name, {})
        if name == "about":
            return []
        if name == "kind":
            values = list(counts)
        elif name == "objective":
            values = sorted(counts, key=int)
        else:
            values = sorted(counts, key=lambda value: (-counts[value], value))[:VALUES]
        return [
            Option(
                value=value,
                label=self.of(name, value),
                count=counts.get(value, 0),
                url=self.asked.toggled(name, value).address(path),
                chosen=self.asked.chosen.get(name) == value,
            )
            for value in values
            if name != "space" or int(value) in self.spaces
        ]


def _practice_title(pk: int, reader: str) -> str:
    """The title of a published practice, in the reader's language where it has one."""
    texts = PracticeText.objects.filter(practice=pk, live=True, practice__live=True).order_by("pk")
    titles = dict(texts.values_list("language", "title"))
    return titles.get(reader) or next(iter(titles.values()), _("Practice"))
