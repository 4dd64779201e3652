"""Atom (RFC 4287) as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

# Characters that no XML may hold, however they are written.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """One thing. All words are plain text; languages are tags of HTML; addresses are whole."""

    id: str
    title: str
    language: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    summary_language: str = ""


@dataclass(frozen=True)
class Feed:
    """The head of a feed. url: its own address; page: that of the list that it follows."""

    id: str
    title: str
    site: str
    language: str
    url: str
    page: str
    updated: datetime


def written(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The document, in UTF-8."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(_add(root, "author"), "name", feed.site)
    _add(root, "link", rel="self", type=TYPE, href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page)
    for entry in entries:
        one = _add(root, "entry")
        _add(one, "id", entry.id)
        _add(one, "title", entry.title, **{"xml:lang": entry.language})
        _add(one, "link", rel="alternate", type="text/html", href=entry.url)
        _add(one, "published", _moment(entry.published))
        _add(one, "updated", _moment(entry.updated))
        if entry.summary:
            language = entry.summary_language or entry.language
            _add(one, "summary", entry.summary, **{"xml:lang": language})
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    values = {key: _FORBIDDEN.sub(" ", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, name, values)
    child.text = _FORBIDDEN.sub(" ", text) or None
    return child


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
