"""Search over everything, and suggestions while typing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from hub import indexing, languages, vocabulary
from search import filters, showing
from search.engine import Request
from search.filters import ListState
from search.registry import engine
from search.rows import rows_of
from search.views.lists import KIND

EACH = 8


def everything(request: HttpRequest) -> HttpResponse:
    """`/<language>/search/`: what there is of each kind, the direct answers first."""
    state = filters.read(request.GET)
    code = languages.current().code
    sections: list[dict[str, Any]] = []
    corrected = ""
    if state.query:
        for kind in indexing.kinds():
            result = engine().search(
                Request(
                    kinds=(kind,), text=state.query, language=code, limit=EACH,
                    correct=not state.literal, viewer=request.user,
                )
            )  # fmt: skip
            corrected = corrected or result.corrected
            if not result.hits:
                continue
            section: dict[str, Any] = {"kind": kind, "total": result.total, "result": result}
            if kind == KIND:
                section["rows"] = rows_of(result.hits, request.user)
                section["all_url"] = ListState(query=state.query).address(
                    reverse("search:practices")
                )
            else:
                section["entries"] = showing.entries(kind, result.hits, request.user)
            sections.append(section)
    context = {
        "state": state,
        "sections": sections,
        "answers": direct_answers(state.query, code) if state.query else [],
        "corrected": corrected,
        "literal_url": ListState(query=state.query, literal=True).address(request.path),
        "search": {
            "action": request.path,
            "query": state.query,
            "suggest_url": reverse("search:suggest"),
        },
        "notes": state.notes,
    }
    return render(request, "search/everything.html", context)


def direct_answers(query: str, code: str) -> list[dict[str, str]]:
    """Pages that a query names: an objective by number or label, a country by name."""
    from search.analysis import fold

    wanted = fold(query)
    answers = []
    for objective in vocabulary.objectives():
        names = {fold(objective.short(language)) for language in languages.CODES}
        if wanted in names or wanted == str(objective.number):
            answers.append(
                {
                    "label": f"{objective.number} {objective.short(code)}",
                    "url": reverse("search:objective", args=[objective.number]),
                }
            )
    for country in vocabulary.countries():
        if wanted in {fold(country.name(language)) for language in languages.CODES}:
            answers.append(
                {
                    "label": country.name(code),
                    "url": reverse("search:country", args=[country.key]),
                }
            )
    return answers[:5]


def suggest(request: HttpRequest) -> JsonResponse:
    """`/<language>/search/suggest/?q=`: completions; the form works without them."""
    typed = filters.read(request.GET).query
    code = languages.current().code
    found = engine().suggest(typed, code) if len(typed) >= 2 else []
    lines = []
    for one in found:
        line = {"text": one.text}
        if one.language:
            line["lang"] = languages.html_tag(one.language)
            line["dir"] = languages.direction(one.language)
        lines.append(line)
    response = JsonResponse({"suggestions": lines})
    response["Cache-Control"] = "public, max-age=60"
    return response
