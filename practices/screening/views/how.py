"""The public page that says how screening works, and how it goes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hub import vocabulary
from hub.pagecache import remembered
from practices.models import State
from practices.screening import figures, rules

# What each state means to those who wrote the practice.
MEANINGS = {
    State.DRAFT: _("Its people write it. Nobody else but the secretariat sees it."),
    State.SUBMITTED: _("It waits for the secretariat, which looks at it first."),
    State.ELIGIBILITY: _("The secretariat looks whether it is within the scope of the Compact."),
    State.IN_REVIEW: _("Reviewers read it, each for themselves."),
    State.EXTRA_REVIEWER: _("The reviewers did not agree, and one more reads it."),
    State.CHANGES_REQUESTED: _(
        "It came back with suggestions, each beside the field it is about. It can be submitted "
        "again."
    ),
    State.ACCEPTED: _("It meets the criteria, and is about to be made public."),
    State.PUBLISHED: _("Anyone can read and find it."),
    State.DECLINED: _(
        "It is not published, for reasons that its people can read. They can ask once that others "
        "look again."
    ),
    State.WITHDRAWN: _("Its people, or the secretariat, took it back."),
    State.ARCHIVED: _("It is laid aside, as nobody should rely on it any more."),
}


@remembered("screening", "practice", "vocabulary")
def how_screening_works(request: HttpRequest) -> HttpResponse:
    """`/<language>/how-screening-works/`"""
    criteria = list(vocabulary.criteria())
    context = {
        "eligibility": [each for each in criteria if str(each.kind) == rules.ELIGIBILITY],
        "criteria": [each for each in criteria if str(each.kind) != rules.ELIGIBILITY],
        "states": [(state.label, meaning) for state, meaning in MEANINGS.items()],
        "figures": figures.gather(),
        "least": figures.LEAST,
        "promise": settings.HUB_SCREENING_DAYS,
        "answer_within": settings.HUB_ASSIGNMENT_DAYS,
    }
    return render(request, "practices/screening/how.html", context)
