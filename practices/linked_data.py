"""A practice in the words of schema.org, for search engines."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from hub import languages, vocabulary
from practices.links import Named
from practices.page import PracticePage

# None of these may end the data block or begin another.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(page: PracticePage) -> SafeString:
    """JSON-LD that can stand inside of a script element."""
    data = {name: value for name, value in _data(page).items() if value}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  (escaped in the line above)


def _data(page: PracticePage) -> dict[str, Any]:
    practice, text = page.practice, page.text
    published, changed = practice.first_published_at, text.last_published_at
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": text.title,
        "abstract": page.description,
        "inLanguage": languages.html_tag(text.language),
        "url": page.canonical,
        "datePublished": published.date().isoformat() if published else "",
        "dateModified": changed.date().isoformat() if changed else "",
        "about": [
            {
                "@type": "DefinedTerm",
                "termCode": str(each.number),
                "name": each.short(text.language),
            }
            for each in page.objectives_named
        ],
        "spatialCoverage": [
            {"@type": "Country", "identifier": iso2, "name": vocabulary.country_name(iso2, "en")}
            for iso2 in page.country_codes
        ],
        "temporalCoverage": _period(practice.start_year, practice.end_year),
        "creator": _organisations(page.led_by),
        "contributor": _organisations(page.partners),
        "keywords": [each.name for each in page.themes],
        "license": page.licence.url,
        "isBasedOn": page.source.url if page.source else "",
        "publisher": {"@type": "Organization", "name": str(settings.HUB_NAME)},
    }


def _organisations(named: list[Named]) -> list[dict[str, str]]:
    return [{"@type": "Organization", "name": each.name} for each in named]


def _period(start: int | None, end: int | None) -> str:
    """As ISO 8601 has it, ".." where it is open."""
    return f"{start or '..'}/{end or '..'}" if start or end else ""
