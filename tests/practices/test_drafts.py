"""Drafts: facts and texts are written and published apart, and nothing shows before its time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from hub.actions import KeyReused, Refused, system
from hub.models import AuditEntry, Generation, Receipt, User
from practices.actions import (
    publish_practice,
    publish_text,
    save_draft,
    save_text,
    start_practice,
    withdraw_practice,
    withdraw_text,
)
from practices.models import Practice
from search.engine import Request
from search.registry import engine

from .library import (
    drafted,
    member_of,
    numbers,
    organisation,
    person,
    published,
    text_in,
)

pytestmark = pytest.mark.django_db


def found(words: str, language: str = "en") -> list[int]:
    result = engine().search(Request(text=words, language=language))
    return [hit.object_id for hit in result.hits]


def page_of(practice: Practice, language: str = "en") -> str:
    answer = Client().get(f"/{language}/practices/{practice.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_text_added_while_a_draft_of_the_facts_is_open_outlives_its_publication(
    secretary: User,
) -> None:
    practice = published()
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 9}]})
    arabic = text_in("ar", practice, title="تصاريح عمل في الميناء", summary="مثال موضح.")
    publish_text(by=system, text=arabic)
    publish_practice(by=secretary, practice=practice)
    assert numbers(practice) == [9]
    assert set(practice.texts.filter(live=True).values_list("language", flat=True)) == {"en", "ar"}
    assert "Permits at the quay" in page_of(practice)
    assert "تصاريح عمل في الميناء" in page_of(practice, "ar")
    assert found("permits quay") == [practice.pk]
    assert found("تصاريح الميناء", "ar") == [practice.pk]


def test_what_is_public_stays_while_a_draft_is_written(secretary: User) -> None:
    practice = published()
    text = practice.texts.get()
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 20}]})
    save_text(by=secretary, text=text, content={"title": "Unicorns", "summary": "Not yet."})
    page = page_of(practice)
    assert "Permits at the quay" in page
    assert "Unicorns" not in page
    assert "Not yet." not in page
    assert numbers(practice) == [6]
    assert found("unicorns") == []
    publish_text(by=secretary, text=text)
    assert "Unicorns" in page_of(practice)
    assert found("unicorns") == [practice.pk]
    assert numbers(practice) == [6]


def test_nobody_sees_a_practice_before_both_its_facts_and_a_text_are_public() -> None:
    practice, text = drafted()
    assert found("permits quay") == []
    publish_practice(by=system, practice=practice)
    practice.refresh_from_db()
    assert Client().get(f"/en/practices/{practice.slug}/").status_code == 404
    assert found("permits quay") == []
    publish_text(by=system, text=text)
    assert "Permits at the quay" in page_of(practice)
    assert found("permits quay") == [practice.pk]


def test_withdrawing_takes_a_practice_from_pages_and_search_and_publishing_brings_it_back(
    secretary: User,
) -> None:
    practice = published()
    assert withdraw_practice(by=secretary, practice=practice, reason="Asked for it.") == {
        "changed": True
    }
    assert Client().get(f"/en/practices/{practice.slug}/").status_code == 404
    assert found("permits quay") == []
    assert withdraw_practice(by=secretary, practice=practice) == {"changed": False}
    publish_practice(by=secretary, practice=practice)
    assert "Permits at the quay" in page_of(practice)
    assert found("permits quay") == [practice.pk]
    entry = AuditEntry.objects.filter(verb="practice.withdraw").earliest("pk")
    assert (entry.actor, entry.details["reason"]) == (secretary, "Asked for it.")


def test_withdrawing_a_text_leaves_the_others(secretary: User) -> None:
    practice = published()
    french = text_in("fr", practice, title="Permis de travail au port")
    publish_text(by=system, text=french)
    withdraw_text(by=secretary, text=french, reason="Example.")
    assert "Permits at the quay" in page_of(practice, "fr")
    assert found("permis port", "fr") == []
    assert found("permits quay") == [practice.pk]


def test_a_second_click_publishes_once_and_gets_the_same_answer(secretary: User) -> None:
    practice, text = drafted()
    publish_text(by=system, text=text)
    first = publish_practice(by=system, key="k", practice=practice)
    again = publish_practice(by=system, key="k", practice=practice)
    assert first == again == {"changed": True}
    assert Receipt.objects.filter(verb="practice.publish").count() == 1
    assert AuditEntry.objects.filter(verb="practice.publish").count() == 1
    assert publish_practice(by=system, key="l", practice=practice) == {"changed": False}
    with pytest.raises(KeyReused):
        withdraw_practice(by=system, key="k", practice=practice)


def test_publishing_makes_kept_pages_stale_and_leaves_its_trace(secretary: User) -> None:
    practice, text = drafted()
    publish_text(by=system, text=text)
    before = Generation.objects.get(area="practice").number
    publish_practice(by=system, practice=practice)
    assert Generation.objects.get(area="practice").number == before + 1
    entry = AuditEntry.objects.get(verb="practice.publish")
    practice.refresh_from_db()
    assert (entry.kind, entry.object_id) == ("practice", str(practice.pk))
    assert entry.details == {"practice": practice.pk, "revision": practice.live_revision_id}


def test_autosave_overwrites_ones_own_working_version_and_nobody_elses(secretary: User) -> None:
    body = organisation()
    writer = member_of(body, "writer")
    practice, _text = drafted(body)
    first = save_draft(by=writer, practice=practice, content={"start_year": 2001})["revision"]
    again = save_draft(by=writer, practice=practice, content={"start_year": 2002}, over=first)
    assert again["revision"] == first
    theirs = save_draft(by=secretary, practice=practice, content={"start_year": 2003}, over=first)
    assert theirs["revision"] != first
    # What was published is never written over.
    publish_text(by=system, text=practice.texts.get())
    publish_practice(by=system, practice=practice)
    practice.refresh_from_db()
    live = practice.live_revision_id
    after = save_draft(by=secretary, practice=practice, content={"start_year": 2004}, over=live)
    assert after["revision"] != live
    assert Revision.objects.get(pk=live).content["start_year"] == 2003


def test_a_named_version_is_published_and_one_of_another_practice_is_refused(
    secretary: User,
) -> None:
    practice, other = published(), published()
    judged = save_draft(by=secretary, practice=practice, content={"start_year": 2001})["revision"]
    save_draft(by=secretary, practice=practice, content={"start_year": 2002})
    publish_practice(by=secretary, practice=practice, revision=judged)
    practice.refresh_from_db()
    assert practice.start_year == 2001
    assert practice.has_unpublished_changes
    with pytest.raises(Refused):
        publish_practice(by=secretary, practice=other, revision=judged)


def test_a_translation_is_stale_once_its_original_has_changed(secretary: User) -> None:
    practice = published()
    french = text_in("fr", practice, title="Permis", summary="Un exemple.", origin="human")
    publish_text(by=secretary, text=french)
    said = "The original has changed since this translation was made."
    address = f"/en/practices/{practice.slug}/?text=fr"
    assert said not in Client().get(address).content.decode()
    original = practice.texts.get(language="en")
    save_text(by=secretary, text=original, content={"results": "More came."})
    assert said not in Client().get(address).content.decode()
    publish_text(by=secretary, text=original)
    assert said in Client().get(address).content.decode()
    assert said not in page_of(practice)
    # A slip of the pen corrected says nothing about the original; its writer may.
    french.refresh_from_db()
    save_text(by=secretary, text=french, content={"title": "Permis de travail"})
    publish_text(by=secretary, text=french)
    assert said in Client().get(address).content.decode()
    french.refresh_from_db()
    save_text(by=secretary, text=french, content={}, follows_original=True)
    publish_text(by=secretary, text=french)
    assert said not in Client().get(address).content.decode()


def test_drafts_have_a_page_that_only_their_own_people_and_the_secretariat_see(
    secretary: User, django_assert_max_num_queries: Any
) -> None:
    body = organisation()
    practice, _text = drafted(body)
    text_in("ar", practice, title="تصاريح")
    address = reverse("practices:draft", args=[practice.pk])
    for user in (None, person("stranger"), person("screener", "screener")):
        client = Client()
        if user:
            client.force_login(user)
        assert client.get(address).status_code == 404
    for user in (member_of(body, "writer"), secretary):
        client = Client()
        client.force_login(user)
        client.get(address)
        with django_assert_max_num_queries(30):
            answer = client.get(address)
        page = answer.content.decode()
        assert "This is a draft." in page
        assert "Permits at the quay" in page
        assert '<meta name="robots" content="noindex">' in page
        assert "application/ld+json" not in page
        assert "no-store" in answer["Cache-Control"]
    # Its own people are led there from the address that it will have.
    publish_practice(by=system, practice=practice)
    practice.refresh_from_db()
    answer = client.get(f"/en/practices/{practice.slug}/")
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_draft_with_nothing_in_it_yet_still_has_its_page(secretary: User) -> None:
    body = organisation()
    writer = member_of(body, "writer")
    links = [{"url": "http://[half", "label": ""}, {"url": "javascript:1", "label": "x"}]
    answer = start_practice(
        by=writer, original_language="ar", organisation=body,
        content={"links": links, "source_url": "javascript:1", "themes": []},
    )  # fmt: skip
    client = Client()
    client.force_login(writer)
    page = client.get(reverse("practices:draft", args=[answer["practice"]]))
    assert page.status_code == 200
    assert "Untitled" in page.content.decode()
    assert "javascript:1" not in page.content.decode()
