"""What spaces show on the page of a topic: what its moderators do with it, what it is about."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.models import Extension, Space, Topic, TopicListing, TopicSubject
from discussions.reading.standing import Standing
from discussions.spaces import subjects
from discussions.spaces.texts import space_text


def for_moderators(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """Fills `topic.actions`: the pages that change the topic itself."""
    if not standing.moderates:
        return None
    return render_to_string("discussions/spaces/topic_ways.html", {"topic": topic})


def facts(context: Context, topic: Topic, _standing: Standing) -> SafeString:
    """Fills `topic.aside`: when it is open, what it is about, where it is listed, how its end was
    changed. One query where there is nothing but the dates."""
    viewer = context.get("viewer") or AnonymousUser()
    given: dict[str, Any] = {"topic": topic}
    has_subjects, has_others, has_extensions = _has(topic)
    if has_subjects:
        given["subjects"] = subjects.of_topic(topic, viewer)
    if has_others:
        spaces = Space.objects.visible_to(viewer).filter(listings__topic=topic)
        others = spaces.exclude(pk=topic.space_id).prefetch_related("texts").order_by("pk")
        given["others"] = [(each, space_text(each)) for each in others]
    if has_extensions:
        given["extensions"] = Extension.objects.filter(topic=topic)
    return render_to_string("discussions/spaces/topic_facts.html", given)


def _has(topic: Topic) -> tuple[bool, bool, bool]:
    """Whether it is about something, is listed elsewhere, was given another end."""
    about = TopicSubject.objects.filter(topic=topic.pk)
    elsewhere = TopicListing.objects.filter(topic=topic.pk).exclude(space=topic.space_id)
    extensions = Extension.objects.filter(topic=topic.pk)
    rows = Topic.objects.filter(pk=topic.pk).order_by()
    found = rows.values_list(Exists(about), Exists(elsewhere), Exists(extensions)).first()
    return found or (False, False, False)
