"""What is not public occurs in no answer to whoever may not read it.

Practices in every state hold a secret word wherever somebody can write: every address of the site
is asked for, signed out and as three people whom it does not concern, and no answer, notice or
mail has the word. To a visitor, the site answers as if those practices did not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hub import editorial
from hub.actions import system
from hub.files import receiving
from hub.models import Notice, Role, StoredFile, User
from hub.notifications import follow, mailing
from practices.actions import save_draft, save_text
from practices.screening import actions
from search.engines.embedded import frequencies
from tests.hub.reading import worked_off
from tests.practices.library import organisation, person, published
from tests.practices.screening import Desk, a_reason, finding, reviewer, speak
from tests.test_addresses import rows

SECRET = "wintermoth"
# Beside the secret word in the same title: what a search for the word would bring to light.
BESIDE = "lanternorchard"
TITLE = f"{SECRET} {BESIDE} permits"
PUBLIC = "Permits at the open quay"
# A country that nothing public is about.
COUNTRY = "FJ"

QUERIES = (
    "", "?q={0}", "?q={1}", "?q={0}+permits", "?q=wintermoht", "?q={0}&literal=1",
    f"?country={COUNTRY}", "?objective=11", "?level=national", "?order=newest&page=1",
)  # fmt: skip
MORE_ADDRESSES = (
    *(f"/en/practices/{query}" for query in QUERIES),
    *(f"/en/search/{query}" for query in QUERIES[:6]),
    *(f"/en/search/suggest/?q={each}" for each in ("wi", "winterm", SECRET, "lant", "per")),
    "/en/practices/?q=GCM-2026", "/fr/practices/", "/ar/search/?q=lanternorchard",
    "/en/practices/by/country/", "/en/practices/by/theme/", "/en/practices/by/region/",
    "/en/objectives/", "/en/objectives/11/", "/en/countries/", f"/en/countries/{COUNTRY}/",
    "/robots.txt", "/sitemap.xml", "/en/feed/", "/api/",
)  # fmt: skip
# Asked for with each secret practice in turn.
OF_A_PRACTICE = re.compile(r"{(draft|round|practice|slug)}")

# Pages of signing in and of the reader's own account; the same to all who are signed in.
ABOUT_ONESELF = re.compile(r"^(/\w\w)?/(accounts|admin|account/security)/")


@dataclass
class Secrets:
    """A practice with the secret word in every state, by a name of the state."""

    made: dict[str, Desk] = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    stranger: User = field(default_factory=lambda: person("stranger"))
    # Asked to review some of them, and has not said whether an interest stands in the way.
    undeclared: User = field(default_factory=lambda: reviewer("undeclared"))

    def desk(self, state: str, *, public: bool = False) -> Desk:
        made = self.made[state] = Desk(organisation(f"Example body of {state}"), f"{state}-")
        if not public:
            self.write(made)
        return made

    def write(self, desk: Desk) -> None:
        """Put the word wherever its people can write."""
        words = {name: f"{SECRET} {name}" for name in ("summary", "results", "lessons")}
        save_text(by=system, text=desk.text, content={"title": TITLE, **words})
        self.add_file(desk)
        link = {"url": f"https://example.org/{SECRET}", "label": SECRET}
        save_draft(
            by=system, practice=desk.practice,
            content={
                "levels": [{"level": "national"}], "objectives": [{"number": 11}],
                "countries": [{"country": COUNTRY}], "links": [link],
            },
        )  # fmt: skip

    def add_file(self, desk: Desk) -> None:
        sent = SimpleUploadedFile(f"{SECRET}.txt", f"{SECRET} ".encode() * 20)
        answer = receiving.whole(desk.focal, None, f"practice:{desk.practice.pk}", sent)
        self.files.append(StoredFile.objects.get(pk=answer["file"]))

    def make(self) -> None:
        for state in (
            "draft", "submitted", "eligibility", "review", "extra", "returned", "declined",
            "accepted", "withdrawn", "archived", "update", "update-submitted",
        ):  # fmt: skip
            self.show(state)

    def show(self, state: str) -> None:
        """Make the practice that is in a state."""
        if state == "review":
            return self.review()
        if state.startswith("update"):
            return self.update(state)
        desk = self.desk(state)
        if state == "submitted":
            desk.submitted()
        elif state == "eligibility":
            actions.take_in(by=desk.secretariat, round=desk.submitted())
        elif state == "extra":
            round, _parts = desk.spoken("accept", "decline", "accept")
            actions.ask_one_more(by=desk.secretariat, round=round, reviewer=self.undeclared)
        elif state == "returned":
            desk.returned(reason=f"Say more of {SECRET}.")
            reason = desk.practice.rounds.get().returned.get()
            actions.answer_reason(by=desk.focal, reason=reason, answer=f"More of {SECRET}.")
        elif state == "declined":
            round, _parts = desk.spoken("decline", "decline", "decline")
            reasons = [a_reason(reason=f"{SECRET} is out of scope.")]
            actions.decline(
                by=desk.secretariat, round=round, reasons=reasons, note=SECRET, language="en"
            )
        elif state == "accepted":
            desk.accepted()
        elif state in ("withdrawn", "archived"):
            desk.published()
            follow(by=self.stranger, kind="practice", object_id=str(desk.practice.pk))
            move = actions.withdraw if state == "withdrawn" else actions.archive
            move(by=desk.secretariat, practice=desk.practice, reason=f"{SECRET} has ended.")
        return None

    def review(self) -> None:
        """Read by two who write private notes, and offered to one who has not answered."""
        desk = self.desk("review")
        desk.others[1] = self.undeclared
        round = desk.in_review()
        actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
        first, second = round.assignments.exclude(reviewer=self.undeclared)
        for each in (first, second):
            actions.declare(by=each.reviewer, assignment=each, conflict=False)
        finding(first, "replicable", "not-met", reason=SECRET, private_note=SECRET)
        speak(second)

    def update(self, state: str) -> None:
        """Public, with a new draft that is not."""
        desk = self.desk(state, public=True)
        save_text(by=system, text=desk.text, content={"title": PUBLIC})
        desk.published()
        follow(by=self.stranger, kind="practice", object_id=str(desk.practice.pk))
        if state == "update":
            # Begun by itself; the other by writing on.
            actions.reopen(by=desk.focal, practice=desk.practice)
        self.write(desk)
        if state == "update-submitted":
            desk.submitted()


@pytest.fixture
def secrets(db: None, settings: Any, tmp_path: Path) -> Secrets:
    settings.HUB_FILES_ROOT = tmp_path
    editorial.load_pages(lambda line: None)
    return Secrets()


def get(client: Client, address: str) -> str:
    """An answer as text: head and body, and where it leads."""
    answer: Any = client.get(address)
    assert answer.status_code < 500, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.status_code} {dict(answer.headers)} {body.decode(errors='replace')}"


def addresses(desks: dict[str, Desk], files: list[StoredFile]) -> Iterator[str]:
    """Every address of the site's table, those of practices with each of the desks', and more."""
    listed = [address for method, address, _answers in rows() if method == "GET"]
    listed = list(
        dict.fromkeys([*listed, "/en/practices/{slug}/", "/en/practices/{slug}/?text=fr"])
    )
    for address in listed:
        if not OF_A_PRACTICE.search(address):
            yield re.sub(r"{\w+}", "1", address)
            continue
        for desk in desks.values():
            practice = desk.now()
            round = practice.rounds.order_by("-number").first()
            names = {"round": round.pk if round else 0, "slug": practice.slug or "none"}
            path = address.format_map(_Else(names, draft=practice.pk, practice=practice.pk))
            yield path
    yield from (each.format(SECRET, BESIDE) for each in MORE_ADDRESSES)
    for file in files:
        yield f"/files/{file.pk}/{SECRET}.txt"


class _Else(dict[str, Any]):
    """Other names of an address: some number that stands for nothing."""

    def __missing__(self, name: str) -> str:
        return "1"


def told(text: str, address: str) -> bool:
    """Whether an answer has the word, but where it only repeats what the address asked for."""
    text = text.lower().replace(address.lower().split("?")[0].split("/", 2)[-1], "")
    if SECRET in address.lower() or BESIDE in address.lower():
        other = BESIDE if SECRET in address.lower() else SECRET
        return other in text
    return SECRET in text or BESIDE in text


def answers(asked: list[str]) -> dict[str, str]:
    """What a visitor gets, once the words of the index are counted, as the worker does."""
    frequencies.refresh()
    cache.clear()
    return {each: get(Client(), each) for each in asked}


def letters_to(user: User) -> list[str]:
    """What a person was told by notices and by mail."""
    with worked_off():
        mailing.mail_due()
    said = [str(each.data) for each in Notice.objects.filter(recipient=user)]
    mails = [each for each in mail.outbox if user.email in each.to]
    return [*said, *(str(each.message()).lower() for each in mails)]


def leaks(client: Client, asked: Iterable[str]) -> list[str]:
    return [address for address in asked if told(get(client, address), address)]


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.mark.once
def test_the_secret_word_of_an_unpublished_practice_is_in_no_answer(secrets: Secrets) -> None:
    with worked_off():
        secrets.make()
    translator = person("translator", Role.TRANSLATOR)
    # Translators read what is accepted, so that its texts can go public together. Each state is
    # walked by a visitor and by one who is asked to review; some by the others.
    found = []
    for viewer, states in (
        (None, list(secrets.made)), (secrets.undeclared, list(secrets.made)),
        (secrets.stranger, ["draft", "returned", "withdrawn", "update"]),
        (translator, ["submitted", "review", "declined", "archived", "update-submitted"]),
    ):  # fmt: skip
        desks = {state: secrets.made[state] for state in states}
        asked = addresses(desks, secrets.files)
        if viewer:
            asked = (each for each in asked if not ABOUT_ONESELF.search(each))
        found += [f"{viewer or 'visitor'}: {each}" for each in leaks(client_of(viewer), asked)]
    assert not found, "\n".join(found)
    for person_ in (secrets.stranger, secrets.undeclared, translator):
        assert not [each for each in letters_to(person_) if SECRET in each], person_


def test_to_a_visitor_the_site_is_the_same_with_and_without_what_is_not_public(
    secrets: Secrets,
) -> None:
    """Counts, facets, suggestions, corrections: byte for byte."""
    with worked_off():
        published(title=PUBLIC)
    asked = [each.format(SECRET, BESIDE) for each in MORE_ADDRESSES]
    before = answers(asked)
    with worked_off():
        for state in ("draft", "submitted", "withdrawn"):
            secrets.show(state)
    after = answers(asked)
    assert [each for each in asked if before[each] != after[each]] == []
    # Once it is public, all of that changes: the pages would have told.
    with worked_off():
        secrets.show("accepted")
        desk = secrets.made["accepted"]
        actions.publish(by=desk.secretariat, practice=desk.practice)
    shown = answers(asked)
    for address in (
        f"/en/practices/?q={SECRET}", "/en/practices/?q=wintermoht", f"/en/search/?q={BESIDE}",
        "/en/search/suggest/?q=winterm", "/en/practices/by/country/", "/en/objectives/11/",
        f"/en/countries/{COUNTRY}/", "/en/practices/?level=national",
    ):  # fmt: skip
        assert shown[address] != after[address], address
    assert BESIDE in shown[f"/en/practices/?q={SECRET}"]
