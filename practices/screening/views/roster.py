"""`/<language>/secretariat/screeners/`: who can judge, and what is known of each."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub import languages, vocabulary
from hub.forms.keyed import sent
from hub.models import Role, User
from hub.views.signed_in import signed_in
from practices.models import OPEN_ASSIGNMENTS, Reviewer
from practices.screening import actions
from practices.screening.forms.reviewers import ReviewerForm
from practices.screening.views.queue import secretariat_only


@never_cache
@signed_in
def roster(request: HttpRequest) -> HttpResponse:
    secretariat_only(request)
    people = (
        User.objects.filter(groups__name=Role.SCREENER, is_active=True)
        .select_related("reviewer")
        .annotate(
            load=Count(
                "assignments", filter=Q(assignments__state__in=OPEN_ASSIGNMENTS), distinct=True
            ),
            spoken=Count("assignments", filter=Q(assignments__state="spoken"), distinct=True),
        )
        .order_by("name", "email")
    )
    here = languages.current().code
    context = {
        "rows": [(person, _profile(person), *_knows(person, here)) for person in people],
    }
    return render(request, "practices/screening/roster.html", context)


def _profile(person: User) -> Reviewer | None:
    return getattr(person, "reviewer", None)


def _knows(person: User, here: str) -> tuple[str, str, str]:
    """Languages, regions and objectives in words; "" where any suits."""
    profile = _profile(person)
    if profile is None:
        return "", "", ""
    between, regions = _(", "), vocabulary.set_named("region")
    return (
        between.join(languages.language_name(code, here) for code in profile.languages),
        between.join(regions.label(key) for key in profile.regions if key in regions),
        between.join(str(number) for number in profile.objectives),
    )


@never_cache
@signed_in
def screener(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/secretariat/screeners/<person>/`"""
    secretariat_only(request)
    person = get_object_or_404(
        User.objects.filter(groups__name=Role.SCREENER).select_related("reviewer"), pk=pk
    )
    form = ReviewerForm(sent(request), reviewer=_profile(person))
    if form.is_valid() and form.carry_out(
        actions.describe_reviewer, by=request.user, person=person, **form.payload()
    ):
        messages.success(request, _("Saved."))
        return redirect("practices:screeners")
    context = {
        "form": form,
        "title": person.get_full_name(),
        "lead": _("Work is shared out by what stands here."),
        "button": _("Save"),
        "crumbs": [(_("Reviewers"), reverse("practices:screeners"))],
        "back": reverse("practices:screeners"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/screening/form.html", context, status=status)
