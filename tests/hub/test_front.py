"""The doors that stay: the front address, the spellings of a language, the health of a run."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("header", "address"),
    [("ar", "/ar/"), ("zh-CN,en", "/zh-hans/"), ("pt,fr;q=0.5", "/fr/"), ("", "/en/")],
)
def test_the_front_address_leads_to_the_readers_language(
    client: Client, header: str, address: str
) -> None:
    answer = client.get("/", headers={"accept-language": header})
    assert answer.status_code == 302
    assert answer["Location"] == address
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("/zh/practices/?level=local", "/zh-hans/practices/?level=local"),
        ("/zh-CN/", "/zh-hans/"),
        ("/EN/x", "/en/x"),
        ("/fr-ca/", "/fr/"),
    ],
)
def test_another_spelling_of_a_language_leads_to_its_one_address(
    client: Client, spelling: str, address: str
) -> None:
    answer = client.get(spelling)
    assert answer.status_code == 301
    assert answer["Location"] == address


@pytest.mark.django_db
def test_a_run_says_that_it_lives_and_that_it_can_serve(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"


@pytest.mark.parametrize("charset", ["utf-7", "idna", "unicode_escape", "zzz", "utf-16"])
def test_a_form_in_a_charset_that_cannot_be_read_safely_is_refused(
    client: Client, charset: str
) -> None:
    answer = client.generic(
        "POST",
        "/en/accounts/login/",
        b"login=%2BADw-",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )
    assert answer.status_code == 415


def test_a_method_that_the_site_does_not_use_is_refused(client: Client) -> None:
    assert client.generic("TRACE", "/healthz").status_code == 405
