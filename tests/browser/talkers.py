"""What happens in a topic while others read it, plainly made up.

`python -m tests.browser.talkers` does it on the run that the environment names, through the
actions: it reads lines such as `["post", 7, "A word", "ar"]`, and answers each with a line of what
came of it, as JSON.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import django

WORDS = "Long enough to take some room on the page. " * 8


def topic(posts: int, for_members: bool = False) -> dict[str, Any]:
    """A topic with a few posts in a public space. for_members: the space is for its members
    alone, who are the people whom one tries the hub as."""
    from discussions.models import Visibility
    from hub.models import User
    from tests.discussions import rooms

    seen_by = Visibility.MEMBERS if for_members else Visibility.PUBLIC
    inside = rooms.space("Seasonal work", slug=uuid.uuid4().hex, visibility=seen_by)
    if for_members:
        for person in User.objects.filter(email__endswith="@example.org"):
            rooms.space_member(inside, person)
    made = rooms.topic("What works for seasonal workers?", inside)
    by = _someone("Example Author")
    first = [rooms.post(f"Word number {n}. {WORDS}", made, by).pk for n in range(1, posts + 1)]
    return {"topic": made.pk, "posts": first}


def post(topic: int, source: str, language: str = "en", to: int | None = None) -> dict[str, Any]:
    from discussions.models import Post, Topic
    from tests.discussions import rooms

    answered = Post.objects.get(pk=to) if to else None
    by = _someone("Example Talker")
    made = rooms.post(source, Topic.objects.get(pk=topic), by, answered, language=language)
    return {"post": made.pk}


def many(topic: int, count: int) -> dict[str, Any]:
    return {"posts": [post(topic, f"One of many, {n}.")["post"] for n in range(count)]}


def hide(post: int) -> dict[str, Any]:
    from discussions.models import Post, ReportReason
    from discussions.moderation.actions import hide as action
    from tests.discussions import rooms

    row = Post.objects.get(pk=post)
    reason = ReportReason.objects.values_list("key", flat=True)[0]
    return dict(
        action(
            by=rooms.moderator(row.topic.space, _someone("Example Moderator")),
            post=row,
            reason=reason,
        )
    )


def edit(post: int, source: str) -> dict[str, Any]:
    from discussions.models import Post
    from discussions.posting.actions import edit as action

    row = Post.objects.get(pk=post)
    return dict(
        action(by=row.author, post=row, source=source, language=row.language, seen=row.version)
    )


def leave(topic: int, email: str) -> dict[str, Any]:
    """Take somebody's membership of the topic's space away, however it is given back."""
    from discussions.models import SpaceMember, Topic

    of = Topic.objects.get(pk=topic).space
    return {"left": SpaceMember.objects.filter(space=of, user__email=email).delete()[0]}


def _someone(name: str) -> Any:
    """A person like no other on this run, however often it is asked."""
    from tests.hub.organisations import person

    return person(name, email=f"{uuid.uuid4().hex}@example.net")


def said(topic: int) -> list[str]:
    """What stands in the posts of a topic that can be read, by their places."""
    from discussions.models import Post

    posts = Post.objects.filter(topic=topic, state="published").order_by("position")
    return list(posts.values_list("source", flat=True))


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        verb, *arguments = json.loads(line)
        answer = globals()[verb](*arguments)
        print(json.dumps(answer), flush=True)  # noqa: T201  (whoever started it reads it)
