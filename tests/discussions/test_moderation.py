"""What moderators decide, and what becomes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from discussions.models import (
    Citation,
    Deed,
    EventKind,
    ModerationEntry,
    Outcome,
    OutcomeParagraph,
    Post,
    PostState,
    Report,
    ReportState,
    Topic,
    TopicEvent,
    Visibility,
    Warning,
)
from discussions.moderation import actions
from discussions.moderation.changes import Superseded, seen_of
from discussions.moderation.setting_up import REASONS
from hub.actions import NotAllowed, Refused, system
from hub.models import Notice
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import person

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def reasons() -> None:
    actions.load_reasons(by=system, reasons=json.loads(REASONS.read_text())["reasons"])


def events(of: Topic) -> list[tuple[str, int | None]]:
    return list(TopicEvent.objects.filter(topic=of).values_list("kind", "post"))


def now(of: Any) -> Any:
    return type(of).objects.get(pk=of.pk)


def held(**facts: Any) -> Post:
    return post("See https://shop.example now.", state=PostState.HELD, held_for=["links"], **facts)


def test_a_released_post_takes_the_next_place_and_keeps_the_time_of_receipt() -> None:
    asked = topic()
    post("First.", asked)
    waiting = held(inside=asked)
    keeper = moderator(asked.space)
    answer = actions.release(by=keeper, post=waiting, seen=seen_of(waiting))
    assert answer == {"post": waiting.pk, "state": "published"}
    out = now(waiting)
    assert (out.position, out.created_at) == (2, waiting.created_at)
    assert events(asked)[-1] == (EventKind.POST_CREATED, waiting.pk)
    assert now(asked).post_count == 2
    entry = ModerationEntry.objects.get()
    assert (entry.deed, entry.post_id, entry.by) == (Deed.RELEASE, waiting.pk, keeper)


def test_nobody_releases_what_its_author_has_changed_meanwhile() -> None:
    waiting = held()
    seen = seen_of(waiting)
    Post.objects.filter(pk=waiting.pk).update(source="Another thing.", version=2)
    with pytest.raises(Superseded):
        actions.release(by=system, post=waiting, seen=seen)
    assert now(waiting).state == PostState.HELD


def test_the_author_of_a_refused_post_is_told_in_their_language_and_in_the_moderators_words() -> (
    None
):
    author = person("Amira", language="ar")
    waiting = held(by=author)
    actions.refuse(
        by=moderator(waiting.topic.space), post=waiting, reason="advertising",
        note="Write it without the link.", language="en",
    )  # fmt: skip
    out = now(waiting)
    assert (out.state, out.told_language, out.position) == (PostState.REFUSED, "ar", None)
    ready_made, own = out.told.split("\n\n")
    assert ready_made.startswith("تروّج المشاركة")
    assert own == "Write it without the link."
    assert events(out.topic) == []


def test_a_reason_that_says_nothing_needs_words() -> None:
    waiting = held()
    for reason in ("", "none-such", "other"):
        with pytest.raises(Refused):
            actions.refuse(by=system, post=waiting, reason=reason, note=" ")
    assert now(waiting).state == PostState.HELD


def test_hiding_and_restoring_undo_each_other() -> None:
    said = post("Something.")
    keeper = moderator(said.topic.space)
    report = Report.objects.create(
        post=said, reporter=person("Reader"), reason="insult", language="en"
    )
    actions.hide(by=keeper, post=said, reason="insult")
    assert now(said).state == PostState.HIDDEN
    assert now(said.topic).post_count == 0
    assert now(report).state == ReportState.UPHELD
    actions.restore(by=keeper, post=said)
    out = now(said)
    assert (out.state, out.position, out.told) == (PostState.PUBLISHED, 1, "")
    assert now(said.topic).post_count == 1
    kinds = [kind for kind, _post in events(said.topic)]
    assert kinds == [EventKind.POST_CREATED, EventKind.POST_HIDDEN, EventKind.POST_RESTORED]
    assert out.version == said.version + 2


def test_the_second_of_two_moderators_is_told_what_the_first_did() -> None:
    said = post()
    one, other = moderator(said.topic.space), moderator(said.topic.space)
    seen = seen_of(said)
    actions.hide(by=one, post=said, reason="insult", seen=seen)
    for late in (actions.hide, actions.warn):
        with pytest.raises(Superseded) as told:
            late(by=other, post=said, reason="insult", seen=seen)
        assert [(each.deed, each.by) for each in told.value.entries] == [(Deed.HIDE, one)]
        assert told.value.post.state == PostState.HIDDEN
    assert ModerationEntry.objects.count() == 1
    assert not Warning.objects.exists()


def test_who_does_not_keep_the_space_decides_nothing() -> None:
    said, waiting = post(), held()
    stranger = moderator(space())
    for run, about, more in (
        (actions.hide, said, {"reason": "insult"}),
        (actions.warn, said, {"reason": "insult"}),
        (actions.release, waiting, {}),
        (actions.reparent, said, {"parent": None}),
        (actions.move, said, {"topic": topic()}),
    ):
        with pytest.raises(NotAllowed):
            run(by=stranger, post=about, **more)
    with pytest.raises(NotAllowed):
        actions.act_on_many(by=stranger, posts=[said], deed=Deed.HIDE, reason="insult")
    with pytest.raises(NotAllowed):
        actions.lock(by=stranger, topic=said.topic)


def test_nobody_decides_in_favour_of_their_own_post() -> None:
    said = post()
    keeper = moderator(said.topic.space, said.author)
    waiting, unreported = held(inside=said.topic, by=keeper), post(inside=said.topic)
    actions.report(by=person("Reader"), post=said, reason="insult")
    with pytest.raises(Refused):
        actions.dismiss(by=keeper, post=said)
    with pytest.raises(Refused):
        actions.release(by=keeper, post=waiting)
    answer = actions.act_on_many(by=keeper, posts=[said, unreported], deed=Deed.DISMISS)
    assert answer == {"done": [], "skipped": [said.pk, unreported.pk]}
    actions.hide(by=keeper, post=said, reason="insult")
    with pytest.raises(Refused):
        actions.restore(by=keeper, post=said)
    actions.restore(by=moderator(said.topic.space), post=said)


def test_a_warning_leaves_the_post_where_it_is() -> None:
    said = post(by=person("Ana", language="fr"))
    actions.warn(by=system, post=said, reason="insult", note="Please.")
    warning = Warning.objects.get()
    assert (warning.user, warning.post, warning.language) == (said.author, said, "fr")
    assert now(said).state == PostState.PUBLISHED


def test_a_moved_post_takes_its_answers_along_to_the_end_of_the_other_topic() -> None:
    home = space()
    old, new = topic("Old?", home), topic("New?", home)
    top = post("Top.", old)
    answer = post("Answer.", to=top)
    below = post("Below it.", to=answer)
    stays = post("Stays.", to=top)
    post("There already.", new)
    actions.move(by=moderator(home), post=answer, topic=new, reason="off-topic")
    moved, under = now(answer), now(below)
    assert (moved.topic, moved.position, moved.parent, moved.root) == (new, 2, None, None)
    assert (under.topic, under.position, under.parent, under.root) == (new, 3, moved, moved)
    assert now(stays).topic == old
    assert (now(old).post_count, now(new).post_count) == (2, 3)
    gone = [(EventKind.POST_MOVED, answer.pk), (EventKind.POST_MOVED, below.pk)]
    assert events(old)[-2:] == gone
    assert events(new)[-2:] == gone
    assert Notice.objects.filter(recipient=answer.author, kind="post.moved").count() == 1
    assert ModerationEntry.objects.get().details["to"] == new.pk


def test_what_was_written_for_few_is_not_moved_to_where_more_read() -> None:
    inner, public = topic(inside=space(visibility=Visibility.MEMBERS)), topic()
    with pytest.raises(Refused):
        actions.move(by=system, post=post(inside=inner), topic=public)
    actions.move(by=system, post=post(inside=public), topic=inner)


def test_a_post_that_an_outcome_cites_stays_in_its_topic() -> None:
    said = post()
    outcome = Outcome.objects.create(topic=said.topic, original_language="en")
    paragraph = OutcomeParagraph.objects.create(outcome=outcome, order=1)
    Citation.objects.create(paragraph=paragraph, post=said)
    with pytest.raises(Refused):
        actions.move(by=system, post=said, topic=topic())


def test_a_post_is_put_below_another_with_all_that_hangs_on_it() -> None:
    asked = topic()
    one, two = post("One.", asked), post("Two.", asked)
    below = post("Below two.", to=two)
    actions.reparent(by=system, post=two, parent=one)
    assert [(now(each).parent, now(each).root) for each in (two, below)] == [(one, one), (two, one)]
    with pytest.raises(Refused):
        actions.reparent(by=system, post=one, parent=below)
    actions.reparent(by=system, post=two, parent=None)
    assert [(now(each).parent, now(each).root) for each in (two, below)] == [
        (None, None),
        (two, two),
    ]
    assert now(two).position == two.position


def test_many_posts_are_decided_on_with_one_reason_and_none_twice() -> None:
    asked = topic()
    keeper = moderator(asked.space)
    posts = [post(f"{number}", asked) for number in range(3)]
    seen = [seen_of(each) for each in posts]
    actions.hide(by=system, post=posts[1], reason="insult")
    answer = actions.act_on_many(
        by=keeper, posts=posts, deed=Deed.HIDE, reason="advertising", seen=seen
    )
    assert answer == {"done": [posts[0].pk, posts[2].pk], "skipped": [posts[1].pk]}
    assert ModerationEntry.objects.filter(by=keeper, reason="advertising").count() == 2
    assert now(asked).post_count == 0


def test_a_person_has_one_open_report_about_a_post_and_learns_what_came_of_it() -> None:
    said, reader = post(), person("Reader")
    made = actions.report(by=reader, post=said, reason="insult", said="Look.", language="en")
    with pytest.raises(Refused):
        actions.report(by=reader, post=said, reason="advertising")
    actions.report(by=person("Another"), post=said, reason="advertising")
    actions.dismiss(by=system, post=said)
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.DISMISSED}
    assert Notice.objects.get(recipient=reader, kind="report.decided").object_id == str(
        made["report"]
    )
    with pytest.raises(Refused):
        actions.dismiss(by=system, post=said)
    actions.report(by=reader, post=said, reason="insult")


def test_a_report_that_came_after_the_look_is_not_settled_with_the_others() -> None:
    said = post()
    actions.report(by=person("One"), post=said, reason="insult")
    seen = seen_of(said)
    actions.report(by=person("Two"), post=said, reason="personal-data")
    actions.dismiss(by=system, post=said, seen=seen)
    assert [each.reason for each in Report.objects.open()] == ["personal-data"]


def test_nobody_reports_their_own_post_or_one_that_is_hidden(settings: Any) -> None:
    own, gone = post(), post(state=PostState.HIDDEN)
    for reader, about in ((own.author, own), (person("Reader"), gone)):
        with pytest.raises(NotAllowed):
            actions.report(by=reader, post=about, reason="insult")
    settings.HUB_REPORTS_A_DAY = 1
    reader = person("Busy")
    actions.report(by=reader, post=own, reason="insult")
    with pytest.raises(Refused):
        actions.report(by=reader, post=post(), reason="insult")


def test_a_topic_is_locked_once() -> None:
    asked = topic()
    for _again in range(2):
        actions.lock(by=system, topic=asked, note="Quarrel.")
    assert now(asked).is_locked
    assert events(asked) == [(EventKind.TOPIC_CHANGED, None)]
    actions.unlock(by=system, topic=asked)
    assert not now(asked).is_locked
    assert list(ModerationEntry.objects.order_by("pk").values_list("deed", flat=True)) == [
        Deed.LOCK,
        Deed.UNLOCK,
    ]


def test_the_reasons_speak_all_six_languages_and_the_secretariats_edits_stay() -> None:
    loaded = json.loads(REASONS.read_text())["reasons"]
    for each in loaded:
        assert set(each["texts"]) == {"ar", "zh", "en", "fr", "ru", "es"}
        assert all(text["label"] for text in each["texts"].values())
    from discussions.models import ReportReason

    row = ReportReason.objects.get(key="insult")
    secretariat = person("Sec", "secretariat")
    texts = {"en": {"label": "Rude", "told": "Be kind."}}
    actions.save_reason(by=secretariat, reason=row, name="insult", texts=texts)
    actions.load_reasons(by=system, reasons=loaded)
    assert ReportReason.objects.get(key="insult").texts == texts
    with pytest.raises(NotAllowed):
        actions.save_reason(by=person("Ana", "moderator"), reason=row, name="insult", texts=texts)
