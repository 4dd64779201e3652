"""What is said in a closed space, or was taken out of sight, or is not published yet, occurs in no
answer to whoever may not read it: on no page, in no list, count, suggestion, feed, export, file,
event, notice or mail.

Each secret has a word of its own that begins alike, so that one can also see that it would be found
where it may be.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from discussions.models import (
    Post,
    PostDraft,
    PostState,
    PostTranslation,
    Space,
    Topic,
    TopicState,
    TranslationOrigin,
    Visibility,
)
from discussions.moderation.actions import hide, refuse, release
from discussions.moderation.setting_up import load_reasons
from discussions.posting.actions import edit, publish, save_draft, withdraw
from discussions.spaces.actions.keeping import edit_space
from hub import editorial
from hub.actions import system
from hub.files import receiving
from hub.models import StoredFile, User
from hub.notifications import follow
from search import indexing, later
from tests.discussions import addresses
from tests.discussions.outcomes import claim, drafted, published
from tests.discussions.rooms import post, space, space_member, topic
from tests.hub.organisations import person
from tests.hub.reading import worked_off
from tests.practices.library import published as practice
from tests.test_nothing_leaks import client_of, letters_to

SECRET = "wintermoth"
# Beside it in every text: what a search for the word would bring to light.
BESIDE = "lanternorchard"
PUBLIC = "Permits help at the open quay."

SEARCHES = (
    "/en/search/", f"/en/search/?q={SECRET}", f"/en/search/?q={BESIDE}", "/en/search/?q=wintermoht",
    "/en/search/suggest/?q=winterm", "/en/search/suggest/?q=lant", "/en/search/?q=permits",
    "/en/practices/", "/en/", "/sitemap.xml", "/robots.txt", "/en/feed/", "/en/spaces/",
    "/ar/spaces/",
)  # fmt: skip
OWN = ("/en/account/", "/en/account/notices/", "/en/spaces/mine/", "/en/account/work/")
OF_TOPIC, OF_POST = ("topic", "closed", "done"), ("post", "among")


def word(of: str) -> str:
    return f"{SECRET}{of}"


def words(of: str) -> str:
    return f"{word(of)} {BESIDE}"


@dataclass
class Secrets:
    """A public topic, in which the contributor has written, and secrets in it and beside it."""

    open: Topic = field(default_factory=lambda: topic("What helps?", space("Talk", slug="talk")))
    posts: dict[str, Post] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    outsider: User = field(default_factory=lambda: person("Outsider"))
    contributor: User = field(default_factory=lambda: person("Contributor"))
    # Whose secrets they are: they write those that are taken out of sight, and read the rest.
    author: User = field(default_factory=lambda: person("Author"))
    keeper: User = field(default_factory=lambda: person("Keeper", "secretariat"))

    def __post_init__(self) -> None:
        self.about = practice(title="Permits at the open quay")
        self.said = post(PUBLIC, self.open, by=self.contributor)
        for kind, pk in (("topic", self.open.pk), ("space", self.open.space_id)):
            follow(by=self.contributor, kind=kind, object_id=str(pk))

    def make(self) -> None:
        self.hold()
        for each in (self.hide, self.withdraw, self.refuse, self.draft, self.close, self.schedule):
            each()
        drafted(self.open, claim(words("outcome"), self.said), changed=words("changed"))

    def write(self, of: str) -> Post:
        """A post with a file, which leads to the practice and answers the contributor. New
        people's, so it is held."""
        link = f"http://testserver/en/practices/{self.about.slug}/ https://example.com/"
        source = f"{words(of)} permits {link}"
        with worked_off():
            save_draft(
                by=self.author, topic=self.open, source=source, language="en", parent=self.said
            )
            kept = PostDraft.objects.get(user=self.author)
            self.attach(kept, of)
            answer = publish(
                by=self.author, topic=self.open, source=source, language="en", parent=self.said,
                draft=kept,
            )  # fmt: skip
        made = self.posts[of] = Post.objects.get(pk=answer["post"])
        return made

    def attach(self, kept: PostDraft, of: str) -> None:
        sent = SimpleUploadedFile(f"{word(of)}.txt", f"{word(of)} ".encode() * 20)
        answer = receiving.whole(self.author, None, f"draft:{kept.pk}", sent)
        self.files.append(StoredFile.objects.get(pk=answer["file"]))

    def hold(self) -> None:
        assert self.write("held").state == PostState.HELD

    def show(self, of: str) -> Post:
        """One that was published, translated and edited: its history has the word too."""
        made = self.write(of)
        release(by=system, post=made)
        made.refresh_from_db()
        edit(by=self.author, post=made, source=f"{words(f'{of}again')} permits", language="en",
             seen=made.version)  # fmt: skip
        PostTranslation.objects.create(
            post=made, language="fr", source=words(f"{of}fr"), html=f"<p>{words(f'{of}fr')}</p>",
            origin=TranslationOrigin.HUMAN, of_hash="",
        )  # fmt: skip
        later.catch_up()
        # Pages that are kept for visitors have it from now on.
        for address in self.public_addresses():
            assert word(f"{of}again") in told(Client(), address), address
        return made

    def public_addresses(self) -> list[str]:
        """Where a visitor reads what is said in the public topic."""
        here = f"/en/spaces/topics/{self.open.pk}/"
        return [
            here, f"{here}?order=newest", f"{here}events?since=0", f"{here}events?since=0&as=html",
            f"{here}print/", f"{here}outcome.json", f"{here}outcome.docx", "/en/search/?q=permits",
        ]  # fmt: skip

    def hide(self) -> None:
        # The worker comes when it is hidden already.
        with worked_off():
            hide(by=system, post=self.show("hidden"), reason="advertising", note=words("note"))

    def withdraw(self) -> None:
        with worked_off():
            withdraw(by=self.author, post=self.show("withdrawn"))

    def refuse(self) -> None:
        refuse(by=system, post=self.write("refused"), reason="advertising", note=words("why"))

    def draft(self) -> None:
        save_draft(by=self.author, topic=self.open, source=words("draft"), language="en")
        self.attach(PostDraft.objects.get(user=self.author), "draft")

    def close(self) -> None:
        """A space for members, with an open topic and one with its outcome."""
        inner = space(words("space"), slug="inner", visibility=Visibility.MEMBERS)
        space_member(inner, self.author)
        asked = self.topics["open"] = topic(words("question"), inner)
        self.posts["among"] = post(words("among"), asked, by=self.author)
        done = self.topics["done"] = topic(words("done"), inner)
        self.posts["cited"] = post(words("cited"), done, by=self.author)
        with worked_off():
            published(done, claim(words("claim"), self.posts["cited"]), changed=words("result"))

    def schedule(self) -> None:
        self.topics["later"] = topic(
            words("later"), self.open.space, state=TopicState.SCHEDULED, opened_at=None
        )

    def addresses(self) -> Iterator[str]:
        """Every address of discussions that answers a GET, for each secret that it can name."""
        lines = (line.split() for line in addresses.TABLE.split("\n") if line)
        listed = [line[1] for line in lines if line[0] == "GET"]
        topics = [self.open, *self.topics.values()]
        for address in dict.fromkeys(listed):
            names = re.findall(r"{(\w+)}", address)
            given: list[int] = [1]
            if any(name in OF_TOPIC for name in names):
                given = [each.pk for each in topics]
            elif any(name in OF_POST for name in names):
                given = [each.pk for each in self.posts.values()]
            for pk in given:
                yield re.sub(r"{\w+}", str(pk), address)
        yield from (*SEARCHES, *OWN, f"/en/practices/{self.about.slug}/")
        for file in self.files:
            yield f"/files/{file.pk}/{file.name}"


