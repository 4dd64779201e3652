"""The page of a topic: its posts, their order, and what stands on each."""

from __future__ import annotations

import cProfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.models import Capacity, Post, PostState, Space, Topic, TopicText, Visibility
from discussions.reading.pages import SIZE
from hub import richtext
from hub.models import User
from tests.discussions.reading import client, page, words
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import organisation, person

pytestmark = [pytest.mark.django_db]


def test_a_post_is_an_article_that_says_who_speaks_for_whom_when_and_in_which_language() -> None:
    asked = topic()
    body = organisation("اتحاد الموانئ", name_language="ar")
    said = post(
        "Le guichet **ouvre**.", asked, person("Ana Lee"), organisation=body, language="fr",
        capacity=Capacity.ORGANISATION,
    )  # fmt: skip
    Post.objects.filter(pk=said.pk).update(published_at=datetime(2026, 5, 3, 14, 5, tzinfo=UTC))
    article = page(asked).article(said)
    heading = article.select_one("h3")
    assert heading is not None
    assert article["aria-labelledby"] == heading["id"]
    assert words(heading) == "Ana Lee"
    named = article.select_one('header bdi[lang="ar"][dir="rtl"]')
    assert named is not None
    assert words(named) == "اتحاد الموانئ"
    assert "For the organisation" in words(article)
    when = article.select_one("time")
    assert when is not None
    assert words(when) == "3 May 2026, 14:05 UTC"
    assert when["datetime"] == "2026-05-03T14:05:00+00:00"
    text = article.select_one('.body[lang="fr"][dir="ltr"]')
    assert text is not None
    assert "<strong>ouvre</strong>" in str(text)


def test_a_reply_stands_once_under_the_root_and_says_what_it_answers() -> None:
    asked = topic()
    root = post("Root", asked, person("Rita"))
    other = post("Other", asked)
    reply = post("Reply", to=root, by=person("Remi"))
    deeper = post("Deeper", to=reply)
    shown = page(asked)
    assert shown.order == [root.pk, reply.pk, deeper.pk, other.pk]
    assert shown.under == {root.pk: [reply.pk, deeper.pk]}
    assert "In reply to Remi" in shown.said(deeper)
    link = shown.article(deeper).select_one(".in-reply-to a")
    assert link is not None
    assert link["href"] == f"#post-{reply.pk}"
    assert shown.article(deeper).select_one("h4") is not None


def _full(asked: Topic, count: int) -> list[Post]:
    """Posts that were there before, without what is written beside each."""
    author = person("Many")
    asked.refresh_from_db()
    first = asked.positions + 1
    made = Post.objects.bulk_create(
        Post(
            topic=asked, position=first + number, author=author, state=PostState.PUBLISHED,
            language="en", source=f"Word {first + number}", html=f"<p>Word {first + number}</p>",
            renderer=richtext.RENDERER_VERSION, published_at=timezone.now(),
        )
        for number in range(count)
    )  # fmt: skip
    Topic.objects.filter(pk=asked.pk).update(
        positions=F("positions") + count, post_count=F("post_count") + count
    )
    return made


def test_pages_hold_the_same_posts_while_others_arrive_and_go() -> None:
    asked = topic()
    posts = _full(asked, SIZE + 3)
    first, second = page(asked), page(asked, page=2)
    assert first.order == [each.pk for each in posts[:SIZE]]
    assert second.order == [each.pk for each in posts[SIZE:]]
    Post.objects.filter(pk=posts[3].pk).update(state=PostState.HIDDEN)
    late = post("Late", to=posts[0], by=person("Lena"))
    assert page(asked).order == first.order
    assert page(asked, page=2).order == [*second.order, late.pk]
    # Its root is on another page: it stands in its own place, and says what it answers.
    shown = page(asked, page=2)
    assert shown.under == {}
    line = shown.article(late).select_one(".in-reply-to")
    assert line is not None
    assert words(line) == "In reply to Many Word 1"
    assert line.a is not None
    assert line.a["href"] == f"/en/spaces/posts/{posts[0].pk}/"


def test_newest_first_turns_the_same_pages_the_other_way() -> None:
    asked = topic()
    posts = _full(asked, SIZE + 1)
    top = page(asked, order="newest")
    assert top.order[0] == posts[-1].pk
    assert len(top.order) == SIZE + 1, "a page with one post has the one before it as well"
    posts += _full(asked, SIZE)
    top = page(asked, order="newest")
    assert top.order == [each.pk for each in reversed(posts[SIZE:])][: len(top.order)]
    second = page(asked, order="newest", page=2)
    assert second.order == [each.pk for each in reversed(posts[SIZE : 2 * SIZE])]


