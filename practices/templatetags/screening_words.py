"""Ages, promises and names of screening in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub import vocabulary
from practices.models.screening import Verdict
from practices.screening.submission import field_label as label_of

register = template.Library()


@register.filter
def days_in_words(days: int) -> str:
    """How long something waits: today, 1 day, 12 days."""
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.filter
def due_in_words(due: date | datetime) -> str:
    """How far a promise is away, or how long ago it was broken."""
    day = timezone.localdate(due) if isinstance(due, datetime) else due
    left = (day - timezone.localdate()).days
    if left == 0:
        return _("due today")
    if left > 0:
        return ngettext("due in %(days)s day", "due in %(days)s days", left) % {"days": left}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}


@register.filter
def is_past(due: date | datetime) -> bool:
    day = timezone.localdate(due) if isinstance(due, datetime) else due
    return day < timezone.localdate()


@register.filter
def field_label(name: str) -> str:
    """What the form calls a field of `practices.fields`, with the language of its text."""
    return label_of(name)


@register.filter
def verdict_label(verdict: str) -> str:
    return str(Verdict(verdict).label) if verdict in Verdict.values else verdict


@register.filter
def criterion_name(key: str) -> str:
    """A criterion's name in the reader's language; its key where it is known no more."""
    known = vocabulary.set_named("criterion")
    return known.label(key) if key in known else key


@register.filter
def of_key(numbers: Mapping[int, int], key: int) -> int:
    """The number that a mapping has for a key; 0 where it has none."""
    return numbers.get(key, 0)


# What the log says of each move of `practices.screening.moves`.
_VERBS = {
    "submit": gettext_lazy("Submitted"),
    "take_back": gettext_lazy("Taken back"),
    "answer_reason": gettext_lazy("A reason was answered"),
    "ask_reconsideration": gettext_lazy("Reconsideration was asked for"),
    "reopen": gettext_lazy("A new draft was begun"),
    "take_in": gettext_lazy("Eligibility check begun"),
    "pass_eligibility": gettext_lazy("Found eligible"),
    "assign": gettext_lazy("Reviewers were asked"),
    "reassign": gettext_lazy("Given to another reviewer"),
    "allow_fewer": gettext_lazy("Fewer reviewers, with a reason"),
    "ask_one_more": gettext_lazy("One more reviewer was asked"),
    "claim": gettext_lazy("A reviewer took it"),
    "declare": gettext_lazy("A reviewer said whether an interest stands in the way"),
    "hand_back": gettext_lazy("A reviewer gave it back"),
    "recommend": gettext_lazy("A reviewer recommended"),
    "request_changes": gettext_lazy("Changes were requested"),
    "accept": gettext_lazy("Accepted"),
    "decline": gettext_lazy("Declined"),
    "publish": gettext_lazy("Published"),
    "publish_directly": gettext_lazy("Published by the secretariat"),
    "publish_text": gettext_lazy("A text was published"),
    "withdraw_text": gettext_lazy("A text was withdrawn"),
    "correct": gettext_lazy("Corrected by the secretariat"),
    "withdraw": gettext_lazy("Withdrawn"),
    "archive": gettext_lazy("Archived"),
    "retire": gettext_lazy("Retired by its people"),
    "confirm": gettext_lazy("Confirmed that it still holds"),
    "ask_to_confirm": gettext_lazy("Asked whether it still holds"),
    "unarchive": gettext_lazy("Brought back from the archive"),
    "release": gettext_lazy("The organisation was verified; no longer held"),
    "drop_held": gettext_lazy("The organisation was not verified; a draft again"),
    "lapse": gettext_lazy("A reviewer did not answer in time"),
}


@register.filter
def verb_label(verb: str) -> str:
    """What the log says of a move; the verb itself where nobody has worded it."""
    return str(_VERBS.get(verb, verb))
