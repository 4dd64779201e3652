"""What a reader has read, posts in other languages, and pages that are kept for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from discussions import log
from discussions.models import Post, PostState, ReadMark, TranslationOrigin
from discussions.reading import views
from discussions.reading.actions import mark_read
from discussions.reading.showing import hash_of
from discussions.reading.tasks import translate_by_machine
from discussions.reading.translating import Stale, ask_machine, remove, translate
from hub import generations
from hub.actions import NotAllowed, Refused
from hub.models import User
from hub.pagecache import AREAS_HEADER
from tests.discussions.reading import client, page, words
from tests.discussions.rooms import moderator, post, topic
from tests.hub.organisations import person

pytestmark = [pytest.mark.django_db]

HERE = "tests.discussions.test_reading_marks"


def test_what_came_since_one_was_here_is_marked_counted_and_led_to() -> None:
    asked, reader = topic(), person("Reader")
    old = post("Old", asked)
    assert not page(asked, reader).has("#since"), "nothing is new to who was never here"
    assert not page(asked, reader).has(".new")
    there = f"/en/spaces/topics/{asked.pk}/read/"
    button = page(asked, reader).one(f'form[action="{there}"] input[name=position]')
    assert client(reader).post(there, {"position": str(button["value"])}).status_code == 302
    assert "You have read everything" in words(page(asked, reader).one("#since"))
    post("Own", asked, reader)
    new, newer = post("New", asked), post("Newer", asked)
    post("Rude", asked, state=PostState.HIDDEN)
    shown = page(asked, reader)
    assert "2 new posts since you were here" in words(shown.one("#since"))
    assert shown.one("#since a")["href"] == f"/en/spaces/posts/{new.pk}/"
    marked = [each.find_parent("article")["id"] for each in shown.posts.select(".new")]  # type: ignore[index]  # each is in one
    assert marked == [f"post-{new.pk}", f"post-{newer.pk}"]
    # What one reader has read is nobody else's.
    for other in (None, person("Other"), old.author):
        assert not page(asked, other).has(".new")


def test_a_mark_never_goes_back_nor_past_the_last_post() -> None:
    asked, reader = topic(), person("Reader")
    for _number in range(3):
        post(inside=asked)
    asked.refresh_from_db()
    assert mark_read(by=reader, topic=asked, position=2) == {"position": 2}
    assert mark_read(by=reader, topic=asked, position=1) == {"position": 2}
    assert mark_read(by=reader, topic=asked, position=900) == {"position": 3}
    assert ReadMark.objects.get(user=reader).position == 3
    there = f"/en/spaces/topics/{asked.pk}/read/"
    json = {"accept": "application/json"}
    answer = client(reader).post(there, {"position": "x"}, headers=json)
    assert answer.json() == {"position": 3}


def test_without_scripts_one_looks_for_new_posts_by_a_link() -> None:
    asked = topic()
    post("One", asked)
    link = str(page(asked).one("#check")["href"])
    assert "Nothing is new" in words(page(asked, since=link.partition("=")[2]).one("#since"))
    two = post("Two", asked)
    since = page(asked, since=link.partition("=")[2]).one("#since")
    assert "1 new post since you looked." in words(since)
    assert since.a is not None
    assert since.a["href"] == f"/en/spaces/posts/{two.pk}/"


def author_of(said: Post) -> User:
    assert said.author is not None
    return said.author


def translated(said: Post, by: Any, source: str = "The counter opens.", **facts: Any) -> None:
    translate(by=by, post=said, language="en", source=source, **facts)


def test_a_translation_stands_in_place_of_the_original_which_is_one_click_away() -> None:
    asked = topic()
    said = post("Le guichet ouvre.", asked, language="fr")
    assert "In French, not translated" in page(asked).said(said)
    translated(said, person("Tara", "translator"), "The **counter** opens.")
    article = page(asked).article(said)
    shown = article.select_one('.body[lang="en"]')
    assert shown is not None
    assert words(shown) == "The counter opens."
    assert "Translated from French." in words(article)
    original = article.select_one('details .body[lang="fr"]')
    assert original is not None
    assert words(original) == "Le guichet ouvre."
    # To a reader of French it is the original alone, with the way to the other.
    french = page(asked, language="fr").article(said)
    assert not french.select("details")
    assert french.select_one(f'a[href="/en/spaces/posts/{said.pk}/"][hreflang="en"]') is not None
    Post.objects.filter(pk=said.pk).update(source="Le guichet ferme.", version=9)
    assert "The original has changed since." in page(asked).said(said)
    remove(by=moderator(asked.space), post=said, language="en")
    assert "In French, not translated" in page(asked).said(said)


def test_authors_translators_and_moderators_translate_and_nobody_else() -> None:
    said = post("Le guichet ouvre.", language="fr")
    for who in (author_of(said), person("Tara", "translator"), moderator(said.topic.space)):
        seen = said.translations.filter(language="en").first()
        translated(said, who, f"By {who.pk}.", seen=hash_of(seen.source) if seen else "")
    with pytest.raises(NotAllowed):
        translated(said, person("Stranger"))
    with pytest.raises(Stale):
        translated(said, author_of(said), "Over it.", seen=hash_of("what was there before"))
    for language, source in (("fr", "Mots."), ("??", "Words."), ("en", "  "), ("en", "x" * 30_001)):
        with pytest.raises(Refused):
            translate(by=author_of(said), post=said, language=language, source=source)


def test_a_page_translates_a_post_and_keeps_what_was_typed_where_somebody_was_faster() -> None:
    said = post("Le guichet ouvre.", language="fr")
    there = f"/en/spaces/posts/{said.pk}/translate/en/"
    author = client(author_of(said))
    assert author.get(there).status_code == 200
    translated(said, person("Tara", "translator"), "Faster.")
    sent = {"do": "save", "source": "Slower.", "of_hash": hash_of(said.source), "seen": ""}
    answer = author.post(there, sent)
    assert answer.status_code == 409
    assert "Slower." in answer.content.decode()
    assert "Faster." in answer.content.decode()
    assert author.post(there, {**sent, "seen": hash_of("Faster.")}).status_code == 302
    assert said.translations.get().source == "Slower."


class Fake:
    name = "Example Machine"

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        return [f"{text} ({source} to {target})" for text in texts]


class Broken(Fake):
    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        raise OSError("away")


def test_a_machine_is_labelled_and_never_takes_the_place_of_a_person(settings: Any) -> None:
    said = post("Le guichet ouvre.", language="fr")
    with pytest.raises(Refused):
        ask_machine(by=author_of(said), post=said, language="en")
    settings.HUB_TRANSLATION_PROVIDER = f"{HERE}.Broken"
    assert not translate_by_machine.func(said.pk, "en", author_of(said).pk, "1")
    assert not said.translations.exists()
    settings.HUB_TRANSLATION_PROVIDER = f"{HERE}.Fake"
    assert translate_by_machine.func(said.pk, "en", author_of(said).pk, "2")
    article = page(said.topic).said(said)
    assert "Machine translation" in article
    assert "Example Machine" in article
    made = said.translations.get()
    translated(said, author_of(said), "By hand.", seen=hash_of(made.source))
    assert "Machine translation" not in page(said.topic).said(said)
    assert not translate_by_machine.func(said.pk, "en", author_of(said).pk, "3")
    assert said.translations.get().origin == TranslationOrigin.HUMAN
    with pytest.raises(Refused):
        ask_machine(by=author_of(said), post=said, language="en")


def test_a_page_for_visitors_names_the_number_that_the_topic_had_before_it_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = topic()
    post("One", asked)
    area = log.area_of(asked.pk)
    number = generations.of_objects([area])[area]

    def meanwhile(*_arguments: Any) -> bool:
        post("Meanwhile", asked)
        return True

    path = f"/en/spaces/topics/{asked.pk}/"
    assert f"{area}={number}" in client().get(path).headers[AREAS_HEADER].split(",")
    monkeypatch.setattr(views, "can_view_topic", meanwhile)
    assert f"{area}={number}" in client().get(path).headers[AREAS_HEADER].split(",")
    assert generations.of_objects([area])[area] > number
    assert "set-cookie" not in client().get(path).headers