def test_only_in_my_language_has_what_was_written_or_translated_into_it() -> None:
    asked = topic()
    english, french = post("Here.", asked), post("Ici.", asked, language="fr")
    third = post("هنا", asked, language="ar")
    third.translations.create(
        language="en", source="There.", html="<p>There.</p>", origin="human", of_hash="x"
    )
    answer = client().get(f"/en/spaces/topics/{asked.pk}/", {"language": "en"})
    html = answer.content.decode()
    assert f'id="post-{english.pk}"' in html
    assert f'id="post-{third.pk}"' in html
    assert f'id="post-{french.pk}"' not in html
    answer = client().get(f"/en/spaces/topics/{asked.pk}/", {"language": "ru"})
    assert "There is no post in Russian yet." in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 404), ("page=2", 404), ("page=x", 404), ("page=99999999999", 404),
        ("page=٣", 404), ("language=!!", 404), ("order=sideways", 200), ("post=x", 302),
        ("post=99999999999999", 302), ("post=0", 302), ("since=x", 200), ("since=" + "9" * 30, 200),
        ("since=0", 200), ("language=pt-BR", 200), ("page=1", 200),
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_answered(query: str, status: int) -> None:
    asked = topic()
    post("One", asked)
    assert client().get(f"/en/spaces/topics/{asked.pk}/?{query}").status_code == status


def test_a_permanent_address_leads_to_where_the_post_stands() -> None:
    asked = topic()
    posts = _full(asked, SIZE + 1)
    here = f"/en/spaces/topics/{asked.pk}/"
    assert client().get(f"/en/spaces/posts/{posts[0].pk}/").headers["Location"] == (
        f"{here}#post-{posts[0].pk}"
    )
    last = f"{here}?page=2#post-{posts[-1].pk}"
    assert client().get(f"/en/spaces/posts/{posts[-1].pk}/").headers["Location"] == last
    assert client().get(here, {"post": "51"}).headers["Location"] == last
    assert client().get(here, {"post": "4000"}).headers["Location"] == last


def test_a_private_topic_answers_as_a_missing_one() -> None:
    home = space(visibility=Visibility.MEMBERS)
    said = post("Among us.", topic(inside=home))
    stranger, inside = person("Stranger"), space_member(home)
    for path in (f"/en/spaces/topics/{said.topic_id}/", f"/en/spaces/posts/{said.pk}/"):
        private, missing = client(stranger).get(path), client(stranger).get("/en/spaces/posts/0/")
        assert private.status_code == missing.status_code == 404
        assert "Among us" not in private.content.decode()
        assert client(inside).get(path).status_code in (200, 302)


def test_a_hidden_post_leaves_a_stub_and_moderators_read_what_it_says() -> None:
    asked = topic()
    hidden = post("Rude words.", asked, person("Rude Person"), state=PostState.HIDDEN)
    answer = post("Please be kind.", to=hidden)
    withdrawn = post("Taken back.", asked, state=PostState.WITHDRAWN)
    keeper = moderator(asked.space)
    for _time in range(2):
        # The moderator looks first: nothing of theirs is remembered for others.
        assert "Rude words." in page(asked, keeper).said(hidden)
        shown = page(asked)
        assert "Rude words." not in shown.html
        assert "Taken back." not in shown.html
        assert "A post that a moderator has hidden" in shown.said(hidden)
        assert "A post that its author has withdrawn" in shown.said(withdrawn)
        assert not shown.article(hidden).select("footer")
        assert "In reply to a post" in shown.said(answer)
        assert "Rude Person" not in shown.html


def test_a_withheld_name_is_in_no_page_but_a_moderators() -> None:
    home = space(may_withhold_names=True)
    asked = topic(inside=home)
    said = post("Quietly.", asked, person("Nadia Secret"), name_withheld=True,
                organisation=organisation("Secret League"))  # fmt: skip
    answer = post("I agree.", to=said)
    keeper = moderator(home)
    assert "Nadia Secret" in page(asked, keeper).said(said)
    for reader in (None, person("Reader"), said.author):
        html = page(asked, reader).posts.decode()
        assert "Nadia Secret" not in html
        assert "Secret League" not in html
    assert "Name withheld" in page(asked).said(said)
    assert "In reply to a post" in page(asked).said(answer)


def test_a_new_name_and_a_person_who_is_gone_show_at_once() -> None:
    asked = topic()
    author = person("Old Name")
    said = post("Words.", asked, author)
    answer = post("Answer.", to=said)
    page(asked)
    author.name = "New Name"
    author.save()
    assert "New Name" in page(asked).said(said)
    assert "In reply to New Name" in page(asked).said(answer)
    author.delete()
    shown = page(asked)
    assert "New Name" not in shown.html
    assert "Somebody who has left" in shown.said(said)


