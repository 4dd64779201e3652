"""The fictitious discussions that the judged queries about discussions are asked over.

They stand in `discussions.json`. `load` makes them in a database of one's own, as one public
example space; `names` says which rows they are there.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from discussions import log
from discussions.indexing import POST, TOPIC
from discussions.models import (
    EventKind,
    Post,
    PostState,
    Space,
    SpaceText,
    Topic,
    TopicListing,
    TopicState,
    TopicText,
    Visibility,
)
from hub import richtext
from hub.actions import Act, action, system
from hub.models import User
from search import later

KINDS = (TOPIC, POST)
SHIPPED = Path(__file__).resolve().parent / "discussions.json"
# Who says everything in them; an account that nobody can sign in to.
SPEAKER = "speaker@example.org"


def shipped() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return read


def load() -> None:
    """Make them and let the index follow, unless they are there."""
    if not Space.objects.filter(slug=shipped()["space"]["slug"]).exists():
        _load(by=system)
        later.catch_up()


def names() -> dict[tuple[str, int], str]:
    """The key of each topic and post that is there, by kind and id; empty where none are."""
    found: dict[tuple[str, int], str] = {}
    row = shipped()
    inside = {"topic__space__slug": row["space"]["slug"]}
    questions = TopicText.objects.filter(**inside, language="en").values_list(
        "question", "topic_id"
    )
    sources = Post.objects.filter(**inside).values_list("source", "pk")
    topics, posts = dict(questions), dict(sources)
    for topic in row["topics"]:
        if topic["questions"]["en"] in topics:
            found[TOPIC, topics[topic["questions"]["en"]]] = topic["key"]
        for post in topic["posts"]:
            if post["source"] in posts:
                found[POST, posts[post["source"]]] = post["key"]
    return found


def languages_of() -> dict[str, set[str]]:
    """The languages in which each topic and post speaks, by key."""
    found: dict[str, set[str]] = {}
    for topic in shipped()["topics"]:
        found[topic["key"]] = set(topic["questions"])
        found.update({post["key"]: {post["language"]} for post in topic["posts"]})
    return found


@action("search.judged-discussions")
def _load(act: Act) -> dict[str, Any]:
    row, now = shipped(), timezone.now()
    opened = now - timedelta(days=30)
    facts = row["space"]
    speaker, _new = User.objects.get_or_create(
        email=SPEAKER, defaults={"name": "Example Speaker", "is_active": False}
    )
    space = Space.objects.create(
        slug=facts["slug"], visibility=Visibility.PUBLIC, original_language="en",
        is_example=True, opens_at=opened,
    )  # fmt: skip
    SpaceText.objects.create(
        space=space, language="en", title=facts["title"], introduction=facts["introduction"]
    )
    for number in facts["objectives"]:
        space.objectives.create(number=number)
    for number, asked in enumerate(row["topics"], start=1):
        topic = Topic.objects.create(
            space=space, number=number, original_language="en", state=TopicState.OPEN,
            opens_at=opened, opened_at=opened, created_at=opened,
        )  # fmt: skip
        TopicListing.objects.create(space=space, topic=topic)
        for language, question in asked["questions"].items():
            TopicText.objects.create(topic=topic, language=language, question=question)
        for said in asked["posts"]:
            _say(act, topic, speaker, said)
        act.changed(TOPIC, topic.pk)
    act.changed("space", space.pk)
    return {"space": space.pk}


def _say(act: Act, topic: Topic, speaker: User, said: dict[str, Any]) -> None:
    post = Post.objects.create(
        topic=topic,
        author=speaker,
        state=PostState.PUBLISHED,
        language=said["language"],
        source=said["source"],
        html=richtext.render(said["source"]),
        renderer=richtext.RENDERER_VERSION,
        published_at=timezone.now(),
    )
    log.happened(act, topic, EventKind.POST_CREATED, post, counts=1, places=True)
    act.changed(POST, post.pk)
