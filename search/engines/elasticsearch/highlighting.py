"""What of the best text of a hit is shown, marked by the hub itself: everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from hub.languages import CODES
from search.engines.elasticsearch.documents import OTHER
from search.engines.embedded import highlight
from search.engines.embedded.question import Word
from search.models import SearchEntry


def best_text(hit: Mapping[str, Any]) -> SearchEntry | None:
    """The text of a hit that matched best, or None where nothing was asked."""
    inner = hit.get("inner_hits", {}).get("texts", {}).get("hits", {}).get("hits", ())
    if not inner:
        return None
    source = inner[0]["_source"]
    language = source.get("language", "")
    said = source.get(language if language in CODES else OTHER, {})
    return SearchEntry(
        language=language,
        title=said.get("title", ""),
        summary=said.get("summary", ""),
        body=said.get("body", ""),
    )


def marked(text: SearchEntry | None, words: Sequence[Word]) -> dict[str, SafeString]:
    return highlight.marked(text, words) if text else {}
