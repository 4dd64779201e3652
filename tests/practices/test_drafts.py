"""Drafts: facts and texts are written and published apart, and nothing shows before its time."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from hub.actions import KeyReused, NotAllowed, Refused, system
from hub.models import AuditEntry, Generation, Receipt, User
from practices import slugs
from practices.actions import (
    add_text,
    change_address,
    publish_practice,
    publish_text,
    save_draft,
    save_text,
    start_practice,
    withdraw_practice,
    withdraw_text,
)
from practices.models import Practice, PracticeObjective, PracticeText, SlugRedirect, Theme
from search.engine import Request
from search.registry import engine

from .library import (
    FACTS,
    drafted,
    imported,
    member_of,
    organisation,
    person,
    published,
    text_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary() -> User:
    return person("secretary", "secretariat")


def found(words: str, language: str = "en") -> list[int]:
    result = engine().search(Request(text=words, language=language))
    return [hit.object_id for hit in result.hits]


def page_of(practice: Practice, language: str = "en") -> str:
    answer = Client().get(f"/{language}/practices/{practice.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(practice: Practice) -> list[int]:
    return list(practice.objectives.values_list("number", flat=True))


def test_a_text_added_while_a_draft_of_the_facts_is_open_outlives_its_publication(
    secretary: User,
) -> None:
    practice = published()
    save_draft(by=secretary, practice=practice, content={"objectives": [{"number": 9}]})
    arabic = text_in("ar", practice, title="تصاريح عمل في الميناء", summary="مثال موضح.")
    publish_text(by=secretary, text=arabic)
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
    publish_text(by=secretary, text=french)
    withdraw_text(by=secretary, text=french, reason="Example.")
    assert "Permits at the quay" in page_of(practice, "fr")
    assert found("permis port", "fr") == []
    assert found("permits quay") == [practice.pk]


def test_a_second_click_publishes_once_and_gets_the_same_answer(secretary: User) -> None:
    practice, text = drafted()
    publish_text(by=secretary, text=text)
    first = publish_practice(by=secretary, key="k", practice=practice)
    again = publish_practice(by=secretary, key="k", practice=practice)
    assert first == again == {"changed": True}
    assert Receipt.objects.filter(verb="practice.publish").count() == 1
    assert AuditEntry.objects.filter(verb="practice.publish").count() == 1
    assert publish_practice(by=secretary, key="l", practice=practice) == {"changed": False}
    with pytest.raises(KeyReused):
        withdraw_practice(by=secretary, key="k", practice=practice)


def test_publishing_makes_kept_pages_stale_and_leaves_its_trace(secretary: User) -> None:
    practice, text = drafted()
    publish_text(by=secretary, text=text)
    before = Generation.objects.get(area="practice").number
    publish_practice(by=secretary, practice=practice)
    assert Generation.objects.get(area="practice").number == before + 1
    entry = AuditEntry.objects.get(verb="practice.publish")
    practice.refresh_from_db()
    assert (entry.kind, entry.object_id) == ("practice", str(practice.pk))
    assert entry.details == {"practice": practice.pk, "revision": practice.live_revision_id}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"objectives": []}, "objectives"),
        ({"objectives": [{"number": 24}]}, "objectives"),
        ({"objectives": [{"number": 6}, {"number": 6}]}, "objectives"),
        ({"objectives": [{"number": 6, "rank": 1}, {"number": 7, "rank": 1}]}, "objectives"),
        ({"levels": []}, "levels"),
        ({"countries": [{"country": "XX"}]}, "countries"),
        ({"start_year": 2020, "end_year": 2019}, "end_year"),
        ({"evidence": "strong", "evidence_source": "submitter"}, "evidence"),
        ({"evidence": "described", "evidence_source": ""}, "evidence_source"),
        ({"type": "song"}, "type"),
        ({"original_language": "no tag at all"}, "original_language"),
        ({"source_url": "javascript:1"}, "source_url"),
        ({"links": [{"url": "javascript:1"}]}, "links"),
        ({"organisations": [{"part": "partner", "name": "", "language": "en"}]}, "organisations"),
        ({"organisations": [{"part": "partner", "name": "Example", "language": "?"}]},
         "organisations"),
    ],
)  # fmt: skip
def test_facts_that_are_not_complete_are_refused_at_their_field_and_stay_a_draft(
    content: dict[str, Any], field: str, secretary: User
) -> None:
    practice, _text = drafted()
    save_draft(by=secretary, practice=practice, content=content)
    with pytest.raises(Refused) as refused:
        publish_practice(by=secretary, practice=practice)
    assert set(refused.value.messages) == {field}
    practice.refresh_from_db()
    assert not practice.live


def test_a_theme_twice_in_a_draft_comes_back_as_an_error_of_the_field(secretary: User) -> None:
    theme = Theme.objects.create(name="Harbours", slug="harbours", language="en")
    twice = {"theme_items": [{"tag": theme.pk}, {"tag": theme.pk}]}
    practice, _text = drafted(**twice)
    with pytest.raises(Refused) as refused:
        publish_practice(by=secretary, practice=practice)
    assert refused.value.messages == {"theme_items": "A theme is there twice."}


def test_an_address_that_another_took_a_moment_ago_comes_back_as_an_error_of_the_field(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = published()
    practice, _text = drafted()
    # As when the other one committed after this one had looked.
    monkeypatch.setattr(slugs.Addresses, "take", lambda self, slug: taken.slug)
    with pytest.raises(Refused) as refused:
        publish_practice(by=secretary, practice=practice)
    assert set(refused.value.messages) == {"slug"}


def test_a_text_needs_a_title_and_a_summary(secretary: User) -> None:
    practice, text = drafted()
    with pytest.raises(Refused) as refused:
        add_text(by=secretary, practice=practice, language="fr", content={"title": " "})
    assert set(refused.value.messages) == {"title"}
    save_text(by=secretary, text=text, content={"title": "", "summary": " "})
    with pytest.raises(Refused) as refused:
        publish_text(by=secretary, text=text)
    assert set(refused.value.messages) == {"title", "summary"}


def test_a_second_text_in_a_language_is_refused_however_the_language_is_spelt(
    secretary: User,
) -> None:
    practice, _text = drafted()
    text_in("zh", practice)
    for spelling in ("zh-CN", "zh_Hans", "EN", "klingon"):
        with pytest.raises(Refused) as refused:
            add_text(by=secretary, practice=practice, language=spelling, content={"title": "x"})
        assert set(refused.value.messages) == {"language"}
    add_text(by=secretary, practice=practice, language="PT_br", content={"title": "x"})
    assert practice.texts.filter(language="pt-BR").exists()


def test_the_first_publication_sets_the_address_and_no_later_one_changes_it(
    secretary: User,
) -> None:
    practice = published()
    assert practice.slug == "permits-at-the-quay"
    text = practice.texts.get()
    save_text(by=secretary, text=text, content={"title": "Another title"})
    publish_text(by=secretary, text=text)
    publish_practice(by=secretary, practice=practice)
    practice.refresh_from_db()
    assert practice.slug == "permits-at-the-quay"
    assert published().slug == "permits-at-the-quay-2"


@pytest.mark.parametrize(
    ("import_id", "titles", "slug"),
    [
        ("Some.Source:12", {"en": "Unused"}, "some-source-12"),
        (None, {"ar": "تصاريح", "en": "Work permits"}, "work-permits"),
        (None, {"ar": "تصاريح عمل", "fr": "Permis"}, "تصاريح-عمل"),
        (None, {"ar": "؟!", "fr": "Permis"}, "permis"),
        (None, {"ar": "؟!"}, "practice"),
        (None, {"en": "word " * 60}, ("word-" * 20)[:-1]),
        (None, {"en": "x" * 150}, "x" * 100),
    ],
)
def test_an_address_is_made_of_the_id_else_the_english_title_else_the_original(
    import_id: str | None, titles: dict[str, str], slug: str
) -> None:
    texts = [PracticeText(language=code, title=title) for code, title in titles.items()]
    assert slugs.proposed(import_id, texts, original="ar") == slug


def test_a_changed_address_leads_on_and_an_old_one_is_nobody_elses(secretary: User) -> None:
    practice, other = published(), published()
    old = practice.slug
    assert change_address(by=secretary, practice=practice, slug="Harbour Permits!") == {
        "slug": "harbour-permits"
    }
    answer = Client().get(f"/fr/practices/{old}/")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/practices/harbour-permits/")
    for taken in (old, "harbour-permits", "new", "؟"):
        with pytest.raises(Refused) as refused:
            change_address(by=secretary, practice=other, slug=str(taken))
        assert set(refused.value.messages) == {"slug"}
    # Its own old one may come back.
    change_address(by=secretary, practice=practice, slug=str(old))
    assert list(SlugRedirect.objects.values_list("slug", flat=True)) == ["harbour-permits"]
    withdraw_practice(by=secretary, practice=practice)
    assert Client().get("/en/practices/harbour-permits/").status_code == 404


def test_a_draft_begun_before_the_address_changed_does_not_bring_the_old_one_back(
    secretary: User,
) -> None:
    practice = published()
    save_draft(by=secretary, practice=practice, content={"start_year": 2001})
    change_address(by=secretary, practice=practice, slug="moved")
    publish_practice(by=secretary, practice=practice)
    practice.refresh_from_db()
    assert (practice.slug, practice.start_year) == ("moved", 2001)


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
    publish_text(by=secretary, text=practice.texts.get())
    publish_practice(by=secretary, practice=practice)
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


def test_a_draft_cannot_change_what_is_not_its_to_change() -> None:
    body, elsewhere = organisation(), organisation("Another Example")
    writer = member_of(body, "writer")
    practice = published(body)
    save_draft(
        by=writer,
        practice=practice,
        content={
            "organisation": elsewhere.pk, "focal_point": None, "slug": "mine", "live": False,
            "provenance": "imported", "import_id": "x", "pk": 999, "go_live_at": "2030-01-01",
            "expire_at": "2020-01-01", "last_confirmed": "2026-01-01",
        },
    )  # fmt: skip
    publish_practice(by=system, practice=practice)
    after = Practice.objects.get()
    assert after.live
    for name in ("pk", "organisation", "slug", "provenance", "import_id", "last_confirmed"):
        assert getattr(after, name) == getattr(practice, name), name
    assert (after.go_live_at, after.expire_at) == (None, None)


def test_a_draft_takes_no_child_from_another_practice() -> None:
    body = organisation()
    writer = member_of(body, "writer")
    practice, other = published(body), published()
    theirs, own = other.objectives.get(), practice.objectives.get()
    content = {"objectives": [{"pk": theirs.pk, "number": 1}, {"pk": own.pk, "number": 6}]}
    save_draft(by=writer, practice=practice, content=content)
    publish_practice(by=system, practice=practice)
    assert PracticeObjective.objects.get(pk=theirs.pk).practice_id == other.pk
    assert numbers(practice) == [1, 6]
    assert practice.objectives.get(number=6).pk == own.pk


def test_only_screening_says_that_screening_found_the_evidence(secretary: User) -> None:
    body = organisation()
    writer = member_of(body, "writer")
    claim = {"evidence": "monitored", "evidence_source": "screening"}
    answer = start_practice(
        by=writer, original_language="en", organisation=body, content={**FACTS, **claim}
    )
    practice = Practice.objects.get(pk=answer["practice"])
    assert practice.get_latest_revision_as_object().evidence_source == "submitter"
    save_draft(by=secretary, practice=practice, content=claim)
    assert practice.focal_point == writer
    practice.refresh_from_db()
    save_draft(by=writer, practice=practice, content={"start_year": 2001})
    practice.refresh_from_db()
    assert practice.get_latest_revision_as_object().evidence_source == "screening"
    save_draft(by=writer, practice=practice, content={"evidence": "described"})
    practice.refresh_from_db()
    assert practice.get_latest_revision_as_object().evidence_source == "submitter"


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


def test_who_may_not_write_or_publish_is_refused() -> None:
    body = organisation()
    writer, stranger = member_of(body, "writer"), person("stranger")
    former = member_of(body, "former")
    former.memberships.update(ended_at="2026-01-01T00:00Z")
    practice, text = drafted(body)
    for user in (stranger, former):
        with pytest.raises(NotAllowed):
            save_draft(by=user, practice=practice, content={})
        with pytest.raises(NotAllowed):
            save_text(by=user, text=text, content={})
        with pytest.raises(NotAllowed):
            add_text(by=user, practice=practice, language="fr", content={"title": "x"})
        with pytest.raises(NotAllowed):
            start_practice(by=user, original_language="en", organisation=body)
    for user in (stranger, writer, person("screener", "screener")):
        for act, subject in (
            (publish_practice, {"practice": practice}),
            (publish_text, {"text": text}),
            (withdraw_practice, {"practice": practice}),
            (withdraw_text, {"text": text}),
            (change_address, {"practice": practice, "slug": "x"}),
        ):
            with pytest.raises(NotAllowed):
                act(by=user, **subject)


def test_the_database_keeps_its_own_rules() -> None:
    practice = imported()
    text = practice.texts.get()
    wrong: list[tuple[type, dict[str, Any], dict[str, Any]]] = [
        (Practice, {"pk": practice.pk}, {"start_year": 2020, "end_year": 2019}),
        (Practice, {"pk": practice.pk}, {"slug": None}),
        (Practice, {"pk": practice.pk}, {"slug": ""}),
        (Practice, {"pk": practice.pk}, {"evidence": "described"}),
        (Practice, {"pk": practice.pk}, {"provenance": "found"}),
        (PracticeText, {"pk": text.pk}, {"title": ""}),
        (PracticeObjective, {"practice": practice, "number": 6}, {"number": 24}),
        (PracticeObjective, {"practice": practice, "number": 6}, {"number": 12}),
        (PracticeObjective, {"practice": practice, "number": 6}, {"rank": 4}),
    ]
    for model, which, values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(**which).update(**values)  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeText.objects.create(practice=practice, language="en", title="Twice", summary="x")


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
