"""Before rights and factors are changed the hub asks who it is; nothing that was sent is lost."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from hub.actions import system
from hub.actions.roles import give_role
from hub.models import Membership, MembershipRole, Organisation, Role, User, Verification
from tests.hub.factors import Passkey, app_code, options_of, show_factor, with_app
from tests.hub.signing_in import CODE, ask_for_code, code_in

pytestmark = pytest.mark.django_db
CONFIRM = "/en/accounts/confirm/"
PEOPLE = "/en/secretariat/people/"


@pytest.fixture(autouse=True)
def _asks(settings: Any) -> None:
    settings.HUB_CONFIRM_WITHIN = 15 * 60


def person(name: str) -> User:
    made = User.objects.create_user(f"{name}@example.org", name=f"Example {name.title()}")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.fixture
def office() -> User:
    made = person("office")
    give_role(by=system, person=made, role=Role.SECRETARIAT)
    return made


@pytest.fixture
def ana() -> User:
    return person("ana")


@pytest.fixture
def body() -> Organisation:
    return Organisation.objects.create(
        name="Example Body", kind="other",
        verification=Verification.VERIFIED, verified_at=timezone.now(),
    )  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def goal_of(answer: Any) -> str:
    from urllib.parse import parse_qs, urlsplit

    assert answer.status_code == 302
    parts = urlsplit(answer["Location"])
    assert parts.path == CONFIRM
    return parse_qs(parts.query)["next"][0]


def giving(to: User) -> dict[str, Any]:
    return {"key": "k", "person": to.pk, "role": Role.SCREENER.value, "verb": "give"}


def test_a_role_is_given_once_its_giver_has_confirmed_by_mail(
    client: Client, office: User, ana: User, mailoutbox: list[Any]
) -> None:
    client.force_login(office)
    here = f"{PEOPLE}?q=ana"
    assert client.get(here).status_code == 200, "looking is free"
    goal = goal_of(client.post(here, giving(ana)))
    assert goal == here
    page = text(client.get(CONFIRM, {"next": goal}))
    assert "office@example.org" in page
    assert "What you sent is kept" in page
    assert not mailoutbox, "looking at a page sends no mail"
    client.post(CONFIRM, {"action": "send", "next": goal})
    assert mailoutbox[0].subject == "Your code to confirm that it is you"
    answer = client.post(CONFIRM, {"code": "0000-0000", "next": goal})
    assert 'aria-invalid="true"' in text(answer)
    assert not ana.groups.exists()
    answer = client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": goal})
    assert answer["Location"] == here
    answer = client.get(here, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert "Example Ana now has the role: Screener." in text(answer)
    assert ana.groups.filter(name=Role.SCREENER).exists()
    client.post(here, {**giving(ana), "key": "l", "verb": "take"})
    assert not ana.groups.exists(), "for a quarter of an hour nobody is asked again"


def test_what_was_kept_is_carried_out_once_and_only_after_confirming(
    client: Client, office: User, ana: User, mailoutbox: list[Any]
) -> None:
    client.force_login(office)
    client.post(PEOPLE, giving(ana))
    client.get(PEOPLE)
    assert not ana.groups.exists()
    client.post(CONFIRM, {"action": "send", "next": "/en/account/"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": "/en/account/"})
    client.get(PEOPLE)
    assert not ana.groups.exists(), "who went elsewhere has given it up"


def test_what_was_kept_goes_on_in_another_language(
    client: Client, office: User, ana: User, mailoutbox: list[Any]
) -> None:
    client.force_login(office)
    client.post(PEOPLE, giving(ana))
    page = text(client.get(CONFIRM, {"next": PEOPLE}))
    assert "/fr/accounts/confirm/?next=%2Ffr%2Fsecretariat%2Fpeople%2F" in page
    goal = "/fr/secretariat/people/"
    client.post("/fr/accounts/confirm/", {"action": "send", "next": goal})
    client.post("/fr/accounts/confirm/", {"code": code_in(mailoutbox[0]), "next": goal})
    client.get(goal)
    assert ana.groups.filter(name=Role.SCREENER).exists()


def test_who_has_a_second_factor_confirms_with_it_and_not_by_mail(
    client: Client, office: User, ana: User, mailoutbox: list[Any]
) -> None:
    with_app(office)
    client.force_login(office)
    show_factor(client, office)
    goal = goal_of(client.post(PEOPLE, giving(ana)))
    client.post(CONFIRM, {"action": "send", "next": goal})
    assert not mailoutbox
    assert "That is not right." in text(client.post(CONFIRM, {"code": "000000", "next": goal}))
    answer = client.post(CONFIRM, {"code": app_code(), "next": goal})
    client.get(answer["Location"])
    assert ana.groups.filter(name=Role.SCREENER).exists()


def test_a_passkey_confirms(client: Client, ana: User, settings: Any) -> None:
    client.force_login(ana)
    add = "/en/accounts/passkeys/add/"
    settings.HUB_CONFIRM_WITHIN = None
    passkey = Passkey()
    made = passkey.made(options_of(text(client.get(add))))
    client.post(add, {"name": "Key", "credential": made})
    settings.HUB_CONFIRM_WITHIN = 15 * 60
    with mock.patch("time.time", return_value=time.time() + 3600):
        goal = goal_of(client.get(add))
        options = options_of(text(client.get(CONFIRM, {"next": goal})))
        answer = client.post(CONFIRM, {"credential": passkey.used(options), "next": goal})
        assert answer["Location"] == add
        assert client.get(add).status_code == 200


def test_signing_in_counts_for_a_quarter_of_an_hour(
    client: Client, ana: User, mailoutbox: list[Any]
) -> None:
    client.post(CODE, {"code": ask_for_code(client, mailoutbox, ana.email)})
    assert client.get("/en/accounts/app/add/").status_code == 200
    with mock.patch("time.time", return_value=time.time() + 16 * 60):
        goal_of(client.get("/en/accounts/app/add/"))


@pytest.mark.parametrize(
    "address",
    [
        "/en/accounts/email/",
        "/en/accounts/app/add/",
        "/en/accounts/app/remove/",
        "/en/accounts/passkeys/add/",
        "/en/accounts/passkeys/1/name/",
        "/en/accounts/passkeys/1/remove/",
        "/en/accounts/recovery-codes/",
        "/en/accounts/recovery-codes/new/",
        "/en/accounts/recovery-codes/file/",
    ],
)
def test_what_changes_how_one_signs_in_asks_first(client: Client, ana: User, address: str) -> None:
    client.force_login(ana)
    for ask in (client.get, client.post):
        assert goal_of(ask(address)) == address


@pytest.mark.parametrize("page", ["people/{member}/role/", "people/{member}/end/",
                                  "people/hand-over/", "people/invite/"])  # fmt: skip
def test_parts_in_an_organisation_ask_before_the_form_is_shown(
    client: Client, ana: User, body: Organisation, page: str
) -> None:
    Membership.objects.create(user=ana, organisation=body, role=MembershipRole.FOCAL_POINT)
    member = Membership.objects.create(user=person("bo"), organisation=body)
    address = f"/en/organisations/{body.pk}/{page.format(member=member.pk)}"
    client.force_login(ana)
    assert goal_of(client.get(address)) == address
    stranger = Client()
    stranger.force_login(person("zoe"))
    assert stranger.get(address).status_code in (403, 404), "who may not do it is not asked"


def test_what_was_typed_is_shown_and_comes_back_with_its_errors(
    client: Client, ana: User, body: Organisation, mailoutbox: list[Any]
) -> None:
    Membership.objects.create(user=ana, organisation=body, role=MembershipRole.FOCAL_POINT)
    address = f"/en/organisations/{body.pk}/people/invite/"
    client.force_login(ana)
    typed = {"key": "k", "email": "no address at all", "role": "member", "language": "en"}
    goal = goal_of(client.post(address, typed))
    assert "no address at all" in text(client.get(CONFIRM, {"next": goal}))
    client.post(CONFIRM, {"action": "send", "next": goal})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": goal})
    answer = client.get(address)
    assert answer.status_code == 422
    assert 'value="no address at all"' in text(answer)


def test_five_wrong_codes_end_it_and_a_new_one_can_be_asked_for(
    client: Client, ana: User, mailoutbox: list[Any]
) -> None:
    client.force_login(ana)
    client.post(CONFIRM, {"action": "send"})
    for _attempt in range(5):
        answer = client.post(CONFIRM, {"code": "0000-0000"})
    assert "tried too often" in text(client.get(answer["Location"]))
    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    goal_of(client.get("/en/accounts/app/add/"))
    client.post(CONFIRM, {"action": "send"})
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[1])})["Location"] == (
        "/en/account/security/"
    )


def test_codes_are_not_mailed_without_end(
    client: Client, ana: User, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    client.force_login(ana)
    for _attempt in range(4):
        answer = client.post(CONFIRM, {"action": "send"}, follow=True)
    assert "tried too often" in text(answer)
    assert len(mailoutbox) == 3
    for _attempt in range(8):
        answer = client.post(CONFIRM, {"code": "0000-0000"})
    assert answer.status_code == 429


def test_nobody_is_sent_on_to_a_foreign_site(
    client: Client, ana: User, mailoutbox: list[Any]
) -> None:
    client.force_login(ana)
    client.post(CONFIRM, {"action": "send", "next": "https://evil.example/"})
    sent = {"code": code_in(mailoutbox[0]), "next": "https://evil.example/"}
    assert client.post(CONFIRM, sent)["Location"] == "/en/account/security/"
