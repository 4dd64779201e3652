"""Following topics and spaces: what each is called in the list, the buttons on their pages, and
that who writes in a topic follows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from discussions.models import Post, Space, Topic
from discussions.telling import called
from hub import notifications, slots
from hub.models import User
from hub.notifications import Followable, Line, Switch, seen_through

# As `act.changed` calls them.
TOPIC, SPACE = "topic", "space"
FOLLOWS = "discussions.follows"


def register() -> None:
    for kind, label, table, render in (
        (TOPIC, _("Topics"), Topic, topic_lines),
        (SPACE, _("Spaces"), Space, space_lines),
    ):
        may_see = seen_through(table.objects.visible_to)
        notifications.register_followable(Followable(kind, label, may_see, render))
    notifications.register_switch(
        Switch(FOLLOWS, _("Discussions"), _("Follow the topics in which I write"))
    )
    slots.fill("topic.actions", topic_button, order=30)
    slots.fill("space.actions", space_button, order=30)


def topic_lines(object_ids: Collection[str], language: str) -> Mapping[str, Line]:
    topics = called.topics(map(int, object_ids), language)
    return {str(pk): Line(each.words, each.url) for pk, each in topics.items()}


def space_lines(object_ids: Collection[str], language: str) -> Mapping[str, Line]:
    spaces = called.spaces(map(int, object_ids), language)
    return {str(pk): Line(each.words, each.url) for pk, each in spaces.items()}


def topic_button(context: Context, topic: Topic, _standing: object = None) -> SafeString:
    return _button(context, TOPIC, topic.pk)


def space_button(context: Context, space: Space) -> SafeString:
    return _button(context, SPACE, space.pk)


def _button(context: Context, kind: str, pk: int) -> SafeString:
    """Follow it, or no longer. Who is not signed in gets a link to the page that asks, so that
    the page itself stays the same for all of them."""
    viewer = context.get("viewer")
    return render_to_string(
        "discussions/follow.html",
        {
            "kind": kind,
            "pk": pk,
            "viewer": viewer,
            "is_followed": bool(viewer) and notifications.is_following(viewer, kind, pk),
            "next": context["request"].path,
        },
        request=context["request"] if viewer else None,
    )


def follow_own(post: Post, author: User) -> None:
    """Its author follows the topic from their first post in it on, unless they chose not to. Who
    stopped following it does not begin again with each post."""
    earlier = Post.objects.filter(topic=post.topic_id, author=author, pk__lt=post.pk)
    if earlier.exists() or not notifications.is_on(author, FOLLOWS):
        return
    if notifications.following.can_follow(author, TOPIC, str(post.topic_id)):
        # Under a key, so that it is done once also where somebody stopped following meanwhile.
        notifications.follow(
            by=author, key=f"follows-{post.pk}", kind=TOPIC, object_id=str(post.topic_id)
        )