@pytest.fixture
def secrets(db: None, settings: Any, tmp_path: Path) -> Secrets:
    settings.HUB_FILES_ROOT = tmp_path
    editorial.load_pages(lambda line: None)
    load_reasons(lambda line: None)
    with worked_off():
        made = Secrets()
    indexing.follow("topic", [made.open.pk])
    later.catch_up()
    return made


def text_of(client: Client, address: str) -> str:
    """An answer as text, whatever it is packed in, without what it repeats of the question."""
    answer: Any = client.get(address)
    assert answer.status_code < 500, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            body = b" ".join(pack.read(name) for name in pack.namelist())
    text = f"{dict(answer.headers)} {body.decode(errors='replace')}".lower()
    return text.replace(address.lower().split("?")[0].split("/", 2)[-1], "")


def told(client: Client, address: str) -> set[str]:
    """The secrets in an answer: the word by itself is what was asked for."""
    text = text_of(client, address)
    found = set(re.findall(rf"{SECRET}\w+", text))
    if BESIDE in text and BESIDE not in address:
        found.add(BESIDE)
    return found


@pytest.mark.once
def test_what_may_not_be_read_is_in_no_answer(secrets: Secrets) -> None:
    secrets.make()
    later.catch_up()
    asked = list(dict.fromkeys(secrets.addresses()))
    found = []
    # The contributor belongs to nothing, and hears of what happens in the open.
    for viewer in (None, secrets.contributor):
        client = client_of(viewer)
        found += [
            f"{viewer or 'visitor'}: {each} {seen}"
            for each in asked
            if (seen := told(client, each))
        ]
    assert not found, "\n".join(found)
    for reader in (secrets.outsider, secrets.contributor):
        assert not [each for each in letters_to(reader) if SECRET in each], reader
    # Each of them is there, and is told to those whom it concerns: the walk would have met it.
    missing = {word(each) for each in (
        *secrets.posts, "note", "why", "draft", "outcome", "changed", "space",
        "question", "done", "claim", "result", "later",
    )}  # fmt: skip
    for viewer in (secrets.author, secrets.keeper):
        client = client_of(viewer)
        for each in asked:
            if not missing:
                break
            missing -= told(client, each)
    assert not missing


