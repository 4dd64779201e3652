"""What authors do: publish, edit and withdraw posts, keep drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from discussions.models import Capacity, Post, PostDraft, Topic
from hub.actions import Act, action
from hub.models import Organisation


class Stale(Exception):
    """The post is no longer what the author saw (409). `version` is its number now."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(str(version))


@action("post.publish")
def publish(
    act: Act,
    *,
    topic: Topic,
    source: str,
    language: str,
    parent: Post | None = None,
    organisation: Organisation | None = None,
    capacity: str = Capacity.PERSONAL,
    name_withheld: bool = False,
    draft: PostDraft | None = None,
    via: str = "web",
    received_at: datetime | None = None,
) -> dict[str, Any]:
    """Say something in a topic, at the top or in reply to `parent`.

    Answers `{"post": pk, "state": "published" | "held", "held_for": [keys]}`. What was received
    (`received_at`, else now) before the topic closed counts. `draft` is thrown away with it, and
    its files become those of the post. Raises `Refused` with sentences by field: `source`,
    `language`, `parent`, `capacity`, `organisation`, `name_withheld`, or "" where the topic takes
    no posts; `NotAllowed` for who may not write in it.
    """
    raise NotImplementedError


@action("post.edit")
def edit(act: Act, *, post: Post, source: str, language: str, seen: int) -> dict[str, Any]:
    """Say it better, within `HUB_POST_EDIT_HOURS` of publication; what it said before stays on
    its history. seen: the version that the author changed. Raises `Stale` where there is a newer
    one. Answers `{"post": pk, "version": 2}`, the same version where nothing changed."""
    raise NotImplementedError


@action("post.withdraw")
def withdraw(act: Act, *, post: Post) -> dict[str, Any]:
    """Take one's own post out of sight; a stub stays in its place. Answers `{"post": pk}`."""
    raise NotImplementedError


@action("post.save-draft")
def save_draft(
    act: Act,
    *,
    topic: Topic,
    source: str,
    language: str,
    parent: Post | None = None,
    organisation: Organisation | None = None,
    capacity: str = Capacity.PERSONAL,
    name_withheld: bool = False,
) -> dict[str, Any]:
    """Keep what the person is writing in a topic, at the top or in reply to `parent`. Answers
    `{"draft": "…"}`."""
    raise NotImplementedError


@action("post.discard-draft")
def discard_draft(act: Act, *, draft: PostDraft) -> dict[str, Any]:
    """Throw away one's own draft. Answers `{"discarded": true}`."""
    raise NotImplementedError
