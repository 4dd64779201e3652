"""What the tests of lists ask with: practices to be found, pages as soup, statements counted."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engines.embedded import frequencies
from tests.practices.library import bring_in, row


def shelve(*rows: dict[str, Any]) -> None:
    """Import practices, each with an id of its own, and count their words."""
    bring_in(*(row(f"example-{number}", **values) for number, values in enumerate(rows)))
    frequencies.refresh()


def get(path: str) -> BeautifulSoup:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def words(element: Any) -> str:
    """The text of an element, or of what a selector finds, as a reader hears it."""
    return " ".join(element.get_text(" ").split())


def titles(page: BeautifulSoup) -> list[str]:
    return [words(link) for link in page.select("main .row h3 a")]


def notes(page: BeautifulSoup) -> list[str]:
    return [words(note) for note in page.select("main .note")]


def group(page: BeautifulSoup, title: str) -> dict[str, tuple[str, str]]:
    """The values of a filter: label to count and address, "" where it is no link."""
    for details in page.select("details.facet"):
        if words(details.summary) == title:
            return {
                words(li.select_one(".label")): (
                    words(li.select_one(".count")),
                    str(li.a["href"]) if li.a else "",
                )
                for li in details.select("li")
            }
    raise AssertionError(f"no group {title!r}")


def counts(page: BeautifulSoup, title: str) -> dict[str, int]:
    return {label: int(count) for label, (count, _url) in group(page, title).items()}


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def statements(path: str) -> int:
    """How many statements a page takes once the engine remembers what it may."""
    get(path)
    with CaptureQueriesContext(connection) as captured:
        get(path)
    return len(captured)
