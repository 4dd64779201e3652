"""Published practices that look like the one that is being written, below its summary."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from hub import languages
from practices.models import Practice, PracticeText
from search import analysis
from search.registry import engine
from search.related import Named, named
from search.views.lists import KIND

MOST = 5
# With fewer letters one finds what is alike by chance.
LEAST = 20
LONGEST = 6_000
# Of the words of the shorter of two summaries, so many must be in the other, too: the engine says
# which are the closest, and not whether they are close.
SHARED = 0.33
CANDIDATES = 15


def hint(context: Context, practice: Practice, language: str) -> SafeString:
    """The place of the hint, filled from what is saved; a script asks for it again after each
    save."""
    rows = alike(practice, language)
    return render_to_string(
        "search/duplicates.html", {"rows": rows, "practice": practice, "text_language": language}
    )


@never_cache
def again(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`/<language>/search/alike/<pk>/<text language>/`: the rows of the hint alone, for who may
    read the draft."""
    visible = Practice.objects.drafts_visible_to(request.user)
    practice = get_object_or_404(visible, pk=pk, texts__language=language)
    context = {"rows": alike(practice, language)}
    return render(request, "search/duplicates_rows.html", context)


def alike(practice: Practice, language: str) -> list[Named]:
    """Up to `MOST` practices that anybody may read, the closest first. None before there is
    something to go by, and never the practice itself."""
    text = _written(practice, language)
    if len(text) < LEAST:
        return []
    hits = engine().more_like(KIND, text=text, limit=CANDIDATES, viewer=AnonymousUser())
    ids = [hit.object_id for hit in hits if hit.object_id != practice.pk]
    close = _close(ids, _words(text, language), language)
    return named([pk for pk in ids if pk in close][:MOST], languages.current().code)


def _close(ids: list[int], own: set[str], language: str) -> set[int]:
    """Those of the practices whose title and summary share enough words with these."""
    texts = PracticeText.objects.filter(
        practice__in=ids, practice__live=True, live=True, language=language
    )
    found = set()
    for pk, title, summary in texts.values_list("practice", "title", "summary"):
        words = _words(f"{title}\n{summary}", language)
        if len(own & words) >= SHARED * min(len(own), len(words)) > 0:
            found.add(pk)
    return found


def _words(text: str, language: str) -> set[str]:
    """The stems of the words that say something."""
    terms = {token.term for token in analysis.analyse(text, language)}
    return {term for term in terms if not analysis.is_weak(term, language)}


def _written(practice: Practice, language: str) -> str:
    """Title and summary as they were saved last."""
    row = practice.texts.select_related("latest_revision").filter(language=language).first()
    if row is None:
        return ""
    latest: dict[str, Any] = row.latest_revision.content if row.latest_revision else {}
    said = [str(latest.get(name, getattr(row, name)) or "") for name in ("title", "summary")]
    return "\n".join(said)[:LONGEST].strip()
