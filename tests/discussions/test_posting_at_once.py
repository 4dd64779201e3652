"""Many people who write in one topic at once, with real commits."""

from __future__ import annotations

import pytest

from discussions.models import Post, PostDraft, PostState, TopicEvent
from discussions.posting.actions import edit, publish, save_draft, withdraw
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import person
from tests.hub.test_joining_at_once import REPEATS, at_once

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 5


def test_places_and_numbers_have_no_gaps_when_eight_people_write_edit_and_withdraw() -> None:
    of, other = topic(), topic()
    first = post(inside=of)
    writers = [person(f"Writer {number}") for number in range(REPEATS)]

    def write(number: int) -> list[int]:
        made = []
        for turn in range(EACH):
            answer = publish(
                by=writers[number], key=f"{turn}", topic=of if turn % 2 else other,
                source=f"{number}, turn {turn}.", language="en",
                parent=first if turn == 1 else None,
            )  # fmt: skip
            made.append(answer["post"])
        row = Post(pk=made[1])
        edit(by=writers[number], post=row, source=f"{number} again.", language="en", seen=1)
        withdraw(by=writers[number], post=Post(pk=made[-2]))
        return made

    made = [pk for answers in at_once(write) for pk in answers]
    assert len(set(made)) == REPEATS * EACH
    for each in (of, other):
        each.refresh_from_db()
        posts = Post.objects.filter(topic=each).order_by("position")
        positions = [row.position for row in posts]
        assert positions == list(range(1, len(positions) + 1))
        numbers = list(TopicEvent.objects.filter(topic=each).values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert (each.positions, each.sequence) == (len(positions), len(numbers))
        assert each.post_count == posts.filter(state=PostState.PUBLISHED).count()


def test_eight_sendings_of_one_form_are_one_post() -> None:
    of, author = topic(), person("Author")
    answers = at_once(
        lambda number: publish(by=author, key="k", topic=of, source="Once.", language="en")
    )
    assert answers == [answers[0]] * REPEATS
    assert Post.objects.get().position == 1


def test_eight_windows_that_save_one_draft_keep_one() -> None:
    of = topic(inside=space())
    author = moderator(of.space)
    answers = at_once(
        lambda number: save_draft(by=author, topic=of, source=f"Window {number}", language="")
    )
    assert {answer["draft"] for answer in answers} == {str(PostDraft.objects.get().pk)}
