"""The secretariat's inbox: one list over everything that waits."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import slots, waiting
from hub.actions.joining_requests import request_to_join
from hub.inbox import Item, Waiting, registry
from hub.models import JoinRequest, Organisation, User
from tests.hub.organisations import focal_point, member, organisation, person
from tests.hub.reading import said
from tests.hub.sending import send

pytestmark = pytest.mark.django_db

INBOX = "/en/secretariat/inbox/"


def asked(name: str, *, kind: str = "join", due_in: int = 5, waited: int = 0) -> JoinRequest:
    """An open request about an organisation of that name, where nobody inside can decide."""
    of = organisation(name, state="verified" if kind == "join" else "pending")
    return JoinRequest.objects.create(
        person=person(f"P {name}"), organisation=of, kind=kind, evidence="Look",
        due_on=timezone.now().date() + timedelta(days=due_in),
        created_at=timezone.now() - timedelta(days=waited),
    )  # fmt: skip


def table(answer: Any) -> list[list[str]]:
    rows = BeautifulSoup(answer.content, "html.parser").select("tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in rows]


@pytest.fixture
def secretary(client: Client) -> User:
    secretary = person("S", "secretariat")
    client.force_login(secretary)
    return secretary


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the ground floor registers, without the floors above it; and no entries of theirs in
    the menu."""
    own = {each.kind: each for each in (waiting.verifications(), waiting.join_requests())}
    monkeypatch.setattr(registry, "_waiting", own)
    monkeypatch.setattr(slots, "_fillings", {})


def things() -> Waiting:
    """A kind of another floor, which promises no day."""
    return Waiting(
        kind="example",
        label="Example things",
        rows=lambda viewer: Organisation.objects.filter(name__startswith="Thing"),
        since="created_at",
        promised="",
        item=lambda row: Item(row.name, f"/en/organisations/{row.pk}/", row.created_at),
    )


def test_kinds_stand_in_one_list_with_the_oldest_promise_first_and_what_is_late_said_in_words(
    client: Client, secretary: User
) -> None:
    registry.register(things())
    asked("Later League", due_in=9)
    asked("Late Union", kind="register", due_in=-2, waited=16)
    organisation("Thing of no day")
    asked("Soon League", due_in=1, waited=1)
    answer = client.get(INBOX)
    rows = table(answer)
    assert [row[1].split(" ")[0:2] for row in rows] == [
        ["Verify", "Late"],
        ["Let", "P"],
        ["Let", "P"],
        ["Thing", "of"],
    ]
    assert "overdue by 2 days" in rows[0][0]
    assert [row[2] for row in rows][0::3] == ["Organisations to verify", "Example things"]
    assert [row[3] for row in rows] == ["16 days", "1 day", "since today", "since today"]
    assert rows[3][0] == "no day promised"
    assert "4 wait for an answer, the oldest promise first. 1 is overdue." in said(answer)


def test_the_list_is_narrowed_to_a_kind_and_counts_them_all(
    client: Client, secretary: User
) -> None:
    asked("A League")
    asked("A Union", kind="register")
    answer = client.get(INBOX, {"kind": "verification"})
    assert len(table(answer)) == 1
    tabs = BeautifulSoup(answer.content, "html.parser").select("nav.tabs a")
    assert [" ".join(tab.get_text().split()) for tab in tabs][:3] == [
        "Everything 2",
        "Organisations to verify 1",
        "Requests to join 1",
    ]
    # What nobody registered narrows nothing, and is no error.
    assert len(table(client.get(INBOX, {"kind": "none", "page": "x"}))) == 2


def test_what_waits_for_others_is_not_in_it_before_they_are_late(
    client: Client, secretary: User
) -> None:
    league = organisation("Own League")
    focal_point(league)
    request_to_join(by=person("Ben"), organisation=league, evidence="Look")
    # Nobody decides what they ask for themselves.
    request_to_join(by=secretary, organisation=organisation("Mine"), evidence="Look")
    assert "Nothing waits." in said(client.get(INBOX))
    JoinRequest.objects.filter(organisation=league).update(
        due_on=timezone.now().date() - timedelta(1)
    )
    assert "have not answered in time" in said(client.get(INBOX))


def test_a_page_costs_the_same_however_many_wait(client: Client, secretary: User) -> None:
    for number in range(3):
        asked(f"L{number}")
        asked(f"U{number}", kind="register")
    client.get(INBOX)
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    for number in range(60):
        asked(f"More {number}", kind="register" if number % 2 else "join")
    with CaptureQueriesContext(connection) as many:
        page = client.get(INBOX, {"page": "2"})
    assert len(table(page)) == 16
    # The session, the person, the roles, the bell; for each kind its places and its rows.
    assert len(many) == len(few) == 4 + 2 * 2


def test_the_inbox_and_its_files_are_the_secretariats(client: Client) -> None:
    for path in (INBOX, f"{INBOX}inbox.csv", f"{INBOX}inbox.xlsx"):
        client.logout()
        assert client.get(path).status_code == 302
        client.force_login(member(organisation()))
        assert client.get(path).status_code == 403


def test_the_file_holds_the_whole_list_without_a_formula_in_it(
    client: Client, secretary: User
) -> None:
    for number in range(55):
        asked(f"League {number}", due_in=number - 3, waited=4)
    hostile = organisation("=HYPERLINK(1)", state="pending", name_language="en")
    JoinRequest.objects.create(
        person=person('=cmd|"x"'), organisation=hostile, kind="register", evidence="x",
        due_on=timezone.now().date() - timedelta(9),
    )  # fmt: skip
    answer = client.get(f"{INBOX}inbox.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, first, *rest = csv.reader(io.StringIO(text))
    assert head[:3] == ["Answer by", "Kind", "What"]
    assert first[2] == "Verify =HYPERLINK(1)"
    assert first[5] == "9"
    assert first[7].startswith("http://testserver/en/join/requests/")
    assert len(rest) == 55
    assert not [cell for row in [first, *rest] for cell in row if cell.startswith(("=", "@"))]


@pytest.mark.django_db(transaction=True)
def test_the_file_comes_whole_through_the_server_in_the_readers_language(client: Client) -> None:
    client.force_login(person("S", "secretariat"))
    asked("Example Union", kind="register")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    status, body = send("/fr/secretariat/inbox/inbox.csv", cookie=cookie, accept_encoding="gzip")
    assert status == 200
    assert body.decode("utf-8-sig").count("Example Union") == 2
    assert b"/fr/join/requests/" in body
