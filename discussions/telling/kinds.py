"""The notices of discussions: what the page of preferences calls them, and who may still
see what each is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models import Misquotation, Post, Space, SpaceModerator, Topic
from discussions.querysets import keeps_all
from discussions.telling import answering, wording
from discussions.telling.names import (
    MENTION,
    MISQUOTATION,
    MODERATION,
    OUTCOME,
    OWN,
    POST,
    REPLY,
    SPACE,
    TOPIC,
)
from hub import notifications
from hub.models import Frequency, User
from hub.notifications import Kind, seen_through

_GROUP = _("Discussions")
_POST_MAIL = "discussions/mail/post.html"


def register() -> None:
    """Make them known to the notices."""
    instant, daily = Frequency.INSTANT, Frequency.DAILY
    read_it = _("Read it in the topic")
    posts: dict[str, Any] = {
        "action": read_it,
        "template": _POST_MAIL,
        "headers": answering.headers,
    }
    for kind in (
        Kind(
            REPLY, _GROUP, _("Somebody answers a post of mine"), wording.replies,
            _published, default=instant, **posts,
        ),
        Kind(
            MENTION, _GROUP, _("Somebody mentions me"), wording.mentions, _published,
            default=instant, **posts,
        ),
        Kind(
            POST, _GROUP, _("A post in a topic that I follow"), wording.posts, _published,
            default=daily, **posts,
        ),
        Kind(
            TOPIC, _GROUP, _("A topic opens or closes soon, and I follow it or its space"),
            wording.topics, seen_through(Topic.objects.visible_to), default=daily,
            action=_("Open the topic"),
        ),
        Kind(
            SPACE, _GROUP, _("A space that I follow closes soon"), wording.spaces,
            seen_through(Space.objects.visible_to), default=daily,
            action=pgettext_lazy("a link", "Open the space"),
        ),
        Kind(
            OWN, _GROUP, _("A moderator decided about a post of mine"), wording.own,
            seen_through(_own), _("Held back, published, not published, hidden, or a warning."),
            default=instant, action=_("Open your post"), template=_POST_MAIL,
        ),
        Kind(
            OUTCOME, _GROUP, _("The outcome of a topic in which I wrote, or which I follow"),
            wording.outcomes, seen_through(Topic.objects.visible_to), default=instant,
            action=_("Read the outcome"), template=_POST_MAIL,
        ),
        Kind(
            MISQUOTATION, _GROUP, _("What I reported as a misquotation is answered"),
            wording.misquotations, seen_through(_own_misquotations), default=instant,
            action=_("Read the answer"), template=_POST_MAIL,
        ),
        Kind(
            MODERATION, _GROUP, _("Something waits for the moderators of a space"),
            wording.moderation, seen_through(Post.objects.moderated_by),
            _("Posts that were held back or reported, and misquotations."), default=instant,
            concerns=_moderates, action=_("Look at it"),
        ),
    ):  # fmt: skip
        notifications.register(kind)


def _published(person: User, object_ids: Collection[str]) -> Collection[str]:
    """Also moderators are told only of what everybody may read."""
    return seen_through(lambda viewer: Post.objects.visible_to(viewer).published())(
        person, object_ids
    )


def _own(viewer: Any) -> QuerySet[Post]:
    return Post.objects.visible_to(viewer).filter(author=viewer)


def _own_misquotations(viewer: Any) -> QuerySet[Misquotation]:
    seen = Topic.objects.visible_to(viewer).values("pk")
    return Misquotation.objects.filter(by=viewer, outcome__topic__in=seen)


def _moderates(person: User) -> bool:
    return keeps_all(person) or SpaceModerator.objects.filter(user=person).exists()