def test_the_links_of_an_author_are_on_no_page_of_others() -> None:
    asked = topic()
    author = person("Author")
    said = post("Mine.", asked, author)
    for _time in range(2):
        assert f"/en/spaces/posts/{said.pk}/edit/" in page(asked, author).html
        for other in (None, person("Other")):
            assert f"/en/spaces/posts/{said.pk}/edit/" not in page(asked, other).html
    Post.objects.update(published_at=timezone.now() - timedelta(days=9))
    own = page(asked, author).html
    assert f"/posts/{said.pk}/edit/" not in own
    assert f"/posts/{said.pk}/withdraw/" in own


def test_nobody_is_offered_to_report_their_own_post() -> None:
    asked = topic()
    author = person("Author")
    said = post("Mine.", asked, author)
    link = f"/en/spaces/posts/{said.pk}/report/"
    assert link in page(asked, person("Other")).html
    assert link not in page(asked, author).html


def test_a_held_post_shows_to_its_author_alone() -> None:
    asked = topic()
    author = person("Author")
    post("Waiting words.", asked, author, state=PostState.HELD)
    assert "Waiting words." in page(asked, author).html
    assert "Waiting words." not in page(asked, person("Other")).html
    assert "Waiting words." not in page(asked).html


def test_a_question_that_is_not_translated_stands_in_another_language_and_says_so() -> None:
    asked = topic("What works?")
    TopicText.objects.create(
        topic=asked, language="ar", question="ما الذي ينجح؟", context="سياق **مهم**."
    )
    arabic = page(asked, language="ar")
    assert words(arabic.one("h1")) == "ما الذي ينجح؟"
    assert not arabic.has(".topic-head .note")
    french = page(asked, language="fr")
    assert words(french.one("h1 [lang=en]")) == "What works?"
    assert french.has(".topic-head .note")
    # The context exists in Arabic alone, and says in which language it is.
    assert words(french.one('.context[lang="ar"][dir="rtl"]')) == "سياق مهم ."


def test_the_closing_time_stands_with_its_zone() -> None:
    closes = datetime(2126, 5, 3, 18, 0, tzinfo=UTC)
    assert "Posts are taken until 3 May 2126, 18:00 UTC" in words(
        page(topic(closes_at=closes)).one(".topic-head")
    )


def test_a_topic_is_closed_for_readers_once_its_space_is() -> None:
    asked = topic(closes_at=timezone.now() + timedelta(days=9))
    assert "Open" in words(page(asked).one(".topic-head"))
    Space.objects.filter(pk=asked.space_id).update(archived_at=timezone.now())
    head = words(page(asked).one(".topic-head"))
    assert "Closed" in head
    assert "Posts are taken until" not in head


def test_fifty_posts_ask_the_database_as_often_as_five() -> None:
    few, many = topic(), topic()
    for asked, count in ((few, 5), (many, 50)):
        authors = [person(f"Author {number}") for number in range(5)]
        root = post("Root", asked, authors[0])
        for number in range(count - 1):
            post(f"Word {number}", by=authors[number % 5], **(
                {"to": root} if number % 3 else {"inside": asked}
            ))  # fmt: skip
    reader = person("Reader")
    for by in (None, reader, moderator(few.space), moderator(many.space)):
        visitor = client(by)
        counts: dict[str, list[int]] = {"cold": [], "warm": []}
        for asked in (few, many):
            for when in counts:
                with CaptureQueriesContext(connection) as queries:
                    visitor.get(f"/en/spaces/topics/{asked.pk}/")
                counts[when].append(len(queries))
        if by is None or by == reader:
            assert counts["cold"][0] == counts["cold"][1], counts
            assert counts["warm"][0] == counts["warm"][1], counts
        assert max(counts["warm"]) <= 20, counts


def test_a_page_costs_the_same_in_a_topic_of_any_length() -> None:
    """By the functions that are called for it, which no other load changes; see `make bench`."""
    short, long = topic(), topic()
    root = _full(short, SIZE)[0]
    posts = _full(long, 20 * SIZE)
    Post.objects.filter(topic=short, position__gt=40).update(parent=root, root=root)
    Post.objects.filter(topic=long, position__gt=540, position__lte=550).update(
        parent=posts[0], root=posts[0]
    )
    reader = person("Reader")
    for by in (None, reader):
        few = _calls(f"/en/spaces/topics/{short.pk}/", by)
        many = _calls(f"/en/spaces/topics/{long.pk}/?page=11", by)
        assert 0.8 < many / few < 1.2, (by, few, many)


def _calls(address: str, by: User | None) -> int:
    """How many functions a page calls that was asked for before."""
    reader = client(by)
    reader.get(address)
    profile = cProfile.Profile()
    profile.enable()
    reader.get(address)
    profile.disable()
    return sum(each.callcount for each in profile.getstats())
