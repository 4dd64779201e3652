"""A topic with its outcome, taken along: to print, as a Word file and as JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn

from discussions.models import Capacity, Post, PostState, Topic, TopicText, Visibility
from discussions.outcomes.exporting import word
from discussions.outcomes.exporting.told import Told
from tests.discussions.outcomes import claim, published
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import organisation, person
from tests.practices.writing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def told() -> tuple[Topic, list[Post]]:
    """A closed topic: a plain post, one whose author's name is withheld, and one that is hidden."""
    of = topic("What helps?", space("Work"))
    TopicText.objects.create(topic=of, language="ar", question="ما الذي يساعد؟")
    body = organisation("Quay League")
    said = post("Courses **help**.\x0b\n\n- at work\n- in the evening", of, by=person("Amira"),
                organisation=body, capacity=Capacity.ORGANISATION)  # fmt: skip
    quiet = post("مكتب واحد يكفي.", of, by=person("Quiet Quill"), language="ar",
                 name_withheld=True)  # fmt: skip
    gone = post("The hidden words.", of, by=person("Gone Gale"), to=said)
    published(of, claim("Courses help.", said, gone, ar="الدورات تساعد."), claim("A desk.", quiet))
    Post.objects.filter(pk=gone.pk).update(state=PostState.HIDDEN)
    return of, [said, quiet, gone]


def fetched(client: Client, of: Topic, tail: str, language: str = "en") -> bytes:
    answer: Any = client.get(f"/{language}/spaces/topics/{of.pk}/{tail}")
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def document(content: bytes) -> tuple[Any, str]:
    opened = docx.Document(io.BytesIO(content))
    texts = opened.element.body.iter(qn("w:t"))
    return opened, " ".join("".join(each.text or "" for each in texts).split())


def test_json_says_what_stands_in_the_topic_and_in_its_outcome() -> None:
    of, (said, quiet, gone) = told()
    data = json.loads(fetched(Client(), of, "outcome.json"))
    assert (data["format"], data["version"]) == ("gcm-hub-topic", 1)
    assert data["topic"]["texts"]["ar"]["question"] == "ما الذي يساعد؟"
    first, second = data["outcome"]["paragraphs"]
    assert first["texts"] == {"en": "Courses help.", "ar": "الدورات تساعد."}
    assert first["rests_on"] == [
        {"id": said.pk, "number": 1},
        {"id": gone.pk, "number": 3, "gone": "hidden"},
    ]
    assert second["rests_on"] == [{"id": quiet.pk, "number": 2}]
    plain, withheld, hidden = data["posts"]
    assert plain["author"]["organisation"] == "Quay League"
    assert plain["text"].startswith("Courses **help**.")
    assert withheld["author"] == {
        "name": "", "organisation": "", "capacity": "personal", "withheld": True,
    }  # fmt: skip
    assert hidden == {"id": gone.pk, "number": 3, "state": "hidden"}


def test_a_word_file_has_headings_notes_that_lead_to_posts_and_text_from_right_to_left() -> None:
    of, (said, _quiet, _gone) = told()
    opened, words = document(fetched(Client(), of, "outcome.docx", "ar"))
    assert "ما الذي يساعد؟" in words
    styles = [each.style.name for each in opened.paragraphs]
    assert styles.count("Heading 1") == 2
    assert "List Bullet" in styles
    names = {each.get(qn("w:name")) for each in opened.element.body.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in opened.element.body.iter(qn("w:hyperlink"))]
    anchors = {each for each in links if each}
    assert {f"post_{said.pk}", "note_1"} <= anchors <= names
    arabic = next(each for each in opened.paragraphs if "الدورات" in each.text)
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    run = next(each for each in arabic.runs if "الدورات" in each.text)
    assert run._r.rPr.find(qn("w:rtl")) is not None
    english = next(each for each in opened.paragraphs if "A desk." in each.text)
    assert english._p.pPr.find(qn("w:bidi")) is None


@pytest.mark.parametrize("tail", ["print/", "outcome.docx", "outcome.json"])
def test_no_file_holds_what_a_visitor_may_not_see_whoever_asks(tail: str) -> None:
    of, _posts = told()
    for client in (Client(), signed_in(moderator(of.space))):
        content = fetched(client, of, tail)
        words = document(content)[1] if tail.endswith("docx") else content.decode()
        assert "Amira" in words
        assert "hidden words" not in words
        assert "Gone Gale" not in words
        assert "Quiet Quill" not in words
    Topic.objects.filter(pk=of.pk).update(state="scheduled")
    assert Client().get(f"/en/spaces/topics/{of.pk}/{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["print/", "outcome.docx", "outcome.json"])
def test_files_of_a_space_of_members_are_for_members(tail: str) -> None:
    of = topic("Among us?", space("Inner", visibility=Visibility.MEMBERS))
    url = f"/en/spaces/topics/{of.pk}/{tail}"
    assert signed_in(person("Stranger")).get(url).status_code == 404
    assert signed_in(moderator(of.space)).get(url).status_code == 200


def test_text_without_markup_becomes_the_same_paragraphs_with_and_without_a_reader() -> None:
    for source in ("One line.\nand its end.\n\nTwo.", "12 is a number", "  indented", "a - b"):
        quick = [each.text for each in word.paragraphs(source)]
        assert quick == [each.text for each in word.rich.paragraphs(source)], source


def test_files_cost_the_same_queries_for_ten_posts_as_for_two(
    django_assert_max_num_queries: Any,
) -> None:
    of = topic()
    for number in range(10):
        post(f"Word {number}.", of)
    with django_assert_max_num_queries(8):
        word.write(Told(Topic.objects.select_related("space").get(pk=of.pk), "en"))
