"""What a topic came to: saved, published, corrected, answered for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from discussions import log
from discussions.models import (
    Citation,
    EventKind,
    Misquotation,
    ModerationEntry,
    Outcome,
    Post,
    PostState,
    Topic,
    TopicState,
)
from discussions.outcomes import reading
from discussions.outcomes.actions import (
    Stale,
    answer_misquotation,
    close_with_outcome,
    correct_outcome,
    publish_outcome,
    report_misquotation,
    save_outcome,
)
from discussions.outcomes.notices import CITATION_LOST, OUTCOME_DUE
from discussions.outcomes.setting_up import to_answer, to_write
from discussions.spaces.actions import close_by_time
from hub.actions import Act, NotAllowed, Refused, action, system
from hub.models import Notice
from tests.discussions.outcomes import claim, drafted, published
from tests.discussions.rooms import moderator, post, topic
from tests.hub.organisations import person

pytestmark = [pytest.mark.django_db]


def refused(run: Any, **given: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        run(by=system, **given)
    return {name: str(said) for name, said in refusal.value.messages.items()}


def paragraphs_of(outcome: Outcome) -> list[tuple[dict[str, str], list[int]]]:
    return [
        (
            {text.language: text.source for text in each.texts.all()},
            sorted(each.citations.values_list("post", flat=True)),
        )
        for each in outcome.paragraphs.all()
    ]


@action("tests.hide")
def hide(act: Act, *, of: Post) -> dict[str, Any]:
    Post.objects.filter(pk=of.pk).update(state=PostState.HIDDEN)
    act.changed("post", of.pk)
    log.happened(act, of.topic, EventKind.POST_HIDDEN, of, counts=-1)
    return {}


def test_a_draft_keeps_languages_that_were_not_sent_and_drops_paragraphs_that_were_not() -> None:
    said = post("Training works.")
    of = said.topic
    first = drafted(of, claim("One.", said, fr="Un."), claim("Two.", said), claim(""))
    assert paragraphs_of(first) == [
        ({"en": "One.", "fr": "Un."}, [said.pk]),
        ({"en": "Two."}, [said.pk]),
    ]
    one, two = first.paragraphs.all()
    save_outcome(
        by=system,
        topic=of,
        seen=1,
        changed={},
        paragraphs=[
            {"id": two.pk, "texts": {"ar": "اثنان"}, "posts": []},
            {"id": one.pk, "texts": {"fr": ""}, "posts": [said.pk]},
        ],
    )
    again = Outcome.objects.get(topic=of)
    assert again.number == 2
    assert paragraphs_of(again) == [
        ({"en": "Two.", "ar": "اثنان"}, []),
        ({"en": "One."}, [said.pk]),
    ]
    assert [each.pk for each in again.paragraphs.all()] == [two.pk, one.pk]


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost() -> None:
    of = topic()
    drafted(of, claim("Mine."), by=moderator(of.space))
    with pytest.raises(Stale) as stale:
        save_outcome(
            by=system, topic=of, seen=0, paragraphs=[claim("Other.")], changed={"en": "Nothing."}
        )
    assert stale.value.number == 1
    assert stale.value.content["paragraphs"][0]["texts"] == {"en": "Mine."}
    assert stale.value.mine["paragraphs"][0]["texts"] == {"en": "Other."}
    # Whoever saves what is there already has nothing to be told.
    same = {"paragraphs": [claim("Mine.")], "changed": {"en": "A desk opens in May."}}
    assert save_outcome(by=system, topic=of, seen=0, **same)["number"] == 1


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.WITHDRAWN, PostState.HELD, None])
def test_only_posts_that_can_be_read_in_the_topic_are_cited(state: str | None) -> None:
    of = topic()
    other = post("Elsewhere.") if state is None else post("Gone.", of, state=state)
    given = {"topic": of, "seen": 0, "changed": {}}
    wrong = refused(save_outcome, paragraphs=[claim("One."), claim("Two.", other)], **given)
    assert list(wrong) == ["paragraph-2"]


def test_a_topic_is_not_closed_with_a_paragraph_that_rests_on_nothing() -> None:
    said = post("Training works.")
    draft = drafted(said.topic, claim("One.", said), claim("Two."), changed="")
    wrong = refused(close_with_outcome, topic=said.topic, seen=draft.number)
    assert set(wrong) == {"paragraph-2", "changed-en"}
    assert Topic.objects.get(pk=said.topic_id).state == TopicState.OPEN
    assert set(refused(close_with_outcome, topic=topic(), seen=0)) == {""}


def test_closing_publishes_what_was_read_and_tells_whom_it_rests_on() -> None:
    of = topic()
    first, second = post("First.", of), post("Second.", of, to=None)
    post("Third.", of, by=second.author)
    draft = drafted(of, claim("One.", first), claim("Two.", second, first))
    with pytest.raises(Stale):
        close_with_outcome(by=system, topic=of, seen=draft.number - 1)
    close_with_outcome(by=system, topic=of, seen=draft.number)
    of.refresh_from_db()
    outcome = reading.outcome_of(of)
    assert of.state == TopicState.CLOSED
    assert outcome is not None
    assert outcome.published_at is not None
    assert reading.outcomes_of([of]) == {of.pk: outcome}
    assert reading.paragraphs_citing(of) == {first.pk: [1, 2], second.pk: [2]}
    told = reading.contributors(of)
    assert {user: (each.posts, each.paragraphs) for user, each in told.items()} == {
        first.author_id: (1, [1, 2]),
        second.author_id: (2, [2]),
    }
    # What is remembered of the cited posts is drawn anew.
    assert Post.objects.get(pk=first.pk).version == first.version + 1
    assert "published" in refused(publish_outcome, topic=of, seen=draft.number)[""]


def test_a_topic_that_closes_by_its_time_has_its_outcome_to_follow() -> None:
    of = topic(closes_at=timezone.now() - timedelta(minutes=1))
    keeper = moderator(of.space)
    said = post("Training works.", of)
    close_by_time(by=system, topic=of)
    assert Notice.objects.filter(kind=OUTCOME_DUE).get().recipient == keeper
    assert list(to_write(keeper)) == [of]
    draft = drafted(of, claim("One.", said), by=keeper)
    publish_outcome(by=keeper, topic=of, seen=draft.number)
    assert not to_write(keeper)


def test_only_who_moderates_writes_closes_and_corrects() -> None:
    said = post("Training works.")
    outcome = drafted(said.topic, claim("One.", said))
    of, stranger = said.topic, person("Stranger")
    with pytest.raises(NotAllowed):
        save_outcome(by=stranger, topic=of, seen=1, paragraphs=[], changed={})
    with pytest.raises(NotAllowed):
        close_with_outcome(by=stranger, topic=of, seen=1)
    close_with_outcome(by=moderator(of.space), topic=of, seen=1)
    with pytest.raises(NotAllowed):
        correct_outcome(by=stranger, outcome=outcome, seen=2, texts={"en": "X"}, reason="So.")


def test_a_correction_is_seen_and_the_log_keeps_the_wording_from_before() -> None:
    said = post("Training works.")
    outcome = published(said.topic, claim("Training is enough.", said))
    paragraph = outcome.paragraphs.get()
    given = {"outcome": outcome, "paragraph": paragraph}
    added = correct_outcome(
        by=system, seen=2, texts={"fr": "La formation suffit."}, reason="Translated.", **given
    )
    assert added["corrected"] is False
    paragraph.refresh_from_db()
    assert paragraph.corrected_at is None
    done = correct_outcome(
        by=system, seen=3, texts={"en": "Training helps."}, reason="Too strong.", **given
    )
    assert done["corrected"] is True
    paragraph.refresh_from_db()
    assert paragraph.corrected_at is not None
    entry = ModerationEntry.objects.filter(deed="outcome").first()
    assert entry is not None
    assert entry.note == "Too strong."
    assert entry.details["before"]["en"] == "Training is enough."
    assert "posts" in refused(correct_outcome, seen=4, posts=[], reason="So.", **given)
    assert "reason" in refused(correct_outcome, seen=4, texts={"en": "X"}, **given)
    assert refused(correct_outcome, seen=4, remove=True, reason="So.", **given)[""]
    with pytest.raises(Stale):
        correct_outcome(by=system, seen=3, texts={"en": "Later."}, reason="So.", **given)


def test_a_post_that_goes_out_of_sight_is_told_to_who_moderates() -> None:
    said = post("Training works.")
    keeper = moderator(said.topic.space)
    published(said.topic, claim("One.", said))
    hide(by=system, of=said)
    assert Notice.objects.get(kind=CITATION_LOST).recipient == keeper
    assert Citation.objects.out_of_sight().get().post == said


def test_a_contributor_reports_a_misquotation_once_within_the_time() -> None:
    said, other = post("Training helps some."), post("Another.")
    outcome = published(said.topic, claim("Training is enough.", said))
    citation = Citation.objects.get(paragraph__outcome=outcome)
    given = {"citation": citation, "said": "I said some.", "language": "en"}
    with pytest.raises(NotAllowed):
        report_misquotation(by=other.author, **given)
    report_misquotation(by=said.author, **given)
    with pytest.raises(Refused):
        report_misquotation(by=said.author, **given)
    Misquotation.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=15)
    Outcome.objects.filter(pk=outcome.pk).update(published_at=long_ago)
    with pytest.raises(Refused):
        report_misquotation(by=said.author, **given)


@pytest.mark.parametrize("corrected", [True, False])
def test_a_report_is_answered_by_a_correction_or_with_a_reason(corrected: bool) -> None:
    said = post("Training helps some.")
    keeper = moderator(said.topic.space)
    outcome = published(said.topic, claim("Training is enough.", said))
    citation = Citation.objects.get(paragraph__outcome=outcome)
    report_misquotation(by=said.author, citation=citation, said="I said some.", language="en")
    report = Misquotation.objects.get()
    assert list(to_answer(keeper)) == [report]
    given: dict[str, Any] = {"misquotation": report, "corrected": corrected, "language": "en"}
    if corrected:
        same = {"seen": 2, "texts": {"en": "Training is enough."}}
        assert refused(answer_misquotation, answer="", **given, **same)[""]
        given |= {"seen": 2, "texts": {"en": "Training helps some."}}
    else:
        assert "answer" in refused(answer_misquotation, answer=" ", **given)
    answer_misquotation(by=keeper, answer="" if corrected else "You wrote so.", **given)
    report.refresh_from_db()
    assert report.state == ("corrected" if corrected else "rejected")
    words = outcome.paragraphs.get().texts.get().source
    assert words == ("Training helps some." if corrected else "Training is enough.")
    assert not to_answer(keeper)
    assert refused(answer_misquotation, answer="Again.", **given)[""]


def test_words_for_search_are_those_of_one_language() -> None:
    said = post("Training works.")
    outcome = published(said.topic, claim("**One** way.", said, fr="Un."), changed="May.")
    whole = reading.whole(outcome)
    assert reading.plain_text(whole, "en") == "One way.\nMay."
    assert reading.plain_text(whole, "fr") == "Un."
    assert reading.spoken_in(whole) == ["en", "fr"]
