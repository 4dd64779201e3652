"""Signing up and in with a code that is sent by mail."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hub.models import AuditEntry, User
from tests.hub.signing_in import (
    ACCOUNT,
    CODE,
    LOGIN,
    SIGNUP,
    ask_for_code,
    code_in,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EMAIL = "ana@example.org"


@pytest.fixture
def ana() -> User:
    return User.objects.create_user(EMAIL, name="Ana Example")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_signing_up_asks_for_name_and_address_and_ends_signed_in(
    client: Client, mailoutbox: list[Any]
) -> None:
    answer = client.post(SIGNUP, {"name": "Ana Example", "email": "Ana@Example.org"})
    assert answer["Location"] == CODE
    assert not signed_in(client)
    answer = client.post(CODE, {"code": code_in(mailoutbox[0])}, follow=True)
    assert answer.redirect_chain == [(ACCOUNT, 302)]
    assert "You are signed in as Ana Example." in text(answer)
    person = User.objects.get(email=EMAIL)
    assert (person.name, person.language, person.has_usable_password()) == (
        "Ana Example", "en", False,
    )  # fmt: skip
    assert EmailAddress.objects.get(user=person).verified
    assert AuditEntry.objects.filter(verb="person.sign_up", object_id=str(person.pk)).exists()


def test_signing_in_asks_for_the_address_alone(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    page = text(client.get(LOGIN))
    assert 'name="login"' in page
    assert "password" not in page.replace("There is no password", "")
    code = ask_for_code(client, mailoutbox, EMAIL)
    assert mailoutbox[0].subject == "Your code to sign in"
    assert mailoutbox[0].to == [EMAIL]
    assert client.post(CODE, {"code": code})["Location"] == ACCOUNT
    assert signed_in(client)
    assert len(mailoutbox) == 1, "an account made elsewhere is asked for no second code"


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.replace("-", ""),
        lambda code: f" {code.replace('-', ' ')} ",
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    ],
    ids=["plain", "spaced", "arabic-digits"],
)
def test_a_code_is_read_however_it_is_typed(
    client: Client, mailoutbox: list[Any], ana: User, typed: Any
) -> None:
    code = ask_for_code(client, mailoutbox, EMAIL)
    client.post(CODE, {"code": typed(code)})
    assert signed_in(client)


def test_a_code_opens_only_the_browser_that_asked_for_it(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    code = ask_for_code(client, mailoutbox, EMAIL)
    other = Client()
    assert other.post(CODE, {"code": code}, follow=True).redirect_chain[0] == (LOGIN, 302)
    assert not signed_in(other)


def test_a_wrong_code_is_said_beside_its_field_and_five_end_it(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    code = ask_for_code(client, mailoutbox, EMAIL)
    for _attempt in range(4):
        answer = client.post(CODE, {"code": "0000-0000"})
        assert answer.status_code == 200
        assert 'aria-invalid="true"' in text(answer)
        assert "This is not the code of the newest mail." in text(answer)
    answer = client.post(f"{CODE}?next=/en/x/", {"code": "0000-0000"})
    assert answer["Location"] == f"{LOGIN}?next=%2Fen%2Fx%2F"
    assert "tried too often" in text(client.get(answer["Location"]))
    client.post(CODE, {"code": code})
    assert not signed_in(client)


@pytest.mark.parametrize(("minutes", "good"), [(29, True), (31, False)])
def test_a_code_is_good_for_thirty_minutes(
    client: Client, mailoutbox: list[Any], ana: User, minutes: int, good: bool
) -> None:
    import time

    code = ask_for_code(client, mailoutbox, EMAIL)
    later = time.time() + minutes * 60
    with mock.patch("time.time", return_value=later):
        answer = client.post(CODE, {"code": code, "next": "/en/x/"})
    assert signed_in(client) is good
    if not good:
        assert answer["Location"] == f"{LOGIN}?next=%2Fen%2Fx%2F"
        assert "no longer valid" in text(client.get(answer["Location"]))


def test_a_new_code_takes_the_place_of_the_old(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    old = ask_for_code(client, mailoutbox, EMAIL)
    answer = client.post(CODE, {"action": "resend", "next": "/en/x/"})
    assert answer["Location"] == f"{CODE}?next=%2Fen%2Fx%2F"
    new = code_in(mailoutbox[-1])
    assert client.post(CODE, {"code": old}).status_code == 200
    client.post(CODE, {"code": new})
    assert signed_in(client)


def test_where_one_was_going_survives_signing_up(client: Client, mailoutbox: list[Any]) -> None:
    goal = "/en/join/some-token/"
    page = text(client.get(f"{SIGNUP}?next={goal}"))
    assert f'<input type="hidden" name="next" value="{goal}">' in page
    answer = client.post(SIGNUP, {"name": "Ana", "email": EMAIL, "next": goal})
    page = text(client.get(answer["Location"]))
    assert f'<input type="hidden" name="next" value="{goal}">' in page
    answer = client.post(CODE, {"code": code_in(mailoutbox[0]), "next": goal})
    assert answer["Location"] == goal


def test_where_one_was_going_survives_coming_back_and_changing_the_language(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    ask_for_code(client, mailoutbox, EMAIL)
    answer = client.get(f"{LOGIN}?next=/en/join/t/")
    assert answer["Location"] == f"{CODE}?next=%2Fen%2Fjoin%2Ft%2F"
    page = text(client.get(answer["Location"]))
    assert "/ar/accounts/login/code/confirm/?next=%2Far%2Fjoin%2Ft%2F" in page
    assert "/zh-hans/accounts/login/code/confirm/?next=%2Fzh-hans%2Fjoin%2Ft%2F" in page


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_nobody_is_sent_on_to_a_foreign_site(
    client: Client, mailoutbox: list[Any], ana: User, foreign: str
) -> None:
    code = ask_for_code(client, mailoutbox, EMAIL, next=foreign)
    assert client.post(CODE, {"code": code, "next": foreign})["Location"] == ACCOUNT
    assert client.get(LOGIN, {"next": foreign})["Location"] == ACCOUNT


def test_nobody_learns_which_addresses_have_an_account(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    known, unknown = Client(), Client()
    for page, sent in ((LOGIN, "login"), (SIGNUP, "email")):
        answers = [
            one.post(page, {sent: address, "name": "Ana"}, follow=True)
            for one, address in ((known, EMAIL), (unknown, "zoe@example.org"))
        ]
        pages = [
            text(answer).replace(EMAIL, "X").replace("zoe@example.org", "X") for answer in answers
        ]
        assert answers[0].redirect_chain == answers[1].redirect_chain
        assert len(pages[0]) == len(pages[1])


def test_an_address_without_an_account_gets_a_mail_that_says_so(
    client: Client, mailoutbox: list[Any]
) -> None:
    client.post("/fr/accounts/login/", {"login": "nobody@example.org"})
    assert "http://testserver/fr/accounts/signup/" in mailoutbox[0].body
    assert not User.objects.exists()


def test_signing_up_with_an_address_that_has_an_account_signs_in_and_changes_nothing(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    EmailAddress.objects.create(user=ana, email=EMAIL, verified=True, primary=True)
    client.post(SIGNUP, {"name": "Somebody Else", "email": EMAIL})
    client.post(CODE, {"code": code_in(mailoutbox[0])})
    assert signed_in(client)
    assert User.objects.get().name == "Ana Example"


def test_an_account_that_nobody_confirmed_takes_the_name_typed_last(
    client: Client, mailoutbox: list[Any]
) -> None:
    client.post(SIGNUP, {"name": "A Stranger", "email": EMAIL})
    own = Client()
    own.post("/fr/accounts/signup/", {"name": "Ana", "email": EMAIL})
    own.post("/fr/accounts/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    person = User.objects.get()
    assert (person.name, person.language) == ("Ana", "fr")


def test_a_closed_account_gets_no_code_and_says_why_when_closed_meanwhile(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    code = ask_for_code(client, mailoutbox, EMAIL)
    User.objects.update(is_active=False)
    answer = client.post(CODE, {"code": code}, follow=True)
    assert "This account is closed" in text(answer)
    client.post(LOGIN, {"login": EMAIL})
    assert mailoutbox[-1].subject == "There is no account with this address"
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("page", "sent", "error"),
    [
        (LOGIN, {"login": "no address"}, "Enter a valid email address."),
        (LOGIN, {}, "This field is required."),
        (SIGNUP, {"name": "", "email": "ana@example.org"}, "This field is required."),
        (SIGNUP, {"name": "x" * 151, "email": "ana@"}, "at most 150 characters"),
        (SIGNUP, {"name": "Ana", "email": f"ana@{'x.' * 150}org"}, "at most 254 characters"),
        (SIGNUP, {"name": "a\x00b", "email": "ana@example.org"}, "Null characters"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field_and_kept(
    client: Client, page: str, sent: dict[str, str], error: str
) -> None:
    answer = client.post(page, sent)
    assert answer.status_code == 200
    assert error in text(answer)
    for value in sent.values():
        if value and "\x00" not in value:
            assert f'value="{value}"' in text(answer)
    assert not User.objects.exists()


def test_the_mail_is_in_the_readers_language_and_the_page_in_the_pages(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    User.objects.update(language="ar")
    client.post(LOGIN, {"login": EMAIL})
    html = mailoutbox[0].alternatives[0][0]
    assert '<html dir="rtl" lang="ar">' in html
    assert code_in(mailoutbox[0])
    assert '<html lang="en" dir="ltr">' in text(client.get(CODE))


@pytest.mark.parametrize("page", ["login", "signup"])
def test_the_pages_are_read_from_the_right_in_arabic_and_kept_by_nobody(
    client: Client, page: str
) -> None:
    answer = client.get(f"/ar/accounts/{page}/")
    assert '<html lang="ar" dir="rtl">' in text(answer)
    assert '<meta name="robots" content="noindex">' in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_the_address_without_a_language_speaks_the_readers(client: Client) -> None:
    answer = client.get("/accounts/login/?next=/en/x/", headers={"accept-language": "fr"})
    assert '<html lang="fr" dir="ltr">' in text(answer)
    assert 'action="/fr/accounts/login/"' in text(answer)
    assert "/ru/accounts/login/?next=%2Fru%2Fx%2F" in text(answer)


def test_too_many_requests_get_a_page_that_says_so(
    client: Client, mailoutbox: list[Any], ana: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    for _attempt in range(3):
        Client().post(LOGIN, {"login": EMAIL})
    answer = client.post(LOGIN, {"login": EMAIL})
    assert "tried too often" in text(answer)
    assert len(mailoutbox) == 3
    answer = client.post(SIGNUP, {"name": "Ana", "email": EMAIL})
    assert answer.status_code == 429
    assert "Too many requests" in text(answer)
    assert "GCM Hub</title>" in text(answer)


def test_where_no_mail_can_be_sent_the_page_says_so(client: Client, ana: User) -> None:
    with mock.patch(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=ConnectionError
    ):
        answer = client.post(LOGIN, {"login": EMAIL}, follow=True)
    assert answer.status_code == 200
    assert "The mail could not be sent." in text(answer)


def test_signing_out_is_a_button_of_the_header(client: Client, ana: User) -> None:
    client.force_login(ana)
    page = text(client.get(ACCOUNT))
    assert '<form method="post" action="/en/accounts/logout/">' in page
    assert client.get("/en/accounts/logout/").status_code == 200
    assert signed_in(client)
    answer = client.post("/en/accounts/logout/")
    assert answer["Location"] == "/en/"
    assert not signed_in(client)


def test_another_address_can_be_tried_while_a_code_is_on_its_way(
    client: Client, mailoutbox: list[Any], ana: User
) -> None:
    ask_for_code(client, mailoutbox, EMAIL, next="/en/x/")
    assert f'name="next" value="{LOGIN}?next=%2Fen%2Fx%2F"' in text(
        client.get(f"{CODE}?next=/en/x/")
    )
    answer = client.post("/en/accounts/logout/", {"next": f"{LOGIN}?next=%2Fen%2Fx%2F"})
    assert answer["Location"] == f"{LOGIN}?next=%2Fen%2Fx%2F"
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize(
    "path", ["password/change/", "password/set/", "password/reset/", "reauthenticate/"]
)
def test_no_page_asks_for_a_password(client: Client, ana: User, path: str) -> None:
    for prefix in ("/accounts/", "/en/accounts/"):
        assert client.get(prefix + path, follow=True).status_code == 404
    client.force_login(ana)
    assert client.get(f"/en/accounts/{path}").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_change_password")
