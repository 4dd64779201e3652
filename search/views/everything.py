"""Search over everything, and suggestions while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import indexing, languages
from practices.models import Practice
from search import facets, filters, showing, talk
from search.alerts import places
from search.answers import answer_named, direct_answers
from search.engine import Request, Result, Suggestion
from search.filters import ListState
from search.queries import noting
from search.registry import engine
from search.rows import rows_of
from search.views.lists import KIND

EACH = 8
SHORTEST = 2


def everything(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/`: what the words name outright, then what there is of each kind."""
    asked = filters.read(request.GET)
    state = ListState(query=asked.query, literal=asked.literal)
    sections: list[dict[str, Any]] = []
    results: list[Result] = []
    corrected = ""
    notes = list(asked.notes)
    if state.query:
        # Practices first: most come for them.
        for kind in sorted(indexing.kinds(), key=lambda kind: kind != KIND):
            section = _section(kind, state, request)
            results.append(section["result"])
            corrected = corrected or section["result"].corrected
            if section["shown"]:
                sections.append(section)
        if any(section["result"].wordless for section in sections):
            notes.append(filters.wordless(state.query))
        if not state.literal:
            noting.note(request, "everything", state.query, _together(results))
    context = {
        "state": state,
        "sections": sections,
        "answers": direct_answers(state.query) if state.query else [],
        "corrected": corrected,
        "literal_url": replace(state, literal=True).address(request.path),
        "search": {
            "action": request.path,
            "query": state.query,
            "suggest_url": reverse("search:suggest"),
        },
        "notes": notes,
        "wanted": places.of_everything(state),
    }
    return render(request, "search/everything.html", context)


def _together(results: Sequence[Result]) -> Result:
    """What all kinds come to, for counting."""
    with_all = any(each.total and not each.any_word for each in results)
    return Result(
        hits=(),
        total=sum(each.total for each in results),
        any_word=not with_all and any(each.any_word for each in results),
        corrected=next((each.corrected for each in results if each.corrected), ""),
    )


def _section(kind: str, state: ListState, request: HttpRequest) -> dict[str, Any]:
    """What there is of one kind: of practices rows, with the ways to narrow them."""
    code = languages.current().code
    result = engine().search(
        Request(
            kinds=(kind,), text=state.query, language=code, limit=EACH,
            facets=("level",) if kind == KIND else (),
            correct=not state.literal, viewer=request.user,
        )
    )  # fmt: skip
    if kind != KIND:
        shown = showing.entries_by_hit(result.hits, request.user)
        return {
            "kind": kind,
            "heading": showing.heading(kind),
            "result": result,
            "shown": shown,
            "entries": [entry for hit, entry in shown if not hit.below],
            "below": [entry for hit, entry in shown if hit.below],
            "all_url": _all_of(kind, state.query),
            "has_more": result.total + result.below_total > len(shown),
        }
    rows = rows_of(result.hits, request.user)
    path = reverse("search:practices")
    counts = result.facets.get("level", {})
    values = [value for value in facets.values_shown("level", counts) if value in counts]
    return {
        "kind": kind,
        "result": result,
        "shown": rows,
        "rows": [row for row in rows if not row.below],
        "below": [row for row in rows if row.below],
        "levels": facets.options_of("level", values, counts, state, path, facets.Labels(code)),
        "all_url": state.address(path),
        "has_more": result.total + result.below_total > len(rows),
    }


def _all_of(kind: str, query: str) -> str:
    """Where all of a kind that have the words are listed, "" where they are not."""
    if kind not in talk.KINDS:
        return ""
    return filters.address(reverse("search:discussions"), [("q", query), ("kind", kind)])


def suggest(request: HttpRequest) -> JsonResponse:
    """`/<language>/search/suggest/?q=`: completions; the form works without them."""
    typed = filters.read(request.GET).query
    code = languages.current().code
    found = engine().suggest(typed, code) if len(typed) >= SHORTEST else []
    titles = _titles(found)
    lines = []
    for one in found:
        line = {"text": one.text}
        if one.language and one.language != code:
            line["lang"] = languages.html_tag(one.language)
            line["dir"] = languages.direction(one.language)
        if one.object_id is not None:
            if (one.kind, one.object_id) not in titles:
                continue
            line["url"], line["note"] = titles[one.kind, one.object_id]
        elif answer := answer_named(one.text):
            line["url"], line["note"] = answer.url, answer.note
        lines.append(line)
    response = JsonResponse({"suggestions": lines})
    response["Cache-Control"] = "public, max-age=60"
    return response


def _titles(found: Sequence[Suggestion]) -> Mapping[tuple[str, int], tuple[str, str]]:
    """Address and kind, in words, of the suggested objects that are public."""
    ids: dict[str, list[int]] = {}
    for one in found:
        if one.object_id is not None:
            ids.setdefault(one.kind, []).append(one.object_id)
    titles = {}
    for kind, pks in ids.items():
        if kind == KIND:
            slugs = Practice.objects.published().filter(pk__in=pks).values_list("pk", "slug")
            for pk, slug in slugs:
                titles[kind, pk] = reverse("practices:detail", args=[slug]), _("Practice")
        else:
            for pk, entry in showing.found(kind, pks, AnonymousUser()).items():
                titles[kind, pk] = entry.url, showing.name(kind)
    return titles
