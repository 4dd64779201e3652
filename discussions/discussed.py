"""Where a practice is discussed, on its page: topics about it, topics whose posts link to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from discussions.links import DISCUSSED
from discussions.log import logged
from discussions.models import Post, PostLink, PostState, Topic, TopicSubject
from discussions.spaces.texts import topic_text
from hub import languages, pagecache, slots
from hub.actions.core import raise_generation
from hub.querysets import Viewer
from practices.models import Practice

KIND = "practice"
MOST = 5


@dataclass(frozen=True)
class Place:
    """A topic, by its question in the reader's language, else the original, else any."""

    url: str
    question: str
    lang: str
    dir: str


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    slots.fill("practice.related", shown, order=60)
    pagecache.widen(KIND, DISCUSSED, "topic", "space")
    logged.connect(_changed, dispatch_uid="discussions.discussed")


def _changed(sender: Any, post: Post | None, **event: Any) -> None:
    """A post that went out of sight, or came back, may be what links to a practice."""
    if post is not None and PostLink.objects.filter(post=post, kind=KIND).exists():
        raise_generation(DISCUSSED)


def shown(context: Context, practice: Practice) -> SafeString | None:
    """The topics that the reader may see, the latest first; one query where there are none."""
    viewer: Any = context.get("viewer") or AnonymousUser()
    places = places_of(practice, viewer)
    if not places:
        return None
    url = f"{reverse('search:discussions')}?about={KIND}-{practice.pk}"
    given = {"places": places[:MOST], "all_url": url}
    return render_to_string("discussions/discussed.html", given)


def places_of(practice: Practice, viewer: Viewer) -> list[Place]:
    """At most one more than are shown; three queries."""
    named = {"kind": KIND, "object_id": str(practice.pk)}
    about = TopicSubject.objects.filter(**named).order_by().values_list("topic_id")
    linking = PostLink.objects.filter(**named, post__state=PostState.PUBLISHED).order_by()
    topics = {pk for (pk,) in about.union(linking.values_list("post__topic_id"))}
    if not topics:
        return []
    seen = Topic.objects.visible_to(viewer).filter(pk__in=topics).order_by("-last_post_at", "-pk")
    return [_place(topic) for topic in seen.prefetch_related("texts")[: MOST + 1]]


def _place(topic: Topic) -> Place:
    text = topic_text(topic).text
    own = languages.html_tag(text.language), languages.direction(text.language)
    return Place(reverse("discussions:topic", args=[topic.pk]), text.question, *own)
