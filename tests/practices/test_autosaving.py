"""What the script of a page of the form sends while one types, and how it is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hub.models import AuditEntry, Receipt, User
from practices.actions import save_draft, save_text
from practices.merging import base_of
from practices.models import Practice, PracticeText, State

from .library import drafted, member_of, organisation, person

pytestmark = pytest.mark.django_db


class Tab:
    """A page of the form open in somebody's browser: what it read, and what it sends."""

    def __init__(self, user: User, practice: Practice, part: str, section: str, *names: str):
        self.client = Client()
        self.client.force_login(user)
        self.practice, self.part, self.section = practice, part, section
        self.names = names
        self.read()

    def row(self) -> Practice | PracticeText:
        if self.part == "facts":
            return Practice.objects.get(pk=self.practice.pk)
        return PracticeText.objects.get(practice=self.practice, language=self.part)

    def read(self) -> None:
        stored = self.stored()
        self.seen = self.row().draft_number
        self.base = base_of(stored, self.names)

    def stored(self) -> dict[str, Any]:
        return dict(self.row().get_latest_revision_as_object().serializable_data())

    def sends(self, **sent: Any) -> Any:
        values = {
            "key": "", "part": self.part, "section": self.section, "seen": self.seen,
            "base": json.dumps(self.base), **sent,
        }  # fmt: skip
        address = reverse("practices:draft-save", args=[self.practice.pk])
        return self.client.post(address, values, HTTP_ACCEPT="application/json")


@pytest.fixture
def writer() -> User:
    return member_of(organisation(), "writer")


@pytest.fixture
def practice(writer: User) -> Practice:
    return drafted(writer.memberships.get().organisation)[0]


STORY = ("challenge", "activities", "results")


def test_what_is_sent_is_saved_and_the_answer_is_what_the_next_save_needs(
    writer: User, practice: Practice
) -> None:
    tab = Tab(writer, practice, "en", "story", *STORY)
    answer = tab.sends(challenge="One\r\n\r\nTwo", activities="", results="")
    said = answer.json()
    assert answer.status_code == 200
    assert tab.stored()["challenge"] == "One\n\nTwo"
    assert (said["draft_number"], said["errors"], said["kept"]) == (tab.seen + 1, {}, [])
    tab.seen, tab.base = said["draft_number"], {**tab.base, **said["base"]}
    assert tab.sends(challenge="Three", activities="", results="").status_code == 200
    assert tab.stored()["challenge"] == "Three"
    assert "no-store" in answer["Cache-Control"]


def test_a_save_sent_again_because_its_answer_was_lost_is_one_save(
    writer: User, practice: Practice, secretary: User
) -> None:
    tab = Tab(writer, practice, "facts", "objectives", "objectives", "theme_items")
    sent = {"key": "k", "objectives": ["2", "9"], "primary_1": "9", "theme_items": "Harbours"}
    first = tab.sends(**sent)
    # Others write meanwhile; the same again gets the first answer and changes nothing.
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 4}]})
    again = tab.sends(**sent)
    assert (first.status_code, again.json()) == (200, first.json())
    assert [child["number"] for child in tab.stored()["objectives"]] == [4]
    assert Receipt.objects.filter(verb="practice.save-section").count() == 1
    assert AuditEntry.objects.filter(verb="practice.save-section").count() == 1


def test_a_clash_answers_both_versions_and_who_saved(
    writer: User, practice: Practice, secretary: User
) -> None:
    tab = Tab(writer, practice, "en", "story", *STORY)
    text = practice.texts.get()
    save_text(by=secretary, text=text, content={"results": "Hers"})
    answer = tab.sends(challenge="Mine", activities="", results="Mine")
    said = answer.json()
    assert answer.status_code == 409
    assert (said["by"], said["own"], said["number"]) == ("Secretary", False, tab.seen + 1)
    assert said["theirs"] == {
        "results": {"label": "Results", "saved": ["Hers"], "lang": "en", "dir": "ltr"}
    }
    # The rest is saved while the person has not chosen yet.
    held = tab.sends(challenge="Mine", activities="", results="Mine", hold="results")
    assert held.status_code == 200
    assert (tab.stored()["challenge"], tab.stored()["results"]) == ("Mine", "Hers")
    tab.seen, tab.base = said["number"], {**tab.base, **held.json()["base"], **said["base"]}
    assert tab.sends(challenge="Mine", activities="", results="Mine").status_code == 200
    assert tab.stored()["results"] == "Mine"


def test_facts_that_clash_are_called_by_their_names(
    writer: User, practice: Practice, secretary: User
) -> None:
    tab = Tab(writer, practice, "facts", "objectives", "objectives", "principles")
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 1}]})
    (saved,) = tab.sends(objectives=["2"]).json()["theirs"]["objectives"]["saved"]
    assert saved.startswith("1 ")
    own = Tab(secretary, practice, "facts", "objectives", "objectives", "principles")
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 3}]})
    assert own.sends(objectives=["2"]).json()["own"] is True


