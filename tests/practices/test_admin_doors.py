"""Wagtail's own doors to the library are closed to everybody, and the admin to everybody else."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from hub.actions import system
from hub.models import AuditEntry, User
from practices.actions import save_draft
from practices.models import Practice, PracticeText

from .library import drafted, imported, member_of, organisation, person
from .test_admin import PRACTICES, TEXTS, form_of, signed_in, soup, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def everybody() -> list[User]:
    return [person("root", is_superuser=True), person("secretary", "secretariat")]


def others() -> list[User | None]:
    body = organisation()
    return [
        None,
        person("stranger"),
        person("screener", "screener"),
        person("moderator", "moderator"),
        member_of(body, "focal", "focal-point"),
    ]


def test_wagtails_own_ways_to_add_publish_withdraw_and_delete_are_closed_to_everybody() -> None:
    practice = imported()
    text = practice.texts.get()
    save_draft(by=system, practice=practice, content={"start_year": 2001})
    for user in everybody():
        client = signed_in(user)
        for namespace, row in ((PRACTICES, practice), (TEXTS, text)):
            closed = [
                url(namespace, "add"),
                url(namespace, "delete", row.pk),
                url(namespace, "unpublish", row.pk),
                url(namespace, "revisions_unschedule", row.pk, row.latest_revision_id),
            ]
            for address in closed:
                for answer in (client.get(address), client.post(address, {"title": "x"})):
                    # To the front of the admin, with a word that it may not.
                    assert answer.status_code in (302, 403, 404), (str(user), address)
            bulk = reverse(
                "wagtail_bulk_action", args=["practices", row._meta.model_name, "delete"]
            )
            said = client.get(f"{bulk}?id={row.pk}").content.decode()
            assert "You don't have permission to delete" in BeautifulSoup(said, "html.parser").text
            client.post(f"{bulk}?id={row.pk}")
    practice.refresh_from_db()
    text.refresh_from_db()
    assert practice.live
    assert text.live
    assert practice.start_year is None
    assert (Practice.objects.count(), PracticeText.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "parameter",
    ["action-publish", "action-submit", "action-unpublish", "action-delete", "action-create"],
)
def test_no_parameter_publishes_round_the_action(parameter: str) -> None:
    practice = imported()
    text = practice.texts.get()
    for user in everybody():
        client = signed_in(user)
        address = url(PRACTICES, "edit", practice.pk)
        timer = {"go_live_at": "2020-01-01 00:00", "expire_at": "2020-01-02 00:00"}
        sent = form_of(client, address) | {"start_year": "2001", parameter: "1", **timer}
        client.post(address, sent)
        address = url(TEXTS, "edit", text.pk)
        client.post(address, form_of(client, address) | {"title": "Round it", parameter: "1"})
    practice.refresh_from_db()
    text.refresh_from_db()
    assert (practice.live, practice.start_year, practice.expire_at) == (True, None, None)
    assert (text.live, text.title) == (True, "Work permits at the harbour")
    assert not AuditEntry.objects.filter(verb__startswith="practice.publish").exists()


def test_wagtails_own_buttons_are_not_shown() -> None:
    admin = signed_in(person("secretary", "secretariat"))
    practice = imported()
    page = soup(admin.get(url(PRACTICES, "edit", practice.pk)))
    names = {str(each["name"]) for each in page.select("button[name^=action-]")}
    assert names == {"action-publish-here"}
    links = {str(link["href"]) for link in page.select("a[href]")}
    for name in ("unpublish", "delete", "add"):
        arguments = [] if name == "add" else [practice.pk]
        assert url(PRACTICES, name, *arguments) not in links


def test_nobody_else_comes_near() -> None:
    practice, text = drafted(title="A secret word")
    revision = save_draft(by=system, practice=practice, content={})["revision"]
    addresses = [
        url(PRACTICES, "list"),
        url(PRACTICES, "list_results"),
        url(PRACTICES, "edit", practice.pk),
        url(PRACTICES, "history", practice.pk),
        url(PRACTICES, "history_results", practice.pk),
        url(PRACTICES, "usage", practice.pk),
        url(PRACTICES, "revisions_view", practice.pk, revision),
        url(PRACTICES, "revisions_revert", practice.pk, revision),
        url(PRACTICES, "revisions_compare", practice.pk, "earliest", "latest"),
        url(PRACTICES, "preview_on_edit", practice.pk),
        url(PRACTICES, "preview_on_add"),
        url(PRACTICES, "withdraw", practice.pk),
        url(PRACTICES, "address", practice.pk),
        url(TEXTS, "list"),
        url(TEXTS, "edit", text.pk),
        url(TEXTS, "preview_on_edit", text.pk),
        url(TEXTS, "withdraw", text.pk),
        "/admin/snippets/choose/practices/practice/",
        "/admin/snippets/choose/practices/practicetext/",
    ]
    for user in others():
        client = signed_in(user) if user else Client()
        for address in addresses:
            for answer in (client.get(address), client.post(address, {"reason": "x"})):
                assert answer.status_code in (302, 403, 404, 405), (str(user), address)
                assert "A secret word" not in answer.content.decode()
    practice.refresh_from_db()
    assert practice.slug is None
