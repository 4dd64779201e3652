"""A space to look at on a trial run: an open topic and one that was closed with an outcome, with
posts in six languages, by the trial people of `hub.trial` for fictitious bodies.

They go through the same actions as anybody's; only how long ago they were is written at once.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils import timezone

from discussions.models import (
    Capacity,
    ModerationEntry,
    Outcome,
    Post,
    Space,
    Topic,
    TopicEvent,
)
from discussions.outcomes.actions import close_with_outcome, save_outcome
from discussions.posting.actions import publish
from discussions.spaces.actions import add_moderator, ask_topic, open_space
from discussions.telling import tasks as telling
from hub.actions import Act, action, system
from hub.models import Notice, Organisation, User

SHIPPED = Path(__file__).resolve().parent / "data" / "examples.json"
SECRETARIAT, MODERATOR = "secretariat@example.org", "moderator@example.org"


def make() -> None:
    """Make them, unless there are some."""
    if not Space.objects.filter(is_example=True).exists():
        _make(by=system)


@action("trial.discussions")
def _make(act: Act) -> dict[str, Any]:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    before = timezone.now()
    people = {each.email: each for each in User.objects.filter(email__endswith="@example.org")}
    space = _space(shipped["space"], people)
    for row in shipped["topics"]:
        topic = _topic(space, row, people)
        act.changed("topic", topic.pk)
    Space.objects.filter(pk=space.pk).update(opens_at=F("opens_at") - timedelta(days=120))
    ModerationEntry.objects.filter(space=space).update(at=before - timedelta(days=90))
    # Nobody is written to about examples.
    telling.tell_now()
    Notice.objects.filter(created_at__gte=before).update(settled_at=timezone.now())
    act.changed("space", space.pk)
    return {"space": space.pk}


def _space(row: dict[str, Any], people: dict[str, User]) -> Space:
    made = open_space(
        by=people[SECRETARIAT],
        texts=row["texts"],
        original_language="en",
        objectives=row["objectives"],
        languages=row["languages"],
        slug=row["slug"],
        is_example=True,
    )
    space = Space.objects.get(pk=made["space"])
    add_moderator(by=people[SECRETARIAT], space=space, person=people[MODERATOR])
    return space


def _topic(space: Space, row: dict[str, Any], people: dict[str, User]) -> Topic:
    now = timezone.now()
    closes_in = row.get("closes_in_days")
    made = ask_topic(
        by=people[MODERATOR],
        space=space,
        texts=row["texts"],
        original_language="en",
        closes_at=now + timedelta(days=closes_in) if closes_in else None,
    )
    topic = Topic.objects.get(pk=made["topic"])
    posts: dict[str, Post] = {}
    for said in row["posts"]:
        posts[said["key"]] = _post(topic, said, posts, people)
    if "outcome" in row:
        _close(topic, row["outcome"], posts, people[MODERATOR])
    _age(topic, row, posts)
    return topic


def _post(
    topic: Topic, said: dict[str, Any], before: dict[str, Post], people: dict[str, User]
) -> Post:
    author = people[said["by"]]
    body = Organisation.objects.of(author).first()
    speaks = said["capacity"] == Capacity.ORGANISATION
    made = publish(
        by=author,
        topic=topic,
        source=said["source"],
        language=said["language"],
        parent=before[said["to"]] if "to" in said else None,
        organisation=body if speaks else None,
        capacity=said["capacity"],
    )
    return Post.objects.get(pk=made["post"])


def _close(topic: Topic, outcome: dict[str, Any], posts: dict[str, Post], moderator: User) -> None:
    saved = save_outcome(
        by=moderator,
        topic=topic,
        seen=0,
        paragraphs=[
            {
                "id": None,
                "texts": each["texts"],
                "posts": [posts[key].pk for key in each["posts"]],
            }
            for each in outcome["paragraphs"]
        ],
        changed=outcome["changed"],
        original_language="en",
    )
    close_with_outcome(by=moderator, topic=topic, seen=saved["number"])


def _age(topic: Topic, row: dict[str, Any], posts: dict[str, Post]) -> None:
    """Let it have happened as long ago as the example says."""
    now = timezone.now()
    for said in row["posts"]:
        at = now - timedelta(days=said["days_ago"], hours=3)
        Post.objects.filter(pk=posts[said["key"]].pk).update(created_at=at, published_at=at)
        TopicEvent.objects.filter(post=posts[said["key"]].pk).update(at=at)
    opened = now - timedelta(days=row["opened_days_ago"])
    last = now - timedelta(days=min(said["days_ago"] for said in row["posts"]), hours=3)
    aged = {"opens_at": opened, "opened_at": opened, "created_at": opened, "last_post_at": last}
    closed_days = row.get("closed_days_ago")
    if closed_days:
        closed = now - timedelta(days=closed_days)
        aged["closed_at"] = closed
        Outcome.objects.filter(topic=topic).update(published_at=closed)
    Topic.objects.filter(pk=topic.pk).update(**aged)
