"""Links and files of a draft: added, described, moved and removed one by one, scripts off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hub.actions import system
from hub.models import AuditEntry, StoredFile, User
from practices.actions import publish_practice, save_draft
from practices.models import Practice, State
from tests.hub import samples

from .library import drafted, member_of, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _root(settings: Any, tmp_path: Path) -> None:
    settings.HUB_FILES_ROOT = tmp_path


class Writer:
    """Somebody at the page of a draft."""

    def __init__(self) -> None:
        self.body = organisation()
        self.user = member_of(self.body, "writer")
        self.practice, _text = drafted(self.body)
        self.address = reverse("practices:draft-resources", args=[self.practice.pk])
        self.client = Client()
        self.client.force_login(self.user)

    def page(self, query: str = "") -> BeautifulSoup:
        answer = self.client.get(self.address + query)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    def names(self, of: str) -> list[str]:
        heading = self.page().find(id=of)
        assert heading is not None
        listed = heading.find_next(["ul", "p"], class_=["resources", "soft"])
        assert listed is not None
        return [item.bdi.text for item in listed.select("li > div")]  # type: ignore[union-attr]  # each has one

    def link(self, url: str, **said: str) -> Any:
        sent = {"what": "link", "link-url": url, **{f"link-{k}": v for k, v in said.items()}}
        return self.client.post(self.address, sent)

    def file(self, name: str, content: bytes, **said: str) -> Any:
        sent = {"what": "file", "file-file": SimpleUploadedFile(name, content)}
        return self.client.post(
            self.address, {**sent, **{f"file-{k}": v for k, v in said.items()}}
        )  # fmt: skip

    def press(self, button: str, of: str, at: int) -> Any:
        heading = self.page().find(id=of)
        assert heading is not None
        form = heading.find_next("ul", class_="resources").select("li .row-buttons")[at]  # type: ignore[union-attr]  # an element
        sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
        return self.client.post(self.address, {**sent, "do": button})

    def content(self) -> dict[str, Any]:
        return Practice.objects.get(pk=self.practice.pk).latest_revision.content


@pytest.fixture
def writer() -> Writer:
    return Writer()


def said_beside(answer: Any) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(each.get_text().split()) for each in page.select(".field.wrong .errors")]


def test_a_link_is_added_described_moved_and_removed(writer: Writer) -> None:
    assert writer.link("example.org/report", label="The report", language="fr").status_code == 302
    assert writer.link("https://example.org/film").status_code == 302
    assert writer.names("links") == ["The report", "https://example.org/film"]
    assert writer.content()["links"][0]["url"] == "https://example.org/report"
    writer.press("down", "links", 0)
    assert writer.names("links") == ["https://example.org/film", "The report"]
    change = writer.page().select(".resources li a")[1]["href"]
    form = BeautifulSoup(writer.client.get(change).content, "html.parser").select_one("#change")
    assert form is not None
    sent = {each["name"]: each.get("value", "") for each in form.select("input")}
    answer = writer.client.post(writer.address, {**sent, "change-label": "A film"})
    assert answer.status_code == 302
    assert writer.names("links") == ["A film", "The report"]
    writer.press("remove", "links", 1)
    assert writer.names("links") == ["A film"]
    assert writer.content()["links"][0]["position"] == 0


@pytest.mark.parametrize(
    ("url", "label"),
    [("javascript:alert(1)", ""), ("ftp://example.org/", ""), ("", ""), ("https://", ""),
     ("https://example.org/" + "x" * 2_000, ""), ("https://example.org/", "x" * 300)],
)  # fmt: skip
def test_a_link_that_cannot_be_stays_in_its_form_with_the_reason(
    url: str, label: str, writer: Writer
) -> None:
    answer = writer.link(url, label=label)
    assert answer.status_code == 422
    assert len(said_beside(answer)) == 1
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("input[name=link-url]").get("value", "") == url  # type: ignore[union-attr]  # it is there
    assert writer.names("links") == []


def test_the_same_link_twice_is_refused_and_a_second_click_adds_none(writer: Writer) -> None:
    first = writer.link("https://example.org/", key="k")
    again = writer.link("https://example.org/", key="k")
    assert first["Location"] == again["Location"]
    assert said_beside(writer.link("https://example.org/")) == [
        "Error: This link is there already."
    ]
    assert len(writer.content()["links"]) == 1


def test_an_old_page_cannot_hit_another_link(writer: Writer) -> None:
    writer.link("https://example.org/1")
    old = writer.page().select_one(".resources .row-buttons")
    assert old is not None
    sent = {each["name"]: each["value"] for each in old.select("input[type=hidden]")}
    writer.press("remove", "links", 0)
    writer.link("https://example.org/2")
    answer = writer.client.post(writer.address, {**sent, "do": "remove"})
    assert answer.status_code == 422
    assert "The list has changed meanwhile." in answer.content.decode()
    assert writer.names("links") == ["https://example.org/2"]


def test_a_file_is_added_described_and_removed(writer: Writer) -> None:
    assert (
        writer.file("Rapport.pdf", samples.PDF, label="Le rapport", language="fr").status_code
        == 302
    )
    file = StoredFile.objects.get()
    assert (file.name, file.purpose) == ("Rapport.pdf", f"practice:{writer.practice.pk}")
    item = writer.page().select_one(".resources li")
    assert item is not None
    assert " ".join(
        item.div.get_text().split()
    ) == f"Le rapport (PDF, {file.size}\xa0bytes) French".replace("\xa0", " ")  # type: ignore[union-attr]  # it has one
    assert writer.client.get(f"/files/{file.pk}/Rapport.pdf").status_code == 200
    writer.press("remove", "files", 0)
    assert writer.names("files") == []
    assert writer.content()["files"] == []


def test_a_file_that_is_refused_says_why_beside_the_field_and_keeps_what_was_typed(
    writer: Writer,
) -> None:
    answer = writer.file("drawing.svg", samples.SVG, label="A drawing of ours")
    assert answer.status_code == 422
    (said,) = said_beside(answer)
    assert "Files of this kind are not taken. Allowed are PDF," in said
    assert "A drawing of ours" in answer.content.decode()
    assert not StoredFile.objects.exists()
    for wrong in (writer.file("a.txt", b""), writer.client.post(writer.address, {"what": "file"})):
        assert wrong.status_code == 422


def test_sending_the_same_form_twice_keeps_one_file(writer: Writer) -> None:
    first = writer.file("a.txt", b"An example.", key="k")
    again = writer.file("a.txt", b"An example.", key="k")
    assert first["Location"] == again["Location"]
    assert StoredFile.objects.count() == 1
    assert AuditEntry.objects.filter(verb="file.take-in").count() == 1


def test_what_is_public_keeps_a_file_until_the_draft_is_published(writer: Writer) -> None:
    writer.file("a.txt", b"An example.")
    text = writer.practice.texts.get()
    publish(writer.practice)
    page = f"/en/practices/{Practice.objects.get(pk=writer.practice.pk).slug}/"
    assert text.title in Client().get(page).content.decode()
    link = BeautifulSoup(Client().get(page).content, "html.parser").select_one(
        "article a[download]"
    )
    assert link is not None
    assert link.parent is not None
    assert " ".join(link.parent.get_text().split()) == "a.txt (TXT, 11 bytes)"
    writer.press("remove", "files", 0)
    assert Client().get(link["href"]).status_code == 200
    publish_practice(by=system, practice=writer.practice)
    assert Client().get(link["href"]).status_code == 404
    assert "a.txt" not in Client().get(page).content.decode()


def publish(practice: Practice) -> None:
    from practices.actions import publish_text

    publish_text(by=system, text=practice.texts.get())
    publish_practice(by=system, practice=practice)


def test_a_draft_cannot_bring_out_another_practices_file(writer: Writer) -> None:
    writer.file("secret.txt", b"An example.")
    file = StoredFile.objects.get()
    other = Writer.__new__(Writer)
    other.body = organisation("Another Example")
    other.user = member_of(other.body, "other")
    other.practice, _text = drafted(other.body)
    child = {"pk": None, "file": str(file.pk), "label": "", "language": "", "position": 0}
    for wrong in (child, {**child, "file": "none"}, {**child, "file": str(file.pk)[:-1] + "0"}):
        save_draft(by=other.user, practice=other.practice, content={"files": [wrong]})
        assert Practice.objects.get(pk=other.practice.pk).latest_revision.content["files"] == []
    publish(other.practice)
    assert Client().get(f"/files/{file.pk}/secret.txt").status_code == 404


def test_others_find_no_page_and_while_it_is_screened_nobody_changes_it(writer: Writer) -> None:
    stranger = Client()
    stranger.force_login(person("stranger"))
    assert stranger.get(writer.address).status_code == 404
    assert stranger.post(writer.address, {"what": "link"}).status_code == 404
    writer.link("https://example.org/1")
    Practice.objects.filter(pk=writer.practice.pk).update(state=State.IN_REVIEW)
    assert writer.client.get(writer.address).status_code == 302
    answer = writer.link("https://example.org/2")
    assert answer.status_code == 403
    assert len(writer.content()["links"]) == 1


def test_any_button_and_any_word_leaves_the_page_standing(writer: Writer) -> None:
    for sent in (
        {}, {"what": "nothing"}, {"do": "up"}, {"do": "remove", "relation": "x", "item": "\x00"},
        {"what": "change", "relation": "files", "item": "x", "change-label": "y"},
        {"what": "link", "link-url": "https://example.org/\x00"},
        {"what": "link", "link-url": "https://example.org/", "link-language": "tlh-klingon"},
    ):  # fmt: skip
        assert writer.client.post(writer.address, sent).status_code == 422, sent
    assert writer.client.get(f"{writer.address}?list=x&change=%00").status_code == 200


def test_the_section_is_marked_done_and_leads_on(writer: Writer) -> None:
    answer = writer.client.post(writer.address, {"what": "done", "done": "on", "go": "next"})
    assert answer["Location"].endswith("/evidence/")
    assert Practice.objects.get(pk=writer.practice.pk).sections_done == ["resources"]
    answer = writer.client.post(writer.address, {"what": "done", "go": "later"})
    assert answer["Location"] == reverse("practices:draft-tasks", args=[writer.practice.pk])
    assert Practice.objects.get(pk=writer.practice.pk).sections_done == []


def test_a_list_costs_no_query_for_each_row(
    writer: Writer, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        writer.link(f"https://example.org/{number}")
        writer.file(f"{number}.txt", b"An example.")
    with django_assert_max_num_queries(30):
        writer.page()


def test_the_secretary_may_too(writer: Writer, secretary: User) -> None:
    writer.client.force_login(secretary)
    assert writer.file("a.txt", b"An example.").status_code == 302
