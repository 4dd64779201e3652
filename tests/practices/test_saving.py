"""Saving a draft undoes nobody's work: what was read is said, and only real clashes come back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry, Revision

from hub.actions import system
from hub.models import AuditEntry, Receipt, User
from practices.actions import Stale, drafting, save_draft, save_text
from practices.merging import base_of, value_hash
from practices.models import Practice, PracticeText, ScreeningRound

from .library import drafted, member_of, organisation

pytestmark = pytest.mark.django_db
REPEATS = 8


def read(row: Practice | PracticeText, *names: str) -> dict[str, Any]:
    """What a page that shows these fields sends along: `seen` and `base`."""
    row.refresh_from_db()
    stored = row.get_latest_revision_as_object().serializable_data()
    return {"seen": row.draft_number, "base": base_of(stored, names)}


def words(text: PracticeText) -> PracticeText:
    return PracticeText.objects.get(pk=text.pk).get_latest_revision_as_object()


def test_a_save_over_what_another_saved_meanwhile_is_refused_with_both_texts(
    secretary: User,
) -> None:
    writer = member_of(organisation(), "writer")
    _practice, text = drafted(writer.memberships.get().organisation)
    text.refresh_from_db()
    seen = text.draft_number
    save_text(by=secretary, text=text, content={"results": "Hers"}, seen=seen)
    with pytest.raises(Stale) as raised:
        save_text(by=writer, text=text, content={"results": "His", "title": "New"}, seen=seen)
    stale = raised.value
    assert stale.content["results"] == "Hers"
    assert stale.mine == {"results": "His", "title": "New"}
    assert (stale.number, stale.by) == (seen + 1, secretary)
    assert words(text).results == "Hers"
    assert words(text).title != "New"
    answer = save_text(by=writer, text=text, content=stale.mine, seen=stale.number)
    assert answer["draft_number"] == stale.number + 1
    assert words(text).results == "His"


def test_two_people_in_different_fields_of_one_page_never_clash(secretary: User) -> None:
    _practice, text = drafted()
    page = read(text, "challenge", "activities", "results")
    save_text(by=secretary, text=text, content={"challenge": "Hers", "activities": ""}, **page)
    answer = save_text(
        by=system, text=text, content={"challenge": "", "activities": "His", "results": ""}, **page
    )
    assert answer["kept"] == ["challenge"]
    assert (words(text).challenge, words(text).activities) == ("Hers", "His")
    # Still the page as it was read: what it only sends along is no change of its writer's.
    again = {"seen": answer["draft_number"], "base": page["base"]}
    save_text(by=system, text=text, content={"challenge": "", "results": "More"}, **again)
    assert (words(text).challenge, words(text).results) == ("Hers", "More")
    with pytest.raises(Stale):
        save_text(by=system, text=text, content={"challenge": "His"}, **again)


def test_what_is_saved_already_is_no_clash_however_it_is_spelt(secretary: User) -> None:
    practice, text = drafted()
    page, facts = read(text, "results"), read(practice, "objectives", "links")
    save_text(by=secretary, text=text, content={"results": "One\n\nTwo"}, **page)
    answer = save_text(by=system, text=text, content={"results": "One\r\n\r\nTwo "}, **page)
    assert answer["draft_number"] == page["seen"] + 1
    links = [{"url": "https://example.org/b"}, {"url": "https://example.org/a"}]
    save_draft(
        by=secretary, practice=practice, **facts,
        content={"objectives": [{"number": 9}, {"number": 2}], "links": links},
    )  # fmt: skip
    practice.refresh_from_db()
    turned = {"objectives": [{"number": 2}, {"number": 9}]}
    save_draft(by=system, practice=practice, content=turned, **facts)
    with pytest.raises(Stale) as raised:
        save_draft(by=system, practice=practice, content={"links": links[::-1]}, **facts)
    assert [link["url"] for link in raised.value.content["links"]] == [
        link["url"] for link in links
    ]


def test_the_same_key_again_gets_the_first_answer_also_when_it_is_stale_by_then(
    secretary: User,
) -> None:
    _practice, text = drafted()
    page = read(text, "results")
    first = save_text(by=system, key="k", text=text, content={"results": "One"}, **page)
    save_text(by=secretary, text=text, content={"results": "Two"})
    again = save_text(by=system, key="k", text=text, content={"results": "One"}, **page)
    assert again == first
    assert words(text).results == "Two"
    assert Receipt.objects.filter(key="k").count() == 1


def test_whoever_says_how_strong_the_evidence_is_says_so_also_in_a_merged_save() -> None:
    writer = member_of(organisation(), "writer")
    practice, _text = drafted(writer.memberships.get().organisation)
    page = read(practice, "evidence", "start_year")
    save_draft(by=system, practice=practice, content={"start_year": 2001}, **page)
    save_draft(by=writer, practice=practice, content={"evidence": "evaluated"}, **page)
    draft = Practice.objects.get(pk=practice.pk).get_latest_revision_as_object()
    assert (draft.evidence, draft.evidence_source, draft.start_year) == (
        "evaluated", "submitter", 2001,
    )  # fmt: skip


def test_saves_of_one_writer_keep_one_version_until_it_is_judged_or_another_writes(
    secretary: User,
) -> None:
    writer = member_of(organisation(), "writer")
    practice, _text = drafted(writer.memberships.get().organisation)

    def save(by: User, year: int) -> int:
        practice.refresh_from_db()
        content = {"start_year": year}
        answer = save_draft(by=by, practice=practice, content=content, seen=practice.draft_number)
        return int(answer["revision"])

    first = save(writer, 2001)
    logged = ModelLogEntry.objects.count()
    assert save(writer, 2002) == first
    assert ModelLogEntry.objects.count() == logged
    ScreeningRound.objects.create(
        practice=practice, number=1, facts_id=first, language="en", due="2026-01-01"
    )
    second = save(writer, 2003)
    assert second != first
    assert Revision.objects.get(pk=first).content["start_year"] == 2002
    assert save(secretary, 2004) != second


def test_those_who_write_by_turns_do_not_pile_up_versions(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "VERSIONS_KEPT", 3)
    practice, _text = drafted()
    practice.refresh_from_db()
    judged = practice.latest_revision_id
    ScreeningRound.objects.create(
        practice=practice, number=1, facts_id=judged, language="en", due="2026-01-01"
    )
    for turn in range(8):
        by = secretary if turn % 2 else system
        save_draft(by=by, practice=practice, content={"start_year": 2000 + turn}, base={})
    kept = practice.revisions.order_by("pk")
    assert [each.content["start_year"] for each in kept] == [None, 2005, 2006, 2007]
    assert kept[0].pk == judged


def test_a_hash_of_a_value_is_the_same_for_the_same_value_alone() -> None:
    assert value_hash([{"pk": 3, "number": 1}]) == value_hash([{"number": 1}])
    assert value_hash("") != value_hash(None)
    assert value_hash("a b") != value_hash("a  b")


def at_once(run: Callable[[int], Any]) -> list[Any]:
    together = Barrier(REPEATS)

    def call(number: int) -> Any:
        try:
            together.wait()
            return run(number)
        except Stale as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(REPEATS) as pool:
        return list(pool.map(call, range(REPEATS)))


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_change_one_field_at_once_one_saves_and_seven_are_told() -> None:
    _practice, text = drafted()
    page = read(text, "results")
    answers = at_once(
        lambda number: save_text(by=system, text=text, content={"results": f"{number}"}, **page)
    )
    (saved,) = [at for at, answer in enumerate(answers) if not isinstance(answer, Stale)]
    assert words(text).results == f"{saved}"
    assert {answer.number for answer in answers if isinstance(answer, Stale)} == {page["seen"] + 1}


@pytest.mark.django_db(transaction=True)
def test_eight_who_change_different_fields_at_once_all_save() -> None:
    _practice, text = drafted()
    names = ["title", "summary", *PracticeText.SECTIONS]
    page = read(text, *names)
    empty = {name: getattr(words(text), name) for name in names}
    at_once(
        lambda number: save_text(
            by=system, text=text, content={**empty, names[number]: f"Mine {number}"}, **page
        )
    )
    assert [getattr(words(text), name) for name in names] == [f"Mine {n}" for n in range(REPEATS)]
    text.refresh_from_db()
    assert text.draft_number == page["seen"] + REPEATS
    assert AuditEntry.objects.filter(verb="practice.save-text").count() == REPEATS
