"""The page of one's own account, and the change of its mail address."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hub.actions.core import NotAllowed
from hub.actions.people import correct_account, edit_profile
from hub.models import AuditEntry, Membership, Organisation, User
from hub.permissions import can_correct_account, can_edit_profile, can_view_person
from tests.hub.signing_in import ACCOUNT, code_in, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/en/accounts/email/"
CONFIRM = "/en/accounts/confirm-email/"


@pytest.fixture
def ana() -> User:
    person = User.objects.create_user("ana@example.org", name="Ana Example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def hers(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def key_of(answer: Any) -> str:
    return str(answer.context["form"]["key"].value())


def test_the_account_is_for_who_signed_in_and_comes_back_after_it(client: Client) -> None:
    answer = client.get(ACCOUNT)
    assert answer["Location"] == f"/en/accounts/login/?next={ACCOUNT}"


def test_saving_changes_name_and_language_once_and_speaks_the_new_language(
    hers: Client, ana: User
) -> None:
    sent = {"key": key_of(hers.get(ACCOUNT)), "name": "Ana Maria", "language": "fr"}
    answer = hers.post(ACCOUNT, sent)
    assert answer["Location"] == "/fr/account/"
    assert answer.cookies["hub_language"].value == "fr"
    hers.post(ACCOUNT, sent)
    ana.refresh_from_db()
    assert (ana.name, ana.language) == ("Ana Maria", "fr")
    assert AuditEntry.objects.filter(verb="person.edit_profile", actor=ana).count() == 1
    assert '<html lang="fr" dir="ltr">' in text(hers.get("/fr/account/"))


def test_a_key_that_comes_again_with_another_content_is_a_conflict(hers: Client) -> None:
    sent = {"key": "k", "name": "Ana", "language": "en"}
    hers.post(ACCOUNT, sent)
    assert hers.post(ACCOUNT, {**sent, "name": "Another"}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"name": "", "language": "fr"}, "This field is required."),
        ({"name": "Ana", "language": "xx"}, "xx is not one of the available choices."),
        ({"name": "x" * 151, "language": "fr"}, "at most 150 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(
    hers: Client, ana: User, sent: dict[str, str], error: str
) -> None:
    answer = hers.post(ACCOUNT, sent)
    assert answer.status_code == 200
    assert error in text(answer)
    ana.refresh_from_db()
    assert ana.name == "Ana Example"


def test_the_page_shows_what_one_belongs_to_in_few_queries(
    hers: Client, ana: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        organisation = Organisation.objects.create(name=f"Example Body {number}", kind="other")
        Membership.objects.create(user=ana, organisation=organisation)
    with django_assert_max_num_queries(8):
        page = text(hers.get(ACCOUNT))
    assert "Example Body 4" in page
    assert "no-store" in hers.get(ACCOUNT)["Cache-Control"]


def test_a_new_address_takes_the_place_of_the_old_once_its_code_is_entered(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    answer = hers.post(ADDRESS, {"email": "new@example.org"})
    assert answer["Location"] == CONFIRM
    assert mailoutbox[0].to == ["new@example.org"]
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    answer = hers.post(CONFIRM, {"code": "0000-0000"})
    assert "This is not the code of the newest mail." in text(answer)
    answer = hers.post(CONFIRM, {"code": code_in(mailoutbox[0])}, follow=True)
    assert "Your mail address is now new@example.org." in text(answer)
    ana.refresh_from_db()
    assert ana.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("new@example.org", True, True)
    ]
    assert mailoutbox[-1].to == ["ana@example.org"]
    assert "new@example.org" in mailoutbox[-1].body
    assert AuditEntry.objects.filter(verb="person.confirm_address", actor=ana).exists()


def test_the_address_of_another_account_cannot_be_taken(
    hers: Client, ana: User, mailoutbox: list[Any]
) -> None:
    User.objects.create_user("zoe@example.org")
    hers.post(ADDRESS, {"email": "zoe@example.org"})
    answer = hers.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert "Another account has this address." in text(answer)
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"


def test_without_a_change_under_way_the_page_for_its_code_leads_back(hers: Client) -> None:
    assert hers.get(CONFIRM)["Location"] == ADDRESS
    assert hers.get(ADDRESS).status_code == 200
    stranger = Client()
    assert stranger.get(CONFIRM)["Location"] == "/en/accounts/login/"
    assert stranger.get(ADDRESS).status_code == 302
    assert not signed_in(stranger)


def test_permissions_about_people_agree_with_what_is_listed() -> None:
    body = Organisation.objects.create(name="Example Body", kind="other")
    people = {
        name: User.objects.create_user(f"{name}@example.org", **columns)
        for name, columns in {
            "ana": {},
            "bo": {},
            "left": {},
            "zoe": {},
            "root": {"is_superuser": True},
        }.items()
    }
    for name in ("ana", "bo", "left"):
        Membership.objects.create(
            user=people[name],
            organisation=body,
            ended_at="2026-01-01T00:00Z" if name == "left" else None,
        )
    for viewer in [*people.values(), AnonymousUser()]:
        for can, listed in (
            (can_view_person, User.objects.visible_to(viewer)),
            (can_edit_profile, User.objects.editable_by(viewer)),
            (can_correct_account, User.objects.correctable_by(viewer)),
        ):
            assert {p for p in people.values() if can(viewer, p)} == set(listed), (viewer, can)
    assert set(User.objects.visible_to(people["ana"])) == {people["ana"], people["bo"]}


def test_nobody_edits_the_account_of_another(ana: User) -> None:
    stranger = User.objects.create_user("zoe@example.org")
    with pytest.raises(NotAllowed):
        edit_profile(by=stranger, person=ana, name="Z", language="en")
    with pytest.raises(NotAllowed):
        correct_account(by=stranger, person=ana, is_superuser=True)
