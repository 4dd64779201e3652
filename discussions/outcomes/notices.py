"""What those who moderate are told about outcomes that want something of them. What contributors
are told stands in `discussions.telling`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discussions.models import Topic
from discussions.permissions import moderates_some
from discussions.spaces.texts import topic_text
from hub import notifications
from hub.models import Frequency, Notice
from hub.notifications import Kind, Line, seen_through
from hub.wording import Name, worded

OUTCOME_DUE = "outcome.due"
CITATION_LOST = "outcome.citation-lost"
_GROUP = gettext_lazy("Discussions")


def register() -> None:
    kept = seen_through(Topic.objects.moderated_by)
    for kind in (
        Kind(
            OUTCOME_DUE, _GROUP, gettext_lazy("A topic that I moderate closed without an outcome"),
            _due, kept, default=Frequency.DAILY, concerns=moderates_some,
            action=gettext_lazy("Write the outcome"),
        ),
        Kind(
            CITATION_LOST, _GROUP,
            gettext_lazy("A post on which an outcome of mine rests went out of sight"),
            _lost, kept, default=Frequency.DAILY, concerns=moderates_some,
            action=gettext_lazy("Look at the outcome"),
        ),
    ):  # fmt: skip
        notifications.register(kind)


def _due(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    return _lines(
        notices, language, _("A topic has closed, and its outcome is to follow: %(topic)s")
    )


def _lost(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    said = _("A post on which the outcome rests can no longer be read: %(topic)s")
    return _lines(notices, language, said)


def _lines(notices: Sequence[Notice], language: str, sentence: str) -> dict[int, Line]:
    keys = [int(each.object_id) for each in notices if each.object_id.isdecimal()]
    topics = Topic.objects.filter(pk__in=keys).prefetch_related("texts")
    lines: dict[str, Line] = {}
    for topic in topics:
        question = topic_text(topic, language)
        lines[str(topic.pk)] = Line(
            worded(sentence, topic=Name(question.text.question, question.language)),
            reverse("discussions:outcome-write", args=[topic.pk]),
        )
    return {each.pk: lines[each.object_id] for each in notices if each.object_id in lines}
