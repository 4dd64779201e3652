"""Who enters the Wagtail admin, through which door, and what stands there about people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hub import editorial
from hub.actions import system
from hub.actions.roles import give_role
from hub.models import AuditEntry, Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOME = "/admin/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def permissions() -> None:
    editorial.grant_editorial_permissions()


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root@example.org", name="Example Root")


@pytest.fixture
def office(permissions: None) -> User:
    person = User.objects.create_user("office@example.org", name="Example Office")
    give_role(by=system, person=person, role=Role.SECRETARIAT)
    return person


@pytest.fixture
def member() -> User:
    return User.objects.create_user("member@example.org", name="Example Member")


def addresses(below: list[Any], prefix: str = "/") -> Iterator[str]:
    """Those of the admin that need nothing filled in."""
    for entry in below:
        address = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, address)
        elif isinstance(entry, URLPattern) and not re.search(r"[<(^*$]", address):
            yield address


def of_the_admin() -> list[str]:
    return sorted({one for one in addresses(get_resolver().url_patterns) if one.startswith(HOME)})


# A report of wagtail-localize pages through rows that are in no order; we only look for failures.
@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize("who", ["root", "office"])
def test_no_page_of_the_admin_fails(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    answers = {}
    for address in of_the_admin():
        answer = client.get(address)
        if answer.status_code >= 500:
            answers[address] = answer.status_code
    assert len(of_the_admin()) > 80
    assert not answers


@pytest.mark.parametrize("address", ["/admin/login/", "/en/_util/login/"])
def test_wagtails_own_doors_lead_to_the_hubs(client: Client, address: str) -> None:
    answer = client.get(address, {"next": "/en/x/"})
    assert answer["Location"] == "/en/accounts/login/?next=%2Fen%2Fx%2F"
    answer = client.post(address, {"username": "root@example.org", "password": "x"})
    assert answer.status_code == 302
    assert "evil" not in client.get(address, {"next": "https://evil.example/"})["Location"]


def test_a_page_of_the_admin_asks_to_sign_in_and_is_come_back_to(client: Client) -> None:
    answer = client.get("/admin/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == "/en/accounts/login/?next=%2Fadmin%2Fpages%2F"
    assert 'name="next" value="/admin/pages/"' in text(answer)


def test_who_has_no_right_to_the_admin_is_told_so_and_not_sent_round(
    client: Client, member: User
) -> None:
    client.force_login(member)
    answer = client.get(HOME, follow=True)
    assert answer.status_code == 403
    assert "Your account has no right to it." in text(answer)


@pytest.mark.parametrize("role", [Role.SCREENER, Role.MODERATOR])
def test_only_the_secretariat_and_superusers_enter(
    client: Client, permissions: None, member: User, office: User, root: User, role: Role
) -> None:
    give_role(by=system, person=member, role=role)
    for person, enters in ((member, False), (office, True), (root, True)):
        client.force_login(person)
        assert (client.get(HOME).status_code == 200) is enters


def test_no_password_can_be_reset_in_the_admin(client: Client) -> None:
    for page in ("", "done/", "complete/"):
        assert client.get(f"/admin/password_reset/{page}", follow=True).status_code == 404


def test_leaving_the_admin_signs_out(client: Client, office: User) -> None:
    client.force_login(office)
    answer = client.post("/admin/logout/")
    assert answer["Location"] == "/admin/login/"
    assert "_auth_user_id" not in client.session
    assert client.get(HOME).status_code == 302


def test_the_admin_names_no_other_machine(client: Client, root: User) -> None:
    client.force_login(root)
    for page in (HOME, "/admin/pages/", "/admin/images/", "/admin/account/"):
        elements = BeautifulSoup(text(client.get(page)), "html.parser").find_all()
        # A link is followed by whoever wants to; everything else a browser may ask for itself.
        asked = [str(each.attrs) for each in elements if each.name != "a"]
        asked += [script.text for script in elements if script.name == "script"]
        hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", " ".join(asked)))
        assert len(asked) > 100
        assert hosts <= {"testserver", "www.w3.org"}, page


def test_the_secretariat_neither_lists_nor_edits_people_and_groups(
    client: Client, office: User, member: User
) -> None:
    client.force_login(office)
    group = Group.objects.get(name=Role.SECRETARIAT)
    for address in (
        "/admin/users/",
        f"/admin/users/edit/{member.pk}/",
        f"/admin/users/edit/{office.pk}/",
        f"/admin/users/history/{member.pk}/",
        "/admin/users/new/",
        "/admin/groups/",
        f"/admin/groups/edit/{group.pk}/",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, HOME), address
    client.post(f"/admin/users/edit/{office.pk}/", {"name": "x", "is_superuser": "on"})
    office.refresh_from_db()
    assert not office.is_superuser
    menu = text(client.get(HOME))
    assert "/admin/users/" not in menu
    assert "/admin/groups/" not in menu


def test_a_superuser_corrects_an_account_and_the_audit_says_so(
    client: Client, root: User, member: User
) -> None:
    client.force_login(root)
    assert "Example Member" in text(client.get("/admin/users/?q=member"))
    page = text(client.get(f"/admin/users/edit/{member.pk}/"))
    assert 'name="name"' in page
    for absent in ("email", "password1", "groups", "first_name"):
        assert f'name="{absent}"' not in page
    client.post(f"/admin/users/edit/{member.pk}/", {"name": "Example M.", "language": "fr"})
    member.refresh_from_db()
    assert (member.name, member.language, member.is_active) == ("Example M.", "fr", False)
    assert AuditEntry.objects.filter(verb="person.correct", actor=root).exists()


def test_a_superuser_locks_nobody_out_by_mistake(client: Client, root: User, member: User) -> None:
    client.force_login(root)
    client.post(f"/admin/users/edit/{root.pk}/", {"name": "Example Root", "language": "en"})
    root.refresh_from_db()
    assert root.is_active
    assert root.is_superuser
    for address in (
        "/admin/users/new/",
        f"/admin/users/delete/{member.pk}/",
        f"/admin/bulk/hub/user/delete/?id={member.pk}",
    ):
        client.post(address, {"email": "new@example.org"})
    assert set(User.objects.all()) == {root, member}


def test_the_settings_in_the_admin_ask_for_no_name_address_or_password(
    client: Client, office: User
) -> None:
    client.force_login(office)
    page = text(client.get("/admin/account/"))
    assert "locale-preferred_language" in page
    for absent in ("name_email-", "password-"):
        assert absent not in page
    answer = client.post("/admin/account/", {"locale-preferred_language": "fr"})
    assert answer.status_code < 400
