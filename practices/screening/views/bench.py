"""`/<language>/screening/`: what a screener was given, and what they could take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub.actions import NotAllowed, Refused
from hub.forms.keyed import sent
from hub.models import Role
from hub.views.signed_in import signed_in
from practices.models import AssignmentState, Reviewer, ScreeningRound
from practices.screening import actions
from practices.screening.actions.availability import set_availability
from practices.screening.forms.filters import FilterForm, turner
from practices.screening.forms.reviewers import AvailabilityForm
from practices.screening.queues import (
    fit_of,
    own_assignments,
    rows_of,
    with_titles,
)

PER_PAGE = 25
# What was spoken on stays on the bench this long; a round that is open stays anyway.
SPOKEN_SHOWN = 20


def _screeners_only(request: HttpRequest) -> None:
    if not request.user.has_role(Role.SCREENER):  # type: ignore[union-attr]  # signed in
        raise PermissionDenied


@never_cache
@signed_in
def bench(request: HttpRequest) -> HttpResponse:
    _screeners_only(request)
    reviewer = Reviewer.objects.filter(user=request.user.pk).first()
    assignments = own_assignments(request.user)
    rounds = ScreeningRound.objects.filter(pk__in=[each.round_id for each in assignments])
    rows = {row.pk: row for row in rows_of(rounds)}
    opened = [each.round_id for each in assignments if each.state != AssignmentState.OFFERED]
    rows |= {row.pk: row for row in with_titles([rows[pk] for pk in opened])}
    by_state = {
        state: [(each, rows[each.round_id]) for each in assignments if each.state == state]
        for state in (AssignmentState.OFFERED, AssignmentState.READING, AssignmentState.SPOKEN)
    }
    spoken = sorted(
        by_state[AssignmentState.SPOKEN],
        key=lambda pair: (pair[1].is_open, pair[0].ended_at),
        reverse=True,
    )
    filter_form = FilterForm(request.GET, of_reviewer=True)
    fit = fit_of(reviewer)
    waiting = rows_of(ScreeningRound.objects.claimable_by(request.user))
    kept = sorted(filter_form.wanted.of(waiting), key=fit, reverse=True)
    context = {
        "reviewer": reviewer,
        "offered": by_state[AssignmentState.OFFERED],
        "reading": by_state[AssignmentState.READING],
        "spoken": spoken[:SPOKEN_SHOWN],
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": filter_form,
        "turn": turner(request),
    }
    return render(request, "practices/screening/bench.html", context)


@never_cache
@signed_in
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/screening/<round>/claim/`: a button; who comes by its address is led to the
    bench that it stands on."""
    _screeners_only(request)
    if request.method != "POST":
        return redirect("practices:screening")
    round = ScreeningRound.objects.select_related("practice").filter(pk=pk).first()
    if round is None:
        messages.error(request, _("You cannot take this practice."))
        return redirect("practices:screening")
    try:
        actions.claim(by=request.user, key=request.POST.get("key"), round=round)
    except (NotAllowed, Refused) as reason:
        said = str(reason) if isinstance(reason, Refused) else ""
        messages.error(request, said or _("You cannot take this practice."))
        return redirect("practices:screening")
    return redirect("practices:screening-round", pk)


@never_cache
@signed_in
def availability(request: HttpRequest) -> HttpResponse:
    """`/<language>/screening/availability/`: what a screener says of languages and time."""
    _screeners_only(request)
    reviewer = Reviewer.objects.filter(user=request.user.pk).first()
    form = AvailabilityForm(sent(request), reviewer=reviewer)
    if form.is_valid() and form.carry_out(set_availability, by=request.user, **form.payload()):
        messages.success(request, _("Saved."))
        return redirect("practices:screening")
    context = {
        "form": form,
        "title": _("Languages and availability"),
        "lead": _("Work is shared out by what you say here."),
        "button": _("Save"),
        "crumbs": [(_("Your screening"), reverse("practices:screening"))],
        "back": reverse("practices:screening"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/screening/form.html", context, status=status)
