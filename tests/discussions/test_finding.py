"""What was said is found by those who may read it, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from discussions import log
from discussions.indexing import POST, TOPIC
from discussions.models import EventKind, Post, PostLink, Space, SpaceMember
from discussions.moderation.actions import hide, release
from discussions.moderation.setting_up import load_reasons
from discussions.posting.actions import publish
from hub.actions import Act, action, system
from hub.indexing import source
from hub.models import Generation
from search import indexing, later
from search.engine import Request
from search.models import SearchPending
from search.registry import engine
from tests.discussions.rooms import post, space, space_member, topic
from tests.hub.organisations import person
from tests.practices.library import published

pytestmark = pytest.mark.django_db


def found(
    words: str, viewer: Any = None, kind: str = POST, **filters: tuple[str, ...]
) -> list[int]:
    asked = Request(
        kinds=(kind,), text=words, filters=filters, viewer=viewer or AnonymousUser(), correct=False
    )
    return [hit.object_id for hit in engine().search(asked).hits if not hit.below]


@action("tests.change")
def change(act: Act, *, of: Post | Space, facts: dict[str, Any]) -> dict[str, Any]:
    """As an action of the product would."""
    type(of).objects.filter(pk=of.pk).update(**facts)
    act.changed("space" if isinstance(of, Space) else "post", of.pk)
    if isinstance(of, Post):
        log.happened(act, of.topic, EventKind.POST_HIDDEN, of, counts=-1)
    return {}


def test_a_post_is_found_once_the_worker_has_followed() -> None:
    said = post("Seasonal beekeepers need portable permits.")
    assert found("beekeepers") == []
    assert later.catch_up() == 1
    assert found("beekeepers") == [said.pk]
    assert not SearchPending.objects.exists()


def test_a_hidden_post_is_gone_from_search_with_the_change_itself() -> None:
    said = post("Seasonal beekeepers need portable permits.")
    later.catch_up()
    change(by=system, of=said, facts={"state": "hidden"})
    assert found("beekeepers", person("Root", is_superuser=True)) == []
    later.catch_up()
    assert found("beekeepers") == []


def test_posts_of_a_space_for_members_are_found_by_its_members_alone() -> None:
    home = space(visibility="members")
    said = post("Seasonal beekeepers need portable permits.", topic("Bees?", home))
    indexing.follow(TOPIC, [said.topic_id])
    later.catch_up()
    inside, outside = space_member(home), person("Stranger")
    assert found("beekeepers", inside) == [said.pk]
    assert found("bees", inside, TOPIC) == [said.topic_id]
    for nobody in (outside, AnonymousUser()):
        assert found("beekeepers", nobody) == []
        assert found("bees", nobody, TOPIC) == []
    SpaceMember.objects.filter(user=inside).update(ended_at=said.created_at)
    assert found("beekeepers", inside) == []


def test_what_a_space_closes_to_the_public_is_found_by_no_visitor_from_then_on() -> None:
    home = space()
    said = post("Seasonal beekeepers need portable permits.", topic("Bees?", home))
    indexing.follow(TOPIC, [said.topic_id])
    later.catch_up()
    assert found("beekeepers") == [said.pk]
    change(by=system, of=home, facts={"visibility": "members"})
    assert found("beekeepers") == []
    assert found("bees", kind=TOPIC) == []
    assert engine().suggest("beekeep", "en") == []
    later.catch_up()
    assert found("beekeepers", space_member(home)) == [said.pk]


def test_posts_are_narrowed_by_the_practice_that_they_link_to() -> None:
    said = post("Permits as in this practice.")
    post("Permits in general.")
    PostLink.objects.create(post=said, kind="practice", object_id="7")
    later.catch_up()
    assert found("permits", about=("practice-7",)) == [said.pk]


def test_one_that_cannot_be_read_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, sound = post("Broken beekeepers."), post("Sound beekeepers.")
    documents = source(POST).documents

    def failing(ids: Any = None) -> Any:
        if broken.pk in ids:
            raise ValueError("unreadable")
        return documents(ids)

    monkeypatch.setattr(source(POST), "documents", failing)
    later.catch_up()
    assert found("beekeepers") == [sound.pk]


def test_documents_of_many_posts_and_topics_cost_as_many_queries_as_of_few(
    django_assert_num_queries: Any,
) -> None:
    asked = topic("Bees?")
    posts = [post(f"Word {number}", asked) for number in range(4)]
    for kind, queries, ids in ((POST, 7, [each.pk for each in posts]), (TOPIC, 8, [asked.pk])):
        with django_assert_num_queries(queries):
            assert len(list(source(kind).documents(ids))) == len(ids)


def test_the_list_finds_narrows_and_says_who_spoke_but_not_whose_name_is_withheld(
    client: Client,
) -> None:
    home = space("Work", may_withhold_names=True)
    asked = topic("What helps beekeepers?", home)
    named = post("Portable permits.", asked, by=person("Ana Bee"))
    withheld = post("Permits that are lent.", asked, by=person("Secret Sam"), name_withheld=True)
    indexing.follow(TOPIC, [asked.pk])
    later.catch_up()
    page = client.get("/en/search/discussions/?q=permits").content.decode()
    assert "Ana Bee" in page
    assert f"/en/spaces/posts/{named.pk}/" in page
    assert f"/en/spaces/posts/{withheld.pk}/" in page
    assert "Name withheld" in page
    assert "Secret Sam" not in page
    nonsense = "/en/search/discussions/?kind=x&space=%00&about=practice-&objective=99&page=zz"
    assert client.get(nonsense).status_code == 200
    assert client.get("/en/search/discussions/feed/?spcae=1").status_code == 400
    everywhere = client.get("/en/search/?q=beekeepers").content.decode()
    assert "What helps" in everywhere


def test_posts_with_fewer_of_the_words_stand_below_a_line_also_where_everything_is_searched(
    client: Client,
) -> None:
    asked = topic("What helps?")
    for text in (*["Shelter and pension."] * 6, "Shelter alone."):
        post(text, asked)
    later.catch_up()
    for path in ("/en/search/", "/en/search/discussions/"):
        page = BeautifulSoup(client.get(f"{path}?q=shelter+pension").content, "html.parser")
        line = page.select_one(".below")
        assert line is not None
        assert len(line.find_all_previous("article")) == 6
        assert len(line.find_all_next("article")) == 1


def test_a_practice_says_where_it_is_discussed_and_no_longer_when_the_post_is_hidden(
    client: Client,
) -> None:
    practice = published(title="Portable permits")
    load_reasons(lambda line: None)
    asked = topic("What helps beekeepers?")
    author = person("Ana Bee")
    source = f"As in http://testserver/fr/practices/{practice.slug}/ they do."
    made = publish(by=author, topic=asked, source=source, language="en")
    said = Post.objects.get(pk=made["post"])
    if said.state == "held":
        release(by=person("Keeper", "moderator"), post=said)
    address = f"/en/practices/{practice.slug}/"
    assert "What helps beekeepers?" in client.get(address).content.decode()
    later.catch_up()
    listed = client.get(f"/en/search/discussions/?about=practice-{practice.pk}")
    assert f"/en/spaces/posts/{said.pk}/" in listed.content.decode()
    before = Generation.objects.get(area="discussed").number
    hide(by=person("Keeper", "moderator"), post=said, reason="advertising", language="en")
    assert "What helps beekeepers?" not in client.get(address).content.decode()
    assert Generation.objects.get(area="discussed").number > before
