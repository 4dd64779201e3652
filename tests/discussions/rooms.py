"""Spaces, topics and posts for tests, in the words of the domain."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from discussions import log
from discussions.models import (
    EventKind,
    Post,
    PostState,
    Space,
    SpaceMember,
    SpaceModerator,
    SpaceText,
    Topic,
    TopicListing,
    TopicState,
    TopicText,
    Visibility,
)
from hub import richtext
from hub.actions import Act, action, system
from hub.models import Organisation, User
from tests.hub.organisations import person

_numbers = count(1)


def space(title: str = "Work and skills", **facts: Any) -> Space:
    """A public space that is open, with a text in English; `facts` are columns of it."""
    facts = {"visibility": Visibility.PUBLIC, "original_language": "en", **facts}
    facts.setdefault("opens_at", timezone.now() - timedelta(days=1))
    made = Space.objects.create(slug=facts.pop("slug", f"space-{next(_numbers)}"), **facts)
    SpaceText.objects.create(space=made, language="en", title=title, introduction="Welcome.")
    return made


def topic(
    question: str = "What works?", inside: Space | None = None, **facts: Any
) -> Topic:  # fmt: skip
    """An open topic with a question in English; in a public space of its own unless `inside`."""
    home = inside or space()
    facts = {"state": TopicState.OPEN, "original_language": "en", **facts}
    facts.setdefault("number", home.topics.count() + 1)
    facts.setdefault("opens_at", timezone.now() - timedelta(hours=1))
    facts.setdefault("opened_at", facts["opens_at"])
    made = Topic.objects.create(space=home, **facts)
    TopicText.objects.create(topic=made, language="en", question=question)
    TopicListing.objects.create(space=home, topic=made)
    return made


@action("tests.post")
def _post(act: Act, *, of: Topic, facts: dict[str, Any]) -> dict[str, Any]:
    source = facts.pop("source")
    held = facts.get("state", PostState.PUBLISHED) == PostState.HELD
    made = Post.objects.create(
        topic=of,
        source=source,
        html=richtext.render(source),
        renderer=richtext.RENDERER_VERSION,
        published_at=None if held else timezone.now(),
        **{"language": "en", "state": PostState.PUBLISHED, **facts},
    )
    if not held:
        log.happened(act, of, EventKind.POST_CREATED, made, counts=1, places=True)
    act.changed("post", made.pk)
    return {"post": made.pk}


def post(
    source: str = "A first word.",
    inside: Topic | None = None,
    by: User | None = None,
    to: Post | None = None,
    organisation: Organisation | None = None,
    **facts: Any,
) -> Post:
    """A published post, with its place and its event; in reply to `to`, by a person of its own
    unless `by`."""
    of = inside or (to.topic if to else topic())
    facts |= {
        "source": source,
        "author": by or person("Author"),
        "organisation": organisation,
        "parent": to,
        "root": (to.root or to) if to else None,
    }
    return Post.objects.get(pk=_post(by=system, of=of, facts=facts)["post"])


def moderator(of: Space, who: User | None = None) -> User:
    """A person who moderates one space."""
    who = who or person("Moderator")
    SpaceModerator.objects.create(space=of, user=who)
    return who


def space_member(of: Space, who: User | None = None) -> User:
    """A person who is a member of one space."""
    who = who or person("Member of the space")
    SpaceMember.objects.create(space=of, user=who)
    return who
