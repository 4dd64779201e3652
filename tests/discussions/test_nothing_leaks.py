"""What is said in a closed space, or was taken out of sight, or is not published yet, occurs in no
answer to whoever may not read it: on no page, in no list, count, suggestion, feed, export, file,
event, notice or mail.

Each secret has a word of its own that begins alike, so that one can also see that it would be found
where it may be.
"""

from __future__ import annotations

import io
import re
import zipfile
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
    Topic,
    TopicState,
    TranslationOrigin,
    Visibility,
)
from discussions.moderation.actions import hide, refuse, release
from discussions.moderation.setting_up import load_reasons
from discussions.posting.actions import edit, publish, save_draft, withdraw
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
        source = f"{words(of)} {link}"
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
        edit(by=self.author, post=made, source=words(f"{of}again"), language="en",
             seen=made.version)  # fmt: skip
        PostTranslation.objects.create(
            post=made, language="fr", source=words(f"{of}fr"), html=f"<p>{words(f'{of}fr')}</p>",
            origin=TranslationOrigin.HUMAN, of_hash="",
        )  # fmt: skip
        later.catch_up()
        return made

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
            missing -= told(client, each) if missing else set()
    assert not missing
