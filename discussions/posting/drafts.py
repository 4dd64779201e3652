"""What somebody began to write in a topic."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from discussions.models import PostDraft, Topic
from discussions.posting.files import of_draft
from hub import richtext
from hub.models import StoredFile, User

# Letters of a draft in the list of those that one began.
EXCERPT = 80


@dataclass(frozen=True)
class Begun:
    """A draft of another place in the same topic. url: where one goes on with it."""

    excerpt: str
    language: str
    url: str


def drafts_in(topic: Topic, author: User) -> list[PostDraft]:
    """One's own drafts in a topic, the newest first, at most 20; one query."""
    return list(PostDraft.objects.filter(user=author, topic=topic)[:20])


def at(drafts: list[PostDraft], parent: int | None) -> PostDraft | None:
    """The one at the top, or in reply to a post."""
    return next((each for each in drafts if each.parent_id == parent), None)


def elsewhere(drafts: list[PostDraft], parent: int | None) -> list[Begun]:
    """Those of other places."""
    return [
        Begun(
            richtext.excerpt(each.source, EXCERPT, each.language),
            each.language,
            address(each.topic_id, each.parent_id),
        )
        for each in drafts
        if each.parent_id != parent
    ]


def files_of(draft: PostDraft | None) -> list[StoredFile]:
    return list(of_draft(draft)) if draft is not None else []


def address(topic: int, parent: int | None) -> str:
    """The page with the form, at the top or in reply to a post."""
    page = reverse("discussions:post-write", args=[topic])
    return f"{page}?to={parent}" if parent else page
