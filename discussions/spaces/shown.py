"""What spaces show on the page of a topic: what its moderators do with it, what it is about."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.models import Extension, Space, Topic, TopicState
from discussions.outcomes.reading import outcome_of
from discussions.reading.standing import Standing
from discussions.spaces import subjects
from discussions.spaces.texts import space_text


def for_moderators(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """Fills `topic.actions`: the pages that change the topic itself."""
    if not standing.moderates:
        return None
    is_over = topic.state == TopicState.CLOSED and outcome_of(topic) is not None
    told = {"topic": topic, "is_over": is_over}
    return render_to_string("discussions/spaces/topic_ways.html", told)


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
    """Whether it is about something, is listed elsewhere, was given another end. By hand: it is
    asked for each page of each topic, and making the statement costs more than answering it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM discussions_topicsubject WHERE topic_id = %s),"
            " EXISTS (SELECT 1 FROM discussions_topiclisting"
            " WHERE topic_id = %s AND space_id <> %s),"
            " EXISTS (SELECT 1 FROM discussions_extension WHERE topic_id = %s)",
            [topic.pk, topic.pk, topic.space_id, topic.pk],
        )
        about, elsewhere, extended = cursor.fetchone()
    return bool(about), bool(elsewhere), bool(extended)
