"""What went wrong is said in the reader's language, and nothing that is sent ends in an error."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from bs4 import BeautifulSoup
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from config import urls
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django reads them here)
from hub import languages
from hub.models import User
from tests.hub.sending import send

pytestmark = pytest.mark.once

FORM = "application/x-www-form-urlencoded"


def refuse(request: HttpRequest) -> NoReturn:
    raise PermissionDenied


def fail(request: HttpRequest) -> NoReturn:
    raise DatabaseError("down")


# The site's own addresses, and two that go wrong.
urlpatterns = [*i18n_patterns(path("refuses/", refuse), path("fails/", fail)), *urls.urlpatterns]


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def page_of(answer: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize(
    ("tail", "status", "title"),
    [
        ("no-such-page/", 404, "There is no page at this address"),
        ("refuses/", 403, "You may not see this page"),
        ("fails/", 500, "Something went wrong on our side"),
    ],
)
def test_an_error_is_said_in_the_readers_language(
    reader: Client, language: languages.Language, tail: str, status: int, title: str
) -> None:
    answer = reader.get(f"/{language.path}/{tail}")
    assert answer.status_code == status
    page = page_of(answer)
    assert page.html["lang"].lower() == language.tag.lower()
    assert page.html["dir"] == language.direction
    with translation.override(language.path):
        assert page.h1.get_text() == gettext(title)
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_page_for_a_failure_asks_the_database_for_nothing(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert reader.get("/en/fails/").status_code == 500


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_who_is_refused_is_shown_the_way_to_sign_in_or_whom_to_write_to(reader: Client) -> None:
    links = page_of(reader.get("/en/refuses/")).select("main a")
    assert [link["href"] for link in links] == ["/en/accounts/login/?next=/en/refuses/"]
    reader.force_login(User.objects.create_user("reader@example.org"))
    links = page_of(reader.get("/en/refuses/")).select("main a")
    assert [link["href"] for link in links] == ["mailto:secretariat@example.org"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained_in_the_readers_language() -> None:
    answer = Client(enforce_csrf_checks=True).post("/ar/accounts/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    page = page_of(answer)
    assert page.html["dir"] == "rtl"
    with translation.override("ar"):
        reason = gettext(
            "The page you sent from was open too long, or your browser keeps no cookies. "
            "Go back, reload the page and send it again."
        )
    assert reason in page.main.get_text()


@pytest.mark.django_db
def test_what_was_typed_is_shown_to_who_was_signed_out_meanwhile() -> None:
    words = "Ana works <b>here</b>."
    answer = Client().post("/en/organisations/register/", {"evidence": words, "kind": "academia"})
    assert answer.status_code == 403
    main = page_of(answer).main
    assert [area.get_text().strip() for area in main.select("textarea")] == [words]
    assert main.a["href"] == "/en/accounts/login/?next=/en/organisations/register/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "shown"), [("http://testserver", 1), ("https://evil.example", 0)]
)
def test_what_was_typed_is_shown_with_a_form_that_is_too_old_unless_a_foreign_page_sent_it(
    origin: str, shown: int
) -> None:
    sender = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    answer = sender.post("/en/organisations/register/", {"evidence": "Ana works here."})
    assert answer.status_code == 403
    assert answer.content.count(b"Ana works here.") == shown


@pytest.mark.django_db
def test_a_missing_page_offers_the_search() -> None:
    form = page_of(Client().get("/fr/no-such-page/")).main.find("form")
    assert form["method"] == "get"
    assert form["action"].startswith("/fr/")


@pytest.mark.django_db
def test_a_missing_address_without_a_language_is_looked_for_in_the_readers() -> None:
    answer = Client().get("/no-such-page/", headers={"accept-language": "ru"})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/no-such-page/")


ODD: list[tuple[int, dict[str, Any]]] = [
    (400, {"path": "/en/about\x00/"}),
    (400, {"path": "/static/\x00"}),
    (400, {"path": "/en/\udcff/"}),
    (404, {"path": "/en/\ufffd\ufffd/"}),
    (404, {"path": "/static/../manage.py"}),
    (404, {"path": "//other.example/"}),
    (301, {"path": "/EN/\r\nset-cookie: a=b"}),
    (302, {"path": "/" + "a" * 5_000 + "/"}),
    (404, {"path": "/en/no/", "query": b"q=%ff%fe&page=%00"}),
    (404, {"path": "/en/no/", "query": b"q=%ED%A0%80"}),
    (302, {"path": "/", "accept_language": b"\xff;;q=,,"}),
    (302, {"path": "/", "accept_language": "en;q=nan," * 500}),
    (302, {"path": "/", "cookie": "hub_language=" + "e" * 3_000}),
    (400, {"path": "/en/no/", "host": "other.example"}),
    (400, {"path": "/en/no/", "host": "a b"}),
    (400, {"path": "/en/no/", "host": "[::1"}),
    (400, {"path": "/en/no/", "host": b"\xff"}),
    (400, {"path": "/en/no/", "host": ""}),
    (404, {"path": "/en/no/", "cookie": b"\xff=\xfe; sessionid=\xff\xff; messages=W1sxXV0:a:b"}),
    (431, {"path": "/en/no/", "cookie": "a=" + "b" * 9_000}),
    (405, {"path": "/en/no/", "method": "TRACE"}),
    (405, {"path": "/en/no/", "method": "PROPFIND"}),
    (415, {"path": "/en/no/", "method": "POST", "content_type": f"{FORM}; charset=utf-7"}),
    (415, {"path": "/en/no/", "method": "POST", "content_type": f'{FORM}; charset="'}),
    (415, {"path": "/en/no/", "method": "POST", "content_type": b"\xff; charset=\xff"}),
    (400, {"path": "/en/no/", "method": "POST", "content_type": f"{FORM}; charset=a\x00b"}),
    (403, {"path": "/en/no/", "method": "POST", "content_type": "multipart/form-data"}),
    (403, {"path": "/en/no/", "method": "POST", "origin": "null", "referer": "http://["}),
    (404, {"path": "/en/no/", "if_none_match": b"\xff", "if_modified_since": "yesterday"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "request_"), ODD, ids=lambda value: str(value)[:60])
def test_an_odd_request_is_answered_for_what_it_is(status: int, request_: dict[str, Any]) -> None:
    assert send(**request_)[0] == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        (FORM, b"&".join(b"a%d=1" % number for number in range(3_000))),
        (FORM, b"login=%00%ff&next=%00"),
        (FORM, b"\xff\xfe\x00"),
    ],
)
def test_a_broken_form_with_its_token_is_answered_too(
    client: Client, content_type: str, body: bytes
) -> None:
    answer = client.generic("POST", "/en/accounts/login/", body, content_type=content_type)
    assert answer.status_code in (200, 400)


@pytest.mark.django_db
def test_a_host_that_cannot_be_is_refused_with_a_page_in_the_language_of_the_address() -> None:
    status, body = send("/ar/", host="other.example")
    page = BeautifulSoup(body, "html.parser")
    assert (status, page.html["lang"], page.html["dir"]) == (400, "ar", "rtl")
    assert "other.example" not in body.decode()