@pytest.mark.once
def test_what_was_public_is_gone_from_every_page_as_soon_as_its_space_is_closed(
    secrets: Secrets,
) -> None:
    said = post(f"{words('said')} permits", secrets.open)
    home = secrets.open.space
    with worked_off():
        published(secrets.open, claim(words("claim"), said), changed=words("changed"))
        edit_space(by=system, **of_space(home, words("title"), Visibility.PUBLIC))
    indexing.follow("topic", [secrets.open.pk])
    later.catch_up()
    visitor = Client()
    where = [
        *secrets.public_addresses(), f"/en/spaces/{home.slug}/", "/en/spaces/", "/fr/spaces/",
        f"/en/spaces/posts/{said.pk}/history/",
    ]  # fmt: skip
    shown = {each: told(visitor, each) for each in where}
    assert [each for each in where if not shown[each]] == []
    edit_space(by=system, **of_space(home, words("title"), Visibility.MEMBERS))
    # At once: the worker has not come yet.
    assert {each: seen for each in [*where, *SEARCHES] if (seen := told(visitor, each))} == {}
    later.catch_up()
    assert {each: seen for each in [*where, *SEARCHES] if (seen := told(visitor, each))} == {}


def of_space(home: Space, title: str, visibility: str) -> dict[str, Any]:
    """What `edit_space` is told."""
    return {
        "space": home, "visibility": visibility, "original_language": "en",
        "texts": {"en": {"title": title, "introduction": words("intro"), "audience": ""}},
        "objectives": [], "languages": [], "may_withhold_names": False,
    }  # fmt: skip


# What differs between two answers to the same question.
BY_CHANCE = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|value="[0-9a-f-]{32,36}"|nonce[-="]+[\w+/=]+'
)
TYPED = {"source": "What I typed.", "language": "en", "key": "a" * 32, "position": "1"}


def shape(client: Client, method: str, address: str, name: str) -> tuple[int, str, str]:
    """An answer without the name of what was asked for."""
    answer: Any = client.get(address) if method == "GET" else client.post(address, TYPED)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    named = re.compile(rf"(?<=[/=])(%2F)?{name}(?=/|%2F)|(?<=%2F){name}(?=%2F)")
    text = named.sub("…", BY_CHANCE.sub("", body.decode(errors="replace")))
    return answer.status_code, named.sub("…", answer.get("Location", "")), text


def pairs(secret: Topic, said: Post, file: StoredFile) -> Iterator[tuple[str, str, str, str]]:
    """Each method and address of discussions that names a topic, a post or a space: with one that
    may not be seen, with one that is not there, both with their name in it."""
    there: dict[str, str] = {
        **dict.fromkeys(OF_TOPIC, f"{secret.pk}"), **dict.fromkeys(OF_POST, f"{said.pk}")
    }  # fmt: skip
    for line in addresses.TABLE.split("\n"):
        if not line:
            continue
        method, address = line.split()[:2]
        # Alike where nothing is named, and where the names of two things would have to fit.
        address = address.replace("?to={post}&quote=1", "")
        given = [each for each in re.findall(r"{(\w+)}", address) if each in there]
        if given:
            pk = there[given[0]]
            yield tuple_of(method, re.sub(rf"{{{given[0]}}}", "{}", address), pk, "90817263")
        elif "/spaces/inner/" in address:
            yield tuple_of(method, address.replace("/inner/", "/{}/"), "inner", "outer")
    yield tuple_of("GET", "/files/{}/" + file.name, f"{file.pk}", f"{uuid.UUID(int=7)}")


def tuple_of(method: str, address: str, name: str, missing: str) -> tuple[str, str, str, str]:
    return method, re.sub(r"{\w+}", "1", address), name, missing


@pytest.mark.once
def test_what_is_closed_and_what_is_not_there_answer_alike_at_every_address(
    secrets: Secrets,
) -> None:
    secrets.hold()
    secrets.close()
    secret, said = secrets.topics["open"], secrets.posts["among"]
    differ, statuses = [], Counter[int]()
    for viewer in (None, secrets.contributor):
        client = client_of(viewer)
        for method, address, name, missing in pairs(secret, said, secrets.files[0]):
            one, other = (
                shape(client, method, address.format(each), each) for each in (name, missing)
            )
            if one != other:
                differ.append(f"{viewer or 'visitor'}: {method} {address} {one[:2]} {other[:2]}")
            statuses[one[0]] += 1
    assert not differ, "\n".join(differ)
    # To the sign-in, back with what was typed, or as what is not there: nothing was let in.
    assert set(statuses) == {302, 403, 404}, statuses
    assert min(statuses.values()) > 20, statuses