def test_what_is_wrong_in_one_field_does_not_keep_the_others_from_being_saved(
    writer: User, practice: Practice
) -> None:
    tab = Tab(writer, practice, "facts", "place", "type", "levels", "countries", "start_year")
    answer = tab.sends(levels=["national"], start_year="last year", countries=["MA"])
    assert answer.json()["errors"] == {"start_year": ["Write a year, such as 2021."]}
    assert [child["country"] for child in tab.stored()["countries"]] == ["MA"]


def test_whatever_goes_wrong_is_answered_as_json_with_a_sentence(
    writer: User, practice: Practice
) -> None:
    tab = Tab(writer, practice, "en", "story", *STORY)
    answers = {
        401: Client().post(reverse("practices:draft-save", args=[practice.pk]), {"part": "en"}),
        404: Tab(person("stranger"), practice, "en", "story").sends(results="x"),
        413: tab.sends(**{f"x{number}": "1" for number in range(2_500)}),
    }
    tab.part = "fr"
    answers[4040] = tab.sends()
    tab.part, tab.section = "en", "place"
    answers[4041] = tab.sends()
    tab.section = "story"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(writer)
    tab.client = strict
    answers[403] = tab.sends(results="x")
    assert answers[403].json()["token"] is True
    tab.client = Client()
    tab.client.force_login(writer)
    Practice.objects.filter(pk=practice.pk).update(state=State.IN_REVIEW)
    answers[4030] = tab.sends(results="x")
    assert "token" not in answers[4030].json()
    for status, answer in answers.items():
        assert f"{status}".startswith(f"{answer.status_code}"), answer.content
        assert answer.json()["error"].endswith(".") or answer.status_code == 401
    assert tab.stored()["results"] == ""


@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "", "base": ""},
        {"seen": "9" * 30, "base": "{"},
        {"seen": "x", "base": "[1]"},
        {"seen": "-4", "base": '{"results": 7}'},
        {"base": '{"results": {"a": []}}', "key": "k" * 500},
    ],
)
def test_a_page_that_says_nonsense_of_what_it_read_undoes_nobody(
    writer: User, practice: Practice, secretary: User, sent: dict[str, str]
) -> None:
    save_text(by=secretary, text=practice.texts.get(), content={"results": "Hers"})
    tab = Tab(writer, practice, "en", "story", *STORY)
    tab.seen -= 1
    assert tab.sends(results="Mine", **sent).status_code == 409
    assert tab.stored()["results"] == "Hers"


def test_signing_out_empties_what_the_browser_kept(writer: User) -> None:
    client = Client()
    client.force_login(writer)
    assert client.post("/en/accounts/logout/")["Clear-Site-Data"] == '"storage"'


def test_a_page_that_comes_back_with_an_error_does_not_undo_a_colleague_when_sent_again(
    writer: User, practice: Practice, secretary: User
) -> None:
    client = Client()
    client.force_login(writer)
    address = reverse("practices:draft-section", args=[practice.pk, "place"])
    sent = {
        **client.get(address).context["form"].initial,
        "key": "k", "countries": ["MA"], "start_year": "soon",
    }  # fmt: skip
    sent = {name: "" if value is None else value for name, value in sent.items()}
    save_draft(by=secretary, practice=practice, content={"levels": [{"level": "global"}]})
    back = client.post(address, sent)
    assert back.status_code == 422
    again = {**sent, "start_year": "2021"}
    again.update({name: back.context["form"][name].value() for name in ("key", "seen", "base")})
    client.post(address, again)
    draft = Practice.objects.get(pk=practice.pk).get_latest_revision_as_object()
    assert [child.level for child in draft.levels.all()] == ["global"]
    assert (draft.start_year, [child.country for child in draft.countries.all()]) == (2021, ["MA"])


def test_without_scripts_a_clash_is_answered_with_both_versions_and_all_that_was_typed(
    writer: User, practice: Practice, secretary: User
) -> None:
    client = Client()
    client.force_login(writer)
    address = reverse("practices:draft-text-section", args=[practice.pk, "en", "story"])
    sent = {**client.get(address).context["form"].initial, "key": "k", "go": "later"}
    sent.update(challenge="<b>Along</b>", results="Mine")
    save_text(by=secretary, text=practice.texts.get(), content={"results": "Hers"})
    page = client.post(address, sent)
    assert page.status_code == 409
    shown = page.content.decode()
    for words in ("Secretary saved another version", "Hers", "Mine", "&lt;b&gt;Along&lt;/b&gt;"):
        assert words in shown
    conflict = page.context["conflict"]
    again = {**dict(conflict.sent_along()), "results": "Mine and hers", "choice-results": "mine"}
    again |= {"key": conflict.key, "seen": conflict.seen, "base": conflict.base}
    assert again["go"] == "later"
    assert client.post(address, again).status_code == 302
    text = PracticeText.objects.get(practice=practice).get_latest_revision_as_object()
    assert (text.challenge, text.results) == ("<b>Along</b>", "Mine and hers")
