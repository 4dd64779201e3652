"""What nobody may do to a practice: by its permissions, by its fields, by the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hub.actions import NotAllowed, Refused, system
from hub.models import User
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
from practices.models import Practice, PracticeObjective, PracticeText, Theme

from .library import (
    FACTS,
    drafted,
    imported,
    member_of,
    numbers,
    organisation,
    person,
    published,
    text_in,
)

pytestmark = pytest.mark.django_db


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
        publish_practice(by=system, practice=practice)
    assert set(refused.value.messages) == {field}
    practice.refresh_from_db()
    assert not practice.live


def test_a_theme_twice_in_a_draft_comes_back_as_an_error_of_the_field(secretary: User) -> None:
    theme = Theme.objects.create(name="Harbours", slug="harbours", language="en")
    twice = {"theme_items": [{"tag": theme.pk}, {"tag": theme.pk}]}
    practice, _text = drafted(**twice)
    with pytest.raises(Refused) as refused:
        publish_practice(by=system, practice=practice)
    assert refused.value.messages == {"theme_items": "A theme is there twice."}


def test_a_text_needs_a_title_and_a_summary(secretary: User) -> None:
    practice, text = drafted()
    with pytest.raises(Refused) as refused:
        add_text(by=secretary, practice=practice, language="fr", content={"title": " "})
    assert set(refused.value.messages) == {"title"}
    save_text(by=secretary, text=text, content={"title": "", "summary": " "})
    with pytest.raises(Refused) as refused:
        publish_text(by=system, text=text)
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
