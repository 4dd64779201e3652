"""The pages of outcomes, as people without scripts use them."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from discussions.models import (
    Citation,
    Misquotation,
    Outcome,
    Post,
    PostState,
    Topic,
    TopicState,
)
from discussions.outcomes import composing
from discussions.outcomes.actions import report_misquotation, save_outcome
from hub.actions import system
from tests.discussions.outcomes import claim, drafted, published
from tests.discussions.rooms import moderator, post, space, topic
from tests.hub.organisations import person
from tests.practices.writing import controls, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = "form.outcome-form"


def address(name: str, *arguments: Any) -> str:
    return reverse(f"discussions:{name}", args=arguments)


def soup(client: Client, url: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == status, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def press(client: Client, url: str, do: str, **typed: Any) -> Any:
    """Open the form of an outcome, type, and press a button."""
    sent = {**controls(soup(client, url), FORM), "do": [do], **typed}
    return client.post(url, sent)


def asked() -> tuple[Client, Topic, list[Post]]:
    """A moderator of a topic with three posts."""
    of = topic("What helps?", space("Work"))
    posts = [post(f"Word {number}.", of) for number in (1, 2, 3)]
    return signed_in(moderator(of.space)), of, posts


def test_an_outcome_is_written_moved_and_published_without_scripts() -> None:
    client, of, posts = asked()
    url = address("outcome-write", of.pk)
    typed = {"p1-en": "First claim.", "p1-fr": "Premier."}
    there = f"https://hub.example{address('post', posts[1].pk)}"
    answer = press(client, url + "?beside=fr", "add", **{**typed, "p1-add": f"#1 {there}"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("#paragraph-2")
    press(client, url + "?new=1&beside=fr", "save", **{"p2-en": "Second claim.", "p2-add": "2-3"})
    press(client, url, "up-2", **{"changed-en": "A desk opens."})
    outcome = Outcome.objects.get(topic=of)
    said = [
        (each.texts.get(language="en").source, each.posts.count())
        for each in outcome.paragraphs.all()
    ]
    assert said == [("Second claim.", 2), ("First claim.", 2)]
    preview = soup(client, address("outcome-preview", of.pk) + "?in=ar")
    assert "not translated into Arabic" in preview.get_text(" ", strip=True)
    close = press(client, url, "close")["Location"]
    assert close == address("topic-close", of.pk)
    sent = controls(soup(client, close), "form[method=post]:has([name=seen])")
    assert client.post(close, sent)["Location"].endswith("#outcome")
    of.refresh_from_db()
    assert of.state == TopicState.CLOSED
    shown = soup(Client(), address("topic", of.pk))
    assert "Second claim." in shown.select_one("#outcome-1").get_text()  # type: ignore[union-attr]
    used = shown.select_one(f"#post-{posts[1].pk} a[href$='#outcome-2']")
    assert used is not None
    assert "paragraph 2" in used.get_text()


def test_what_lacks_a_citation_is_said_beside_its_paragraph_and_nothing_typed_is_lost() -> None:
    client, of, posts = asked()
    drafted(of, claim("One.", posts[0]), claim("Two."))
    url = address("outcome-write", of.pk)
    answer = press(client, url, "close", **{"p2-en": "Two, anew."})
    page = soup(client, answer["Location"])
    wrong = page.select("fieldset.wrong")
    assert [each["id"] for each in wrong] == ["paragraph-2"]
    assert "Say which posts" in wrong[0].get_text()
    assert "Two, anew." in page.select_one("#p2-en").get_text()  # type: ignore[union-attr]
    # Closing by its own address says so, too, and offers no button.
    page = soup(client, address("topic-close", of.pk))
    assert "Paragraph 2" in page.select_one(".error-summary").get_text()  # type: ignore[union-attr]
    assert not page.select("main button[type=submit]")
    assert client.post(address("topic-close", of.pk), {"seen": "2"}).status_code == 422


def test_numbers_that_no_readable_post_has_are_named() -> None:
    client, of, posts = asked()
    Post.objects.filter(pk=posts[2].pk).update(state=PostState.HIDDEN)
    url = address("outcome-write", of.pk)
    typed = {"p1-en": "One.", "p1-add": "1, 3 99 word /spaces/posts/999999/"}
    answer = press(client, url, "save", **typed)
    page = BeautifulSoup(answer.content, "html.parser")
    said = page.select_one("#p1-rests-error").get_text()  # type: ignore[union-attr]
    assert all(each in said for each in ("3", "99", "word", "999999"))
    assert page.select_one("#p1-add")["value"] == typed["p1-add"]  # type: ignore[index]
    assert not Outcome.objects.exists()
    strange = ["9" * 40, "5-1", "1-9999999", "\x00", "#post-"]
    assert all(unknown for _found, unknown in composing.find_posts(of, strange) if unknown)


def test_of_two_writers_the_second_sees_both_texts_and_then_decides() -> None:
    client, of, posts = asked()
    drafted(of, claim("Old.", posts[0]))
    url = address("outcome-write", of.pk)
    sent = {**controls(soup(client, url), FORM), "p1-en": ["Mine."], "do": ["save"]}
    row = Outcome.objects.get(topic=of).paragraphs.get()
    theirs = [{"id": row.pk, "texts": {"en": "Theirs."}, "posts": [posts[0].pk]}, claim("More.")]
    save_outcome(by=system, topic=of, seen=1, paragraphs=theirs, changed={})
    answer = client.post(url, sent)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert "Mine." in page.select_one("#p1-en").get_text()  # type: ignore[union-attr]
    versions = [each.get_text() for each in page.select(".version")]
    assert versions == ["Theirs.", "More."]
    assert client.post(url, {**controls(page, FORM), "do": ["save"]}).status_code == 302
    assert row.texts.get().source == "Mine."


def test_posts_are_chosen_from_a_list_that_can_be_narrowed() -> None:
    client, of, posts = asked()
    draft = drafted(of, claim("One.", posts[0]), claim("Two."))
    second = draft.paragraphs.all()[1]
    url = address("outcome-posts", of.pk) + f"?paragraph={second.pk}"
    page = soup(client, f"{url}&only=uncited")
    assert [each["value"] for each in page.select("[name=post]")] == [
        str(posts[1].pk),
        str(posts[2].pk),
    ]
    assert len(soup(client, f"{url}&q=word+3").select("[name=post]")) == 1
    assert "Cited in paragraph 1" in soup(client, url).get_text(" ", strip=True)
    sent = controls(page, "form[method=post]:has([name=seen])")
    answer = client.post(url, {**sent, "post": [posts[1].pk, posts[2].pk]})
    assert answer["Location"].endswith("#paragraph-2")
    assert second.posts.count() == 2
    # Ticked on a page that is older than the draft.
    answer = client.post(url, {**sent, "key": "other", "post": [posts[0].pk]})
    assert answer.status_code == 409
    ticked = BeautifulSoup(answer.content, "html.parser").select("[name=post][checked]")
    assert [each["value"] for each in ticked] == [str(posts[0].pk)]


def test_a_citation_of_a_post_out_of_sight_says_so_without_its_words_or_its_author() -> None:
    author = person("Secretive Sam")
    said = post("The hidden words.", by=author)
    published(said.topic, claim("One.", said))
    Post.objects.filter(pk=said.pk).update(state=PostState.HIDDEN)
    for url in (address("topic", said.topic_id), address("topic-print", said.topic_id)):
        page = Client().get(url).content.decode()
        assert "which a moderator has hidden" in page
        assert "hidden words" not in page
        assert "Secretive" not in page


def test_a_contributor_reports_and_reads_the_answer() -> None:
    said = post("Training helps some.")
    outcome = published(said.topic, claim("Training is enough.", said))
    author, keeper = signed_in(said.author), signed_in(moderator(said.topic.space))
    citation = Citation.objects.get(paragraph__outcome=outcome)
    link = address("misquotation-report", said.topic_id, citation.pk)
    assert soup(author, address("topic", said.topic_id)).select(f'a[href="{link}"]')
    assert not soup(keeper, address("topic", said.topic_id)).select(f'a[href="{link}"]')
    assert keeper.get(link).status_code == 404
    page = soup(author, link)
    assert "Training is enough." in page.get_text()
    assert "Training helps some." in page.get_text()
    answer = author.post(link, {**controls(page), "said": ["I said some."]})
    receipt = answer["Location"]
    assert "We received your report" in soup(author, receipt).get_text(" ", strip=True)
    assert signed_in(person("Stranger")).get(receipt).status_code == 404
    page = soup(keeper, receipt)
    assert keeper.post(receipt, {**controls(page), "do": ["keep"]}).status_code == 422
    sent = {**controls(page), "text-en": ["Training helps some."], "do": ["correct"]}
    assert keeper.post(receipt, sent).status_code == 302
    assert Misquotation.objects.get().state == "corrected"
    assert "was corrected" in soup(author, receipt).get_text(" ", strip=True)
    shown = soup(Client(), address("topic", said.topic_id)).select_one("#outcome")
    assert shown is not None
    assert "Training helps some." in shown.get_text()
    assert shown.select(".corrected")


def test_the_outcome_costs_the_same_queries_however_long_it_is() -> None:
    of = topic()
    posts = [post(f"Word {number}.", of) for number in range(8)]
    short = published(of, claim("One.", posts[0]))
    counts = []
    for number in (1, 8):
        for each in posts[1:number]:
            row = short.paragraphs.create(order=9)
            row.texts.create(language="en", source="More.")
            row.citations.create(post=each)
        Post.objects.filter(topic=of).update(version=50 + number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get(address("topic", of.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_topic_without_an_outcome_says_that_it_is_to_follow() -> None:
    of = topic(state=TopicState.CLOSED)
    Topic.objects.filter(pk=of.pk).update(closed_at=of.opens_at)
    said = soup(Client(), address("topic", of.pk)).select_one("#outcome")
    assert said is not None
    assert "is to follow" in said.get_text()
    assert not said.select("a")
    kept = soup(signed_in(moderator(of.space)), address("topic", of.pk)).select_one("#outcome a")
    assert kept is not None
    assert kept["href"] == address("outcome-write", of.pk)


def test_the_inbox_of_the_secretariat_holds_outcomes_to_write_and_reports_to_answer() -> None:
    due, said = topic("Which is due?", state=TopicState.CLOSED), post("Some.")
    Topic.objects.filter(pk=due.pk).update(closed_at=due.opens_at)
    outcome = published(said.topic, claim("All.", said))
    citation = Citation.objects.get(paragraph__outcome=outcome)
    report_misquotation(by=said.author, citation=citation, said="Some.", language="en")
    page = soup(signed_in(person("Sec", "secretariat")), reverse("inbox"))
    text = page.get_text(" ", strip=True)
    assert "Write the outcome of Which is due?" in text
    assert "Answer a report of a misquotation in the outcome of What works?" in text
    assert page.select(f"a[href='{address('outcome-write', due.pk)}']")


def test_a_report_may_be_read_by_nobody_of_another_topic() -> None:
    said, elsewhere = post("Here."), topic()
    outcome = published(said.topic, claim("One.", said))
    citation = Citation.objects.get(paragraph__outcome=outcome)
    made = report_misquotation(by=said.author, citation=citation, said="No.", language="en")
    author = signed_in(said.author)
    wrong = address("misquotation", elsewhere.pk, made["misquotation"])
    assert author.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "strange",
    ["9" * 5_000, "\x00", "-1", "²", "٣"],
    ids=["long", "nul", "minus", "square", "arabic"],
)
def test_nothing_that_a_page_never_sends_breaks_it(strange: str) -> None:
    client, of, posts = asked()
    drafted(of, claim("One.", posts[0]))
    write, list_of = address("outcome-write", of.pk), address("outcome-posts", of.pk)
    names = ("seen", "count", "beside", "do", "key", "p1-id", "p1-drop", "p1-add", "p1-en")
    for given in (dict.fromkeys(names, strange), {"count": "1", "p1-drop": strange, "seen": "1"}):
        assert client.post(write, given).status_code in (302, 409, 422)
    for do in ("up-", "cite-", "remove-", "beside-"):
        given = {"seen": str(Outcome.objects.get(topic=of).number), "do": do + strange}
        assert client.post(write, given).status_code in (302, 409, 422)
    drafted(of, claim("One.", posts[0]))
    claim_of = Outcome.objects.get(topic=of).paragraphs.first()
    assert claim_of is not None
    number = Outcome.objects.get(topic=of).number
    url = f"{list_of}?paragraph={claim_of.pk}"
    assert client.get(url, {"q": strange, "page": strange}).status_code in (200, 404)
    for given in ({"post": strange, "seen": number}, {"post": strange, "seen": strange}):
        assert client.post(url, given).status_code in (302, 409, 422)
    assert client.post(address("topic-close", of.pk), {"seen": strange}).status_code in (409, 422)
    done = published(of, claim("So.", posts[0]))
    paragraph = done.paragraphs.first()
    assert paragraph is not None
    names = ("seen", "drop", "adding", "text-en", "reason", "key")
    url = address("outcome-correct", of.pk, paragraph.pk)
    assert client.post(url, dict.fromkeys(names, strange)).status_code in (302, 409, 422)
