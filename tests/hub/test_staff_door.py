"""Staff get nowhere without a second factor, the admin least of all; and where one is signed in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from hub import editorial
from hub.actions import system
from hub.actions.roles import give_role
from hub.models import AuditEntry, Role, User
from tests.hub.factors import app_code, kinds_of, show_factor, with_app
from tests.hub.signing_in import CODE, ask_for_code, signed_in
from tests.hub.test_admin_entry import of_the_admin

pytestmark = pytest.mark.django_db
SECURITY = "/en/account/security/"
CONFIRM = "/en/accounts/confirm/"
# Some of what the admin has beside the addresses that need nothing filled in.
WITH_NUMBERS = (
    "/admin/pages/1/", "/admin/pages/1/edit/", "/admin/pages/1/history/", "/admin/users/edit/1/",
    "/admin/groups/edit/1/", "/admin/images/1/", "/admin/documents/edit/1/", "/admin/none/",
    "/admin/api/main/pages/", "/admin/snippets/practices/practice/",
)  # fmt: skip
ELSEWHERE = (
    "/en/", "/en/account/", "/en/organisations/", "/en/practices/", "/en/search/",
    "/en/secretariat/people/", "/en/secretariat/joining/", "/documents/1/x.pdf",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _asked_of_staff(settings: Any) -> None:
    settings.HUB_STAFF_SECOND_FACTOR = True


def person(name: str, **columns: Any) -> User:
    made = User.objects.create_user(f"{name}@example.org", name=f"Example {name}", **columns)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.fixture
def office() -> User:
    editorial.grant_editorial_permissions()
    made = person("office")
    give_role(by=system, person=made, role=Role.SECRETARIAT)
    return made


def text(answer: Any) -> str:
    return str(answer.content.decode())


def wrongly_open(client: Client, addresses: Any, way: str) -> list[str]:
    return [
        address
        for address in addresses
        if not (answer := client.get(address)).headers.get("Location", "").startswith(f"{way}?next")
        or answer.status_code != 302
    ]


@pytest.mark.parametrize("who", ["office", "root"])
def test_no_page_of_the_admin_or_of_the_secretariat_opens_without_a_second_factor(
    client: Client, office: User, who: str
) -> None:
    root = person("root", is_superuser=True, is_staff=True)
    one = {"office": office, "root": root}[who]
    client.force_login(one)
    # Signing in and the settings that lead there are the hub's own, and lead the same way.
    inside = [address for address in of_the_admin() if "failwhale" not in address]
    everything = [*inside, *WITH_NUMBERS, *ELSEWHERE]
    assert len(everything) > 90
    assert wrongly_open(client, everything, SECURITY) == []
    with_app(one)
    assert wrongly_open(client, everything, CONFIRM) == []
    show_factor(client, one)
    assert client.get("/admin/").status_code == 200
    assert client.get("/en/secretariat/people/").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_each_role_needs_one(client: Client, role: Role) -> None:
    one = person("one")
    give_role(by=system, person=one, role=role)
    client.force_login(one)
    assert wrongly_open(client, ELSEWHERE, SECURITY) == []


def test_a_right_to_the_admin_that_came_another_way_needs_one_there(client: Client) -> None:
    one = person("one")
    one.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(one)
    assert wrongly_open(client, ["/admin/", "/admin/account/"], SECURITY) == []
    assert client.get("/en/account/").status_code == 200


def test_others_and_visitors_need_none(client: Client) -> None:
    assert client.get("/en/practices/").status_code == 200
    client.force_login(person("member"))
    assert client.get("/en/account/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_form_that_was_sent_is_not_carried_out_and_what_was_typed_is_shown(
    client: Client, office: User
) -> None:
    client.force_login(office)
    answer = client.post("/en/account/", {"key": "k", "name": "Another name", "language": "fr"})
    assert answer.status_code == 403
    assert "Another name" in text(answer)
    assert f'href="{SECURITY}?next=/en/account/"' in text(answer)
    office.refresh_from_db()
    assert office.name == "Example office"


# What is told of a factor is told once it is committed.
@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_the_way_to_where_one_was_going(
    client: Client, office: User, mailoutbox: list[Any]
) -> None:
    client.post(CODE, {"code": ask_for_code(client, mailoutbox, office.email)})
    answer = client.get("/admin/pages/", follow=True)
    assert answer.redirect_chain == [(f"{SECURITY}?next=%2Fadmin%2Fpages%2F", 302)]
    assert "until then nothing else opens" in text(answer)
    add = "/en/accounts/app/add/"
    secret = client.get(add).context["secret"]
    client.post(add, {"code": app_code(secret)})
    assert 'href="/admin/pages/"' in text(client.get(SECURITY))
    assert client.get("/admin/pages/").status_code == 200


def test_signing_in_with_both_steps_opens_everything(
    client: Client, office: User, mailoutbox: list[Any]
) -> None:
    with_app(office)
    client.post(CODE, {"code": ask_for_code(client, mailoutbox, office.email, next="/admin/")})
    assert client.get("/admin/").status_code == 302
    client.post("/en/accounts/login/second/", {"code": app_code()})
    assert client.get("/admin/").status_code == 200


def test_where_the_settings_do_not_ask_nobody_is_led_anywhere(
    client: Client, office: User, settings: Any
) -> None:
    settings.HUB_STAFF_SECOND_FACTOR = False
    client.force_login(office)
    assert client.get("/admin/").status_code == 200
    assert "asks for a second step" in text(client.get(SECURITY))


def test_rights_are_changed_in_the_admin_by_who_confirmed_lately(
    client: Client, settings: Any
) -> None:
    root = person("root", is_superuser=True, is_staff=True)
    client.force_login(root)
    show_factor(client, root)
    assert client.get("/admin/users/").status_code == 200
    settings.HUB_CONFIRM_WITHIN = 15 * 60
    for address in ("/admin/users/", f"/admin/users/edit/{root.pk}/", "/admin/groups/new/"):
        for ask in (client.get, client.post):
            assert ask(address)["Location"].startswith(f"{CONFIRM}?next=")
    assert client.get("/admin/pages/").status_code == 200


# Where one is signed in


def sign_in(mails: list[Any], email: str, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post(CODE, {"code": ask_for_code(client, mails, email)})
    assert signed_in(client)
    return client


def test_open_sessions_are_listed_and_ended_one_by_one_or_all_others(
    mailoutbox: list[Any],
) -> None:
    ana = person("ana")
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
    here = sign_in(mailoutbox, ana.email, firefox)
    there = sign_in(mailoutbox, ana.email, phone)
    third = sign_in(mailoutbox, ana.email, "curl/8")
    page = here.get(SECURITY)
    assert [(place.browser, place.is_here) for place in page.context["places"]] == [
        ("Firefox, Windows", True), ("An unknown browser", False), ("Safari, iPhone", False),
    ]  # fmt: skip
    row = page.context["places"][2].pk
    stranger = sign_in(mailoutbox, person("zoe").email, firefox)
    stranger.post(f"{SECURITY}sessions/{row}/end/", {"key": "k"})
    assert there.get("/en/account/").status_code == 200
    here.post(f"{SECURITY}sessions/{row}/end/", {"key": "k"})
    assert there.get("/en/account/").status_code == 302
    own = page.context["places"][0].pk
    answer = here.post(f"{SECURITY}sessions/{own}/end/", {"key": "l"})
    assert answer["Location"] == "/en/accounts/logout/"
    here.post(f"{SECURITY}sessions/end-others/", {"key": "m"})
    assert third.get("/en/account/").status_code == 302
    assert here.get("/en/account/").status_code == 200
    assert len(here.get(SECURITY).context["places"]) == 1
    assert AuditEntry.objects.filter(verb="person.end_other_sessions", actor=ana).exists()


def test_who_runs_the_machine_helps_somebody_who_has_lost_their_factors(
    mailoutbox: list[Any],
) -> None:
    ana = person("ana")
    client = sign_in(mailoutbox, ana.email, "curl/8")
    with_app(ana)
    call_command("forget_factors", ana.email, verbosity=0)
    assert kinds_of(ana) == set()
    assert client.get("/en/account/").status_code == 302
    assert mailoutbox[-1].subject == "Your second steps were removed"
