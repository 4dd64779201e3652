"""Passkeys, authenticator apps and recovery codes: set up, used, removed."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.test import Client

from hub.models import AuditEntry, User
from tests.hub.factors import (
    Passkey,
    app_code,
    kinds_of,
    options_of,
    recovery_codes_in,
    show_factor,
    with_app,
)
from tests.hub.signing_in import CODE, LOGIN, ask_for_code, signed_in

# What is told of a factor is told once it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
EMAIL = "ana@example.org"
SECURITY = "/en/account/security/"
ADD_APP = "/en/accounts/app/add/"
ADD_PASSKEY = "/en/accounts/passkeys/add/"
SECOND = "/en/accounts/login/second/"
BY_PASSKEY = "/en/accounts/login/passkey/"
CODES = "/en/accounts/recovery-codes/"


@pytest.fixture
def ana() -> User:
    person = User.objects.create_user(EMAIL, name="Ana Example")
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    return person


@pytest.fixture
def hers(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def secret_on(page: str) -> str:
    found = BeautifulSoup(page, "html.parser").select_one("p.codes code")
    assert found is not None
    return found.text


def add_app(client: Client) -> Any:
    return client.post(ADD_APP, {"code": app_code(secret_on(text(client.get(ADD_APP))))})


def add_passkey(client: Client, **made: Any) -> Passkey:
    passkey = Passkey()
    options = options_of(text(client.get(ADD_PASSKEY)))
    credential = passkey.made(options, **made)
    answer = client.post(ADD_PASSKEY, {"name": "Example key", "credential": credential})
    assert answer.status_code == 302, text(answer)
    return passkey


def sign_in_by_mail(client: Client, mails: list[Any], **sent: Any) -> Any:
    code = ask_for_code(client, mails, EMAIL, **sent)
    return client.post(CODE, {"code": code, **sent})


def ask_for_passkey(client: Client) -> dict[str, Any]:
    answer = client.get(BY_PASSKEY, headers={"accept": "application/json"})
    return answer.json()["request_options"]["publicKey"]


def test_an_app_is_added_by_its_picture_or_key_and_then_asked_for(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    page = text(hers.get(ADD_APP))
    assert 'class="qr"' in page
    assert "data:image" not in page
    answer = hers.post(ADD_APP, {"code": "000000"})
    assert "That is not right." in text(answer)
    assert secret_on(text(answer)) == secret_on(page), "a slip of the finger changes no key"
    typed = app_code(secret_on(page)).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert hers.post(ADD_APP, {"code": typed})["Location"] == CODES
    assert kinds_of(ana) == {"totp", "recovery_codes"}
    assert mailoutbox[-1].subject == "An authenticator app was added to your account"
    assert "(UTC)" in mailoutbox[-1].body
    noted = AuditEntry.objects.filter(verb="person.factor", actor=ana)
    assert {(row.details["verb"], row.details["factor"]) for row in noted} == {
        ("add", "totp"), ("add", "recovery_codes"),
    }  # fmt: skip


def test_signing_in_by_mail_ends_with_the_second_step_and_where_one_was_going(
    client: Client, ana: User, mailoutbox: list[Any]
) -> None:
    with_app(ana)
    answer = sign_in_by_mail(client, mailoutbox, next="/en/organisations/")
    assert answer["Location"] == SECOND
    assert not signed_in(client)
    assert client.get("/en/account/").status_code == 302
    assert client.get(LOGIN)["Location"].startswith(SECOND)
    answer = client.post(SECOND, {"code": "000000"})
    assert 'aria-invalid="true"' in text(answer)
    assert not signed_in(client)
    answer = client.post(SECOND, {"code": app_code()})
    assert answer["Location"] == "/en/organisations/"
    assert signed_in(client)


def test_a_code_of_the_app_is_taken_once(client: Client, ana: User, mailoutbox: list[Any]) -> None:
    with_app(ana)
    code = app_code()
    for who, enters in ((client, True), (Client(), False)):
        sign_in_by_mail(who, mailoutbox)
        who.post(SECOND, {"code": code})
        assert signed_in(who) is enters


def test_a_second_step_can_be_left_for_another_address(
    client: Client, ana: User, mailoutbox: list[Any]
) -> None:
    with_app(ana)
    sign_in_by_mail(client, mailoutbox)
    client.post("/en/accounts/logout/", {"next": LOGIN})
    assert client.get(LOGIN).status_code == 200
    assert client.get(SECOND)["Location"] == LOGIN


def test_guessing_codes_of_an_app_ends_after_five(
    client: Client, ana: User, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    with_app(ana)
    sign_in_by_mail(client, mailoutbox)
    for _attempt in range(5):
        client.post(SECOND, {"code": "000000"})
    answer = client.post(SECOND, {"code": app_code()})
    assert "That was tried too often." in text(answer)
    assert not signed_in(client)


def test_a_passkey_is_added_named_and_signs_in_alone(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    passkey = add_passkey(hers)
    assert mailoutbox[-1].subject == "A passkey was added to your account"
    page = text(hers.get(SECURITY))
    assert "Example key" in page
    assert "It signs you in by itself." in page
    own = Client()
    credential = passkey.used(ask_for_passkey(own))
    answer = own.post(BY_PASSKEY, {"credential": credential, "next": "/en/organisations/"})
    assert answer["Location"] == "/en/organisations/"
    assert signed_in(own)
    again = Client()
    again.get(BY_PASSKEY, headers={"accept": "application/json"})
    again.post(BY_PASSKEY, {"credential": credential})
    assert not signed_in(again), "what was signed once signs in nobody else"


def test_a_passkey_that_does_not_know_its_owner_is_a_second_step_only(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    passkey = add_passkey(hers, knows_owner=False)
    own = Client()
    credential = passkey.used(ask_for_passkey(own), knows_owner=False)
    answer = own.post(BY_PASSKEY, {"credential": credential, "next": "/en/x/"})
    assert answer["Location"] == f"{LOGIN}?next=%2Fen%2Fx%2F"
    assert "The passkey was not accepted." in text(own.get(answer["Location"]))
    sign_in_by_mail(own, mailoutbox)
    options = options_of(text(own.get(SECOND)))
    own.post(SECOND, {"credential": passkey.used(options, knows_owner=False)})
    assert signed_in(own)


@pytest.mark.parametrize(
    "credential",
    [
        "", "x", "1", "[]", "null", "{}", '{"response": 1}', "[" * 20_000,
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        '{"id": "A", "rawId": "!", "type": "public-key", "response": {"clientDataJSON": "AA",'
        ' "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA",'
        ' "userHandle": "enp6enp6enp6enp6enp6eg"}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "attestationObject": "o2NmbXRkbm9uZQ", "authenticatorData": "AAAA", "signature": "AA",'
        ' "userHandle": "MQ"}}',
        '{"id": ' + '"' + "x" * 60_000 + '"}',
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_passkey_is_refused_with_a_reason(
    hers: Client, ana: User, mailoutbox: list[Any], credential: str
) -> None:
    with_app(ana)
    hers.get(ADD_PASSKEY)
    answer = hers.post(ADD_PASSKEY, {"name": "My key", "credential": credential})
    assert answer.status_code == 200
    assert "The passkey was not accepted." in text(answer)
    assert 'value="My key"' in text(answer)
    own = Client()
    ask_for_passkey(own)
    assert own.post(BY_PASSKEY, {"credential": credential}).status_code == 302
    sign_in_by_mail(own, mailoutbox)
    answer = own.post(SECOND, {"credential": credential})
    assert answer.status_code == 200
    assert kinds_of(ana) == {"totp"}
    assert not signed_in(own)


def test_recovery_codes_are_shown_where_they_were_made_until_they_are_put_away(
    hers: Client, ana: User
) -> None:
    add_app(hers)
    page = text(hers.get(CODES))
    codes = recovery_codes_in(page)
    assert len(set(codes)) == 10
    assert recovery_codes_in(text(hers.get(CODES))) == codes, "a cut line loses none"
    file = hers.get(f"{CODES}file/")
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert all(code in text(file) for code in codes)
    elsewhere = Client()
    elsewhere.force_login(ana)
    assert not recovery_codes_in(text(elsewhere.get(CODES)))
    assert elsewhere.get(f"{CODES}file/")["Location"] == CODES
    hers.post(f"{CODES}kept/")
    page = text(hers.get(CODES))
    assert not recovery_codes_in(page)
    assert "10 codes are unused." in page


def test_recovery_codes_are_shown_for_a_quarter_of_an_hour(hers: Client) -> None:
    add_app(hers)
    with mock.patch("time.time", return_value=time.time() + 16 * 60):
        assert not recovery_codes_in(text(hers.get(CODES)))


def test_a_recovery_code_gets_in_once_and_few_are_warned_of(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    add_app(hers)
    codes = recovery_codes_in(text(hers.get(CODES)))
    for code in codes[:7]:
        sign_in_by_mail(own := Client(), mailoutbox)
        own.post(SECOND, {"code": f"{code[:4]} {code[4:]}"})
        assert signed_in(own)
    assert "Only 3 codes are left." in text(own.get(SECURITY))
    sign_in_by_mail(own := Client(), mailoutbox)
    own.post(SECOND, {"code": codes[0]})
    assert not signed_in(own)


def test_new_recovery_codes_take_the_place_of_the_old(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    add_app(hers)
    old = recovery_codes_in(text(hers.get(CODES)))
    assert hers.get(f"{CODES}new/").status_code == 200
    answer = hers.post(f"{CODES}new/", follow=True)
    new = recovery_codes_in(text(answer))
    assert len(new) == 10
    assert not set(old) & set(new)
    assert mailoutbox[-1].subject == "New recovery codes were made for your account"


def test_factors_are_removed_and_the_last_takes_the_recovery_codes_along(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    add_app(hers)
    add_passkey(hers)
    page = BeautifulSoup(text(hers.get(SECURITY)), "html.parser")
    remove = str(page.select_one("a[href*='/passkeys/'][href$='/remove/']")["href"])  # type: ignore[index]
    assert hers.get(remove).status_code == 200
    assert hers.post(remove)["Location"] == SECURITY
    assert mailoutbox[-1].subject == "A passkey was removed from your account"
    assert hers.post("/en/accounts/app/remove/")["Location"] == SECURITY
    assert mailoutbox[-1].subject == "The authenticator app was removed from your account"
    assert kinds_of(ana) == set()
    assert hers.get(CODES).status_code == 404


def test_nobody_touches_the_passkey_of_another(hers: Client, ana: User) -> None:
    add_passkey(hers)
    pk = ana.authenticator_set.get(type="webauthn").pk
    stranger = Client()
    stranger.force_login(User.objects.create_user("zoe@example.org"))
    for verb in ("name", "remove"):
        for ask in (stranger.get, stranger.post):
            assert ask(f"/en/accounts/passkeys/{pk}/{verb}/").status_code == 404
    hers.post(f"/en/accounts/passkeys/{pk}/name/", {"name": " مفتاحي "})
    assert "مفتاحي" in text(hers.get(SECURITY))


def test_without_scripts_passkeys_say_what_they_need(client: Client) -> None:
    page = BeautifulSoup(text(client.get(LOGIN)), "html.parser")
    form = page.select_one("form[data-passkey]")
    assert form is not None
    assert "Passkeys need scripts" in form.select_one("[data-problem=scripts]").text  # type: ignore[union-attr]
    assert not form.select_one("[data-problem=scripts]").has_attr("hidden")  # type: ignore[union-attr]
    assert form.select_one("button").has_attr("hidden")  # type: ignore[union-attr]


def test_a_mail_that_cannot_be_sent_takes_no_factor_back(hers: Client, ana: User) -> None:
    page = text(hers.get(ADD_APP))
    with mock.patch(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=ConnectionError
    ):
        answer = hers.post(ADD_APP, {"code": app_code(secret_on(page))})
    assert answer["Location"] == CODES
    assert "totp" in kinds_of(ana)


def test_who_reads_the_database_alone_learns_no_codes(
    hers: Client, ana: User, mailoutbox: list[Any], settings: Any
) -> None:
    secret = secret_on(text(hers.get(ADD_APP)))
    hers.post(ADD_APP, {"code": app_code(secret)})
    stored = str(list(ana.authenticator_set.values_list("data", flat=True)))
    assert secret.replace(" ", "") not in stored
    code = recovery_codes_in(text(hers.get(CODES)))[0]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another secret of this installation"
    for fallbacks, enters in (([], False), ([former], True)):
        settings.SECRET_KEY_FALLBACKS = fallbacks
        sign_in_by_mail(own := Client(), mailoutbox)
        own.post(SECOND, {"code": code})
        assert signed_in(own) is enters


def test_the_page_about_security_asks_few_questions_of_the_database(
    hers: Client, ana: User, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        add_passkey(hers)
    show_factor(hers, ana)
    with django_assert_max_num_queries(12):
        assert hers.get(SECURITY).status_code == 200
