"""What a topic's page shows of its outcome, and what its moderators find there."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.models import Misquotation, Outcome, Topic, TopicState
from discussions.outcomes import reading
from discussions.outcomes.shown import reportable, show
from discussions.reading.standing import Standing
from hub import languages

OVER = (TopicState.CLOSED, TopicState.ARCHIVED)


def notice(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """The outcome, whole on the first page of the topic and as a line on the others; that it is to
    follow, where the topic closed without one. No query while the topic is open."""
    if topic.state not in OVER:
        return None
    request = context.get("request")
    found = reading.outcome_of(topic)
    told: dict[str, object] = {"topic": topic, "moderates": standing.moderates}
    if found is None:
        return render_to_string("discussions/outcomes/to_follow.html", told)
    page = request.GET.get("page", "1") if request else "1"
    if page not in ("", "1"):
        return render_to_string("discussions/outcomes/bar.html", {**told, "outcome": found})
    outcome = reading.whole(found)
    may_report = reportable(standing.viewer, outcome)
    told |= {
        "outcome": outcome,
        "shown": show(outcome, languages.current().code, may_report),
        "may_report": bool(may_report),
        "until": _until(outcome),
        "waiting": _waiting(outcome) if standing.moderates else 0,
        "reported": _reported(outcome, standing),
    }
    return render_to_string("discussions/outcomes/outcome.html", told)


def _until(outcome: Outcome) -> object:
    days = timedelta(days=settings.HUB_MISQUOTATION_DAYS)
    return outcome.published_at + days if outcome.published_at else None


def _waiting(outcome: Outcome) -> int:
    return Misquotation.objects.open().filter(outcome=outcome).count()


def _reported(outcome: Outcome, standing: Standing) -> list[Misquotation]:
    """What the reader reported themselves; no query for a visitor."""
    if standing.pk is None:
        return []
    return list(Misquotation.objects.filter(outcome=outcome, by=standing.pk).order_by("pk"))


def actions(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """For those who moderate: to close it with an outcome, to write one, or to correct it."""
    if not standing.moderates or topic.state == TopicState.SCHEDULED:
        return None
    outcome = Outcome.objects.filter(topic=topic).first()
    told = {"topic": topic, "outcome": outcome, "is_open": topic.state == TopicState.OPEN}
    return render_to_string("discussions/outcomes/actions.html", told)


def files(context: Context, topic: Topic, standing: Standing) -> SafeString | None:
    """The ways in which the topic is taken along."""
    if topic.state == TopicState.SCHEDULED:
        return None
    return render_to_string("discussions/outcomes/files.html", {"topic": topic})
