"""Feeds of searches: what a visitor finds, the newest first, for programs that ask for years."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.models import Visibility
from hub.actions import system
from hub.pagecache import AREAS_HEADER
from practices.actions import withdraw_practice
from search import indexing
from search.engines.embedded import frequencies
from tests.discussions.rooms import post, space, topic
from tests.practices.library import published

from .engine_contract import NASTY

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(path: str, **more: Any) -> ElementTree.Element:
    answer = Client().get(path, **more)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def of(element: ElementTree.Element, name: str) -> list[str]:
    return [each.text or "" for each in element.findall(f"{ATOM}entry/{ATOM}{name}")]


def test_a_feed_has_what_the_list_finds_with_ids_that_stay() -> None:
    published(title="Roads")
    practice = published(title="Permits at the <quay> & the dock")
    found = feed("/fr/practices/feed/?q=quay&objective=6")
    assert of(found, "title") == ["Permits at the <quay> & the dock"]
    assert found.get(LANGUAGE) == "fr"
    (entry,) = found.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").get(LANGUAGE) == "en"
    assert entry.find(f"{ATOM}link").get("href") == (
        f"http://testserver/fr/practices/{practice.slug}/"
    )
    assert of(found, "id") == [f"tag:testserver,2018:practice/{practice.pk}"]
    assert found.findtext(f"{ATOM}updated") == of(found, "updated")[0]
    links = {each.get("rel"): each.get("href") for each in found.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://testserver/fr/practices/feed/?q=quay&objective=6",
        "alternate": "http://testserver/fr/practices/?q=quay&objective=6",
    }
    assert of(feed("/en/practices/feed/?q=quay"), "id") == of(found, "id")
    assert of(feed("/en/practices/feed/?q=nothing+has+this"), "id") == []
    withdraw_practice(by=system, practice=practice, reason="An example.")
    assert of(feed("/fr/practices/feed/?q=quay&objective=6"), "id") == []


def test_pages_of_lists_lead_to_their_feeds() -> None:
    for path in ("practices/", "search/", "search/discussions/"):
        page = BeautifulSoup(Client().get(f"/en/{path}?q=quay").content, "html.parser")
        link = page.select_one('head link[type="application/atom+xml"]')
        assert link["href"] == f"/en/{path}feed/?q=quay"
        assert link["rel"] == ["alternate"]
        assert page.select_one(f'main a[href="/en/{path}feed/?q=quay"]')
        feed(str(link["href"]))


def test_a_feed_of_everything_has_all_kinds_and_nothing_that_is_not_for_everybody() -> None:
    practice = published(title="Permits at the quay")
    inside = topic("What works at the quay?")
    closed = topic("Who owns the quay?", space(visibility=Visibility.MEMBERS))
    indexing.follow("topic", [inside.pk, closed.pk])
    said = post("At the quay, patience works.", inside)
    indexing.follow("post", [said.pk])
    frequencies.refresh()
    kinds = [each.rpartition(":")[2] for each in of(feed("/en/search/feed/?q=quay"), "id")]
    assert set(kinds) == {f"practice/{practice.pk}", f"topic/{inside.pk}", f"post/{said.pk}"}
    only = of(feed("/en/search/discussions/feed/?q=quay&kind=topic"), "id")
    assert [each.rpartition(":")[2] for each in only] == [f"topic/{inside.pk}"]
    with CaptureQueriesContext(connection) as one:
        feed("/en/search/feed/?q=quay")
    for number in range(5):
        published(title=f"Quay {number}")
    feed("/en/search/feed/?q=quay")
    with CaptureQueriesContext(connection) as many:
        feed("/en/search/feed/?q=quay")
    assert len(many) <= len(one)


def test_what_an_address_says_wrongly_is_answered_in_plain_words() -> None:
    answer = Client().get("/en/practices/feed/?objective=99")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "“99” is nothing that the filter “Objective” knows" in answer.content.decode()
    assert Client().get("/en/practices/feed/?objective=6&utm_source=x").status_code == 200


def test_a_feed_is_kept_as_pages_are_and_not_sent_twice() -> None:
    published(title="Permits at the quay")
    answer = Client().get("/en/practices/feed/?objective=6")
    assert "practice" in answer[AREAS_HEADER]
    assert AREAS_HEADER not in Client().get("/en/practices/feed/?q=quay")
    kept = {"If-None-Match": answer["ETag"]}
    again = Client().get("/en/practices/feed/?objective=6", headers=kept)
    assert again.status_code == 304
    assert again.content == b""


def test_nothing_that_is_asked_makes_a_feed_that_cannot_be_read() -> None:
    published(title="Permits at the quay \x0b \ufffe")
    for text in NASTY:
        answer = Client().get("/en/search/feed/", {"q": text.encode("utf-8", "ignore").decode()})
        assert answer.status_code in (200, 400)
        if answer.status_code == 200:
            ElementTree.fromstring(answer.content)
