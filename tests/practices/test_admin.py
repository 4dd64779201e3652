"""The library in the admin: drafts are edited there, and nothing goes round the actions."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hub.models import AuditEntry, User
from practices.actions import save_draft
from practices.models import Practice, PracticeText

from .library import drafted, imported, published, text_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PRACTICES, TEXTS = "wagtailsnippets_practices_practice", "wagtailsnippets_practices_practicetext"


@pytest.fixture
def admin(secretary: User) -> Client:
    return signed_in(secretary)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(namespace: str, name: str, *arguments: Any) -> str:
    return reverse(f"{namespace}:{name}", args=arguments)


def soup(answer: HttpResponse) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    page = soup(client.get(address))
    form = page.select_one("#w-editor-form")
    assert form is not None
    sent: dict[str, str] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            sent[name] = field.text.removeprefix("\n")
        elif kind not in ("submit", "button"):
            sent[name] = str(field.get("value", ""))
    return {name: value for name, value in sent.items() if "__prefix__" not in name}


def titles(page: BeautifulSoup) -> set[str]:
    return {" ".join(link.text.split()) for link in page.select(".title-wrapper a")}


def test_the_list_shows_titles_and_languages_at_a_steady_price(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    arabic = imported("arabic", title="ميناء", title_language="ar")
    text_in("fr", arabic, title="Port")
    for number in range(12):
        imported(f"example-{number}", title=f"Example {number}")
    address = url(PRACTICES, "list")
    page = soup(admin.get(address))
    text = page.get_text(" ")
    assert "ميناء" in text
    assert "Example 11" in text
    assert "ar, fr" in text
    with django_assert_max_num_queries(20):
        admin.get(address)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "harbour-one"}, {"One"}),
        ({"q": "example.org/two"}, {"Two"}),
        ({"q": "nothing-of-the-kind"}, set()),
        ({"language": "ar"}, {"Two"}),
        ({"level": "national"}, {"Two"}),
        ({"provenance": "imported"}, {"One", "Two"}),
        ({"provenance": "screened"}, {"Permits at the quay"}),
        ({"q": "quay PERMITS"}, {"Permits at the quay"}),
        ({"live": "true"}, {"One", "Two"}),
        ({"live": "false"}, {"Permits at the quay"}),
    ],
)
def test_practices_are_found_and_filtered(
    query: dict[str, str], shown: set[str], admin: Client
) -> None:
    imported("harbour-one", title="One")
    source = "https://example.org/two"
    imported("2", title="Two", title_language="ar", level="national", source_url=source)
    practice = published()
    Practice.objects.filter(pk=practice.pk).update(live=False)
    assert titles(soup(admin.get(url(PRACTICES, "list"), query))) == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "at the quay"}, {"Permits at the quay", "Port"}),
        ({"q": "harbour-one"}, {"Work permits at the harbour"}),
        ({"language": "fr"}, {"Port"}),
        ({"origin": "machine"}, {"Port"}),
        ({"provenance": "imported"}, {"Work permits at the harbour"}),
        ({"live": "false"}, {"Port"}),
    ],
)
def test_texts_are_found_and_filtered(
    query: dict[str, str], shown: set[str], admin: Client
) -> None:
    imported("harbour-one")
    text_in("fr", published(), title="Port", origin="machine")
    assert titles(soup(admin.get(url(TEXTS, "list"), query))) == shown


def test_saving_keeps_a_draft_and_what_is_public_stays(admin: Client, secretary: User) -> None:
    practice = imported(objectives=[6, 12], primary_objectives=[12], themes=["harbours"])
    address = url(PRACTICES, "edit", practice.pk)
    sent = form_of(admin, address) | {"start_year": "2001"}
    assert admin.post(address, sent).status_code == 302
    practice.refresh_from_db()
    draft = practice.get_latest_revision_as_object()
    assert (practice.start_year, draft.start_year) == (None, 2001)
    assert practice.has_unpublished_changes
    assert [(each.number, each.rank) for each in draft.objectives.all()] == [(6, None), (12, 1)]
    assert [theme.name for theme in draft.themes.all()] == ["harbours"]
    entry = AuditEntry.objects.get(verb="practice.save-draft")
    assert entry.actor == secretary


def test_a_practice_is_called_by_its_title(admin: Client) -> None:
    practice = imported(title="Permits in Ghana")
    page = soup(admin.get(url(PRACTICES, "edit", practice.pk)))
    assert page.title is not None
    assert "Permits in Ghana" in page.title.text


def test_our_button_publishes_through_the_action(admin: Client, secretary: User) -> None:
    practice = imported()
    address = url(PRACTICES, "edit", practice.pk)
    sent = form_of(admin, address) | {"start_year": "2001", "action-publish-here": "1"}
    assert admin.post(address, sent).status_code == 302
    practice.refresh_from_db()
    assert practice.start_year == 2001
    assert AuditEntry.objects.get(verb="practice.publish").actor == secretary
    text = practice.texts.get()
    address = url(TEXTS, "edit", text.pk)
    sent = form_of(admin, address) | {"title": "By hand", "action-publish-here": "1"}
    assert admin.post(address, sent).status_code == 302
    assert "By hand" in Client().get(f"/en/practices/{practice.slug}/").content.decode()


def errors_of(page: BeautifulSoup) -> list[str]:
    return [
        " ".join(each.text.split()) for each in page.select("div.error-message, p.error-message")
    ]


def test_what_stops_publication_is_said_beside_its_field_and_nothing_typed_is_lost(
    admin: Client,
) -> None:
    practice = published()
    address = url(PRACTICES, "edit", practice.pk)
    sent = form_of(admin, address) | {"levels-0-DELETE": "on", "action-publish-here": "1"}
    page = soup(admin.post(address, sent | {"original_language": "no tag", "start_year": "2001"}))
    assert errors_of(page) == ["This is no language.", "Choose at least one."]
    assert "It cannot be published yet." in page.get_text()
    box = page.select_one("input[name=start_year]")
    assert box is not None
    assert box["value"] == "2001"
    practice.refresh_from_db()
    assert practice.start_year is None
    assert practice.get_latest_revision_as_object().start_year == 2001


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"start_year": "2020", "end_year": "2019"}, "The end is before the start."),
        ({"evidence": "monitored"}, "Say who said so."),
        ({"evidence_source": "screening"}, "Say how strong it is, or leave open who said so."),
    ],
)
def test_what_the_database_would_refuse_is_said_beside_its_field(
    sent: dict[str, str], error: str, admin: Client
) -> None:
    practice, _text = drafted()
    address = url(PRACTICES, "edit", practice.pk)
    page = soup(admin.post(address, form_of(admin, address) | sent))
    assert errors_of(page) == [error]
    for name, value in sent.items():
        field = page.select_one(f"input[name={name}], select[name={name}] option[selected]")
        assert field is not None
        assert field["value"] == value


def test_a_translation_follows_its_original_when_its_writer_says_so(admin: Client) -> None:
    practice = published()
    french = text_in("fr", practice, title="Permis", origin="human")
    before = french.get_latest_revision_as_object().source_hash
    original = practice.texts.get(language="en")
    address = url(TEXTS, "edit", original.pk)
    sent = form_of(admin, address)
    assert "follows_original" not in soup(admin.get(address)).decode()
    admin.post(address, sent | {"results": "More.", "action-publish-here": "1"})
    address = url(TEXTS, "edit", french.pk)
    sent = form_of(admin, address)
    admin.post(address, sent | {"title": "Permis de travail"})
    french.refresh_from_db()
    assert french.get_latest_revision_as_object().source_hash == before
    admin.post(address, sent | {"follows_original": "on"})
    french.refresh_from_db()
    assert french.get_latest_revision_as_object().source_hash not in ("", before)


def test_withdrawing_asks_why_and_says_so_in_the_audit(admin: Client) -> None:
    practice = published()
    edit = url(PRACTICES, "edit", practice.pk)
    address = url(PRACTICES, "withdraw", practice.pk)
    assert address in soup(admin.get(edit)).decode()
    assert "Nothing is deleted" in soup(admin.get(address)).get_text()
    assert "This field is required." in soup(admin.post(address, {})).get_text()
    answer = admin.post(address, {"reason": "Its organisation asked for it."})
    assert (answer.status_code, answer["Location"]) == (302, edit)
    practice.refresh_from_db()
    assert not practice.live
    details = AuditEntry.objects.get(verb="practice.withdraw").details
    assert details["reason"] == "Its organisation asked for it."
    assert address not in soup(admin.get(edit)).decode()
    text = imported().texts.get()
    admin.post(url(TEXTS, "withdraw", text.pk), {"reason": "Example."})
    text.refresh_from_db()
    assert not text.live


def test_an_address_is_changed_by_hand_and_a_taken_one_comes_back(admin: Client) -> None:
    practice, other = published(), published()
    address = url(PRACTICES, "address", practice.pk)
    assert address in soup(admin.get(url(PRACTICES, "edit", practice.pk))).decode()
    page = soup(admin.post(address, {"slug": other.slug}))
    assert "This address is taken." in page.get_text()
    assert admin.post(address, {"slug": "Moved here"}).status_code == 302
    practice.refresh_from_db()
    assert practice.slug == "moved-here"


def test_the_history_shows_each_version_and_an_earlier_one_comes_back_as_a_draft(
    admin: Client, secretary: User
) -> None:
    practice = imported()
    first = practice.live_revision_id
    save_draft(by=secretary, practice=practice, content={"start_year": 2001})
    page = soup(admin.get(url(PRACTICES, "history", practice.pk)))
    assert "Imported from a file" in page.get_text()
    assert "Edited" in page.get_text()
    compare = url(PRACTICES, "revisions_compare", practice.pk, first, "latest")
    assert "2001" in soup(admin.get(compare)).get_text()
    assert admin.get(url(PRACTICES, "revisions_view", practice.pk, first)).status_code == 200
    address = url(PRACTICES, "revisions_revert", practice.pk, first)
    sent = form_of(admin, address)
    audits = AuditEntry.objects.filter(verb="practice.save-draft")
    before = audits.count()
    assert admin.post(address, sent).status_code == 302
    practice.refresh_from_db()
    assert practice.get_latest_revision_as_object().start_year is None
    assert audits.count() == before + 1


@pytest.mark.parametrize("namespace", [PRACTICES, TEXTS])
def test_the_preview_shows_what_is_being_typed_in_the_admins_frame(
    namespace: str, admin: Client
) -> None:
    practice = published()
    row: Practice | PracticeText = practice if namespace == PRACTICES else practice.texts.get()
    address = url(namespace, "preview_on_edit", row.pk)
    typed = {"start_year": "2001"} if namespace == PRACTICES else {"title": "As it is typed"}
    sent = form_of(admin, url(namespace, "edit", row.pk)) | typed
    assert admin.post(address, sent).json() == {"is_valid": True, "is_available": True}
    answer = admin.get(address)
    page = soup(answer)
    assert ("since 2001" if namespace == PRACTICES else "As it is typed") in page.get_text()
    assert "This is a draft." in page.get_text()
    # Framed by the admin, and by nobody else.
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    practice.refresh_from_db()
    assert practice.start_year is None
