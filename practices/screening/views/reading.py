"""`/<language>/screening/<round>/`: a reviewer declares conflicts, reads, writes findings, and
recommends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub.forms.keyed import sent
from hub.views.errors import typed
from hub.views.signed_in import signed_in
from practices.differences import FieldDifference, differences
from practices.models import (
    Assignment,
    AssignmentState,
    CannedReason,
    PracticeText,
    ScreeningRound,
)
from practices.screening import actions, rules, standing
from practices.screening.findings import side_by_side
from practices.screening.forms.findings import (
    ConflictForm,
    FindingForm,
    HandBackForm,
    RecommendationForm,
    text_in,
)
from practices.screening.permissions import can_judge, can_view_assignment
from practices.screening.queues import rows_of
from practices.screening.submission import (
    Earlier,
    Submission,
    earlier_rounds,
    rounds_to_show,
)


def own_assignment(request: HttpRequest, pk: int) -> Assignment:
    """The reader's part in a round, the standing one before any that has ended. 404 for whoever
    has none; 403 for whoever may judge the practice no more."""
    own = Assignment.objects.filter(reviewer=request.user.pk).order_by("-pk")
    # No database holds a longer number.
    found = list(own.filter(round=pk)) if pk < 2**63 else []
    if not found:
        raise Http404
    assignment = next((each for each in found if each.state in rules.STANDING), found[0])
    assignment.round = rounds_to_show().prefetch_related("assignments").get(pk=pk)
    if not standing.may_review(request.user, assignment.round.practice):
        raise PermissionDenied
    return assignment


def _here(assignment: Assignment) -> str:
    return reverse("practices:screening-round", args=[assignment.round_id])


@never_cache
@signed_in
def screening_round(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = own_assignment(request, pk)
    if assignment.state == AssignmentState.SPOKEN:
        if request.method == "POST":
            return _in_vain(request, _("You have given your recommendation already."))
        return _spoken(request, assignment)
    if assignment.state == AssignmentState.OFFERED and assignment.round.closed_at is None:
        return _declaration(request, assignment)
    if not can_judge(request.user, assignment):
        if request.method == "POST":
            return _in_vain(request, _("You do not review this round any more."))
        context = {"assignment": assignment, "round": assignment.round}
        return render(request, "practices/screening/ended.html", context)
    return _findings(request, assignment)


def _in_vain(request: HttpRequest, reason: str) -> HttpResponse:
    """What was written for a round that takes nothing any more is shown, so that it is not
    lost."""
    if _wants_json(request):
        return JsonResponse({"failed": reason}, status=409)
    context = {"reason": reason, "texts": typed(request)}
    return render(request, "hub/not_sent.html", context, status=409)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


# Conflicts of interest


def _declaration(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Who submitted it and who carries it out; the text stays closed."""
    form = ConflictForm(sent(request))
    if form.is_valid():
        answer = form.carry_out(
            actions.declare,
            by=request.user,
            assignment=assignment,
            conflict=form.has_conflict,
            said=form.cleaned_data["said"] if form.has_conflict else "",
        )
        if answer is not None and form.has_conflict:
            messages.success(
                request, _("Thank you for saying so. The secretariat asks somebody else.")
            )
            return redirect("practices:screening")
        if answer is not None:
            return redirect(_here(assignment))
    (row,) = rows_of(ScreeningRound.objects.filter(pk=assignment.round_id))
    context = {"assignment": assignment, "round": assignment.round, "row": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "practices/screening/declare.html", context, status=status)


# Findings


def _finding_forms(
    assignment: Assignment, submission: Submission, data: Any = None
) -> list[FindingForm]:
    said = {each.criterion: each for each in assignment.findings.all()}
    ready: dict[str, list[CannedReason]] = {}
    for each in CannedReason.objects.filter(is_active=True):
        ready.setdefault(each.criterion, []).append(each)
    return [
        FindingForm(
            data,
            criterion=criterion,
            required=required,
            groups=submission.field_groups,
            ready=ready.get(criterion.key, ()),
            finding=said.get(criterion.key),
        )
        for criterion, required in submission.criteria
    ]


def _findings(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    submission = Submission(assignment.round)
    if request.method != "POST":
        return _reading_page(
            request, assignment, submission, _finding_forms(assignment, submission)
        )
    verb, _dash, key = request.POST.get("do", "save").partition("-")
    forms = _finding_forms(assignment, submission, request.POST)
    if verb == "insert":
        _insert(request, forms, key)
        forms = _finding_forms(assignment, submission, request.POST)
        for form in forms:
            form.forget_errors()
        return _reading_page(request, assignment, submission, forms)
    # Without scripts a button of one criterion saves the others too: they came along, and the
    # page that follows would forget them.
    only = key if _wants_json(request) else ""
    wanted = [form for form in forms if only in ("", form.prefix)]
    saved = [form for form in wanted if _save(request, assignment, form)]
    wrong = [form for form in wanted if form.was_touched and form.errors]
    if _wants_json(request):
        return _as_json(wrong, forms)
    if wrong:
        anew = _finding_forms(assignment, submission)
        shown = [form if form in wrong else new for form, new in zip(forms, anew, strict=True)]
        return _reading_page(request, assignment, submission, shown, wrong)
    if saved:
        messages.success(request, _("Your findings were saved."))
    if verb == "continue":
        return redirect("practices:screening-recommend", assignment.round_id)
    return HttpResponseRedirect(_here(assignment) + (f"#criterion-{key}" if key else ""))


def _save(request: HttpRequest, assignment: Assignment, form: FindingForm) -> bool:
    """Whether it was saved. What was not touched is left alone; what the rules refuse stands
    beside the fields."""
    if not form.was_touched or not form.is_valid():
        return False
    answer = form.carry_out(
        actions.save_finding,
        by=request.user,
        assignment=assignment,
        criterion=form.criterion.key,
        **form.payload(),
    )
    if answer is not None:
        form.is_saved = True
    return answer is not None


def _insert(request: HttpRequest, forms: list[FindingForm], key: str) -> None:
    """Put the chosen ready-made reason under what is written already."""
    form = next((each for each in forms if each.prefix == key), None)
    if form is None:
        return
    chosen = request.POST.get(f"{key}-ready", "")
    reason = next((each for each in form.ready_made if each.key == chosen), None)
    if reason is None:
        return
    data = request.POST.copy()
    before = data.get(f"{key}-reason", "").rstrip()
    text = text_in(reason, data.get(f"{key}-reason_language", ""))
    data[f"{key}-reason"] = f"{before}\n\n{text}" if before else text
    data[f"{key}-ready"] = ""
    request.POST = data  # type: ignore[assignment]  # what the form is filled with again


def _as_json(wrong: list[FindingForm], forms: list[FindingForm]) -> JsonResponse:
    errors = {
        name: [str(message) for message in found]
        for form in wrong
        for name, found in form.errors.items()
    }
    if errors:
        return JsonResponse({"errors": errors, "failed": _("Not saved yet.")}, status=422)
    now = formats.time_format(timezone.localtime(), "TIME_FORMAT")
    done = sum(form.is_saved for form in forms)
    return JsonResponse(
        {"saved": _("Saved at %(time)s") % {"time": now}, "done": _done(done, len(forms))}
    )


def _done(done: int, total: int) -> str:
    return _("%(done)s of %(total)s have a finding.") % {"done": done, "total": total}


def _reading_page(
    request: HttpRequest,
    assignment: Assignment,
    submission: Submission,
    forms: list[FindingForm],
    wrong: list[FindingForm] | None = None,
) -> HttpResponse:
    earlier = earlier_rounds(assignment.round) if assignment.round.number > 1 else []
    context = {
        "assignment": assignment,
        "round": assignment.round,
        "submission": submission,
        "forms": forms,
        "done": _done(sum(form.is_saved for form in forms), len(forms)),
        "ready_texts": {each.key: each.texts for form in forms for each in form.ready_made},
        "earlier": earlier,
        "changes": changes_since(earlier, assignment.round),
        "errors": [
            (form, message)
            for form in wrong or ()
            for found in form.errors.values()
            for message in found
        ],
    }
    status = 422 if wrong else 200
    return render(request, "practices/screening/read.html", context, status=status)


def changes_since(earlier: Sequence[Earlier], round: ScreeningRound) -> list[FieldDifference]:
    """Field by field, what a round submits otherwise than the one before it; of a first round
    otherwise than what is public, and nothing where nothing is."""
    if earlier:
        return differences(_versions(earlier[0].round), _versions(round))
    if not round.practice.live:
        return []
    texts = PracticeText.objects.filter(practice=round.practice_id, live=True)
    public = [
        round.practice.live_revision,
        *(each.live_revision for each in texts.select_related("live_revision")),
    ]
    return differences([each for each in public if each is not None], _versions(round))


def _versions(of: ScreeningRound) -> list[Any]:
    return [of.facts, *(each.revision for each in of.texts.all())]


# The recommendation


@never_cache
@signed_in
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/screening/<round>/recommend/`: the findings once more, the recommendation, and
    the button that sends both."""
    assignment = own_assignment(request, pk)
    if not can_judge(request.user, assignment):
        if request.method == "POST" and assignment.state != AssignmentState.SPOKEN:
            return _in_vain(request, _("You do not review this round any more."))
        return redirect(_here(assignment))
    submission = Submission(assignment.round)
    form = RecommendationForm(sent(request))
    if form.is_valid() and form.carry_out(
        actions.recommend,
        by=request.user,
        assignment=assignment,
        recommendation=form.cleaned_data["recommendation"],
        private_note=form.cleaned_data["private_note"],
    ):
        messages.success(request, _("Your recommendation was sent to the secretariat. Thank you."))
        return redirect(_here(assignment))
    said = {each.criterion: each for each in assignment.findings.all()}
    gaps: dict[str, str] = getattr(form, "gaps", {})
    found = [
        (criterion, said.get(criterion.key), gaps.get(criterion.key, ""))
        for criterion, _must in submission.criteria
    ]
    context = {
        "assignment": assignment,
        "round": assignment.round,
        "findings": found,
        "missing": [criterion for criterion, finding, _gap in found if finding is None],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/screening/recommend.html", context, status=status)


def _spoken(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """One's own findings, read only; those of the others beside them once all have spoken."""
    everybody = rules.panel_of(assignment.round).standing
    shown = [each.pk for each in everybody if can_view_assignment(request.user, each)]
    context = {
        "assignment": assignment,
        "round": assignment.round,
        "submission": Submission(assignment.round),
        "all_spoke": len(shown) == len(everybody),
        "table": side_by_side(assignment.round, shown),
    }
    return render(request, "practices/screening/spoken.html", context)


@never_cache
@signed_in
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/screening/<round>/hand-back/`"""
    assignment = own_assignment(request, pk)
    if assignment.state not in (AssignmentState.OFFERED, AssignmentState.READING):
        return redirect(_here(assignment))
    form = HandBackForm(sent(request))
    if form.is_valid() and form.carry_out(
        actions.hand_back, by=request.user, assignment=assignment, said=form.cleaned_data["said"]
    ):
        messages.success(request, _("You gave it back. The secretariat asks somebody else."))
        return redirect("practices:screening")
    context = {
        "form": form,
        "round": assignment.round,
        "under_round": True,
        "title": _("Hand it back"),
        "lead": _("What you have written of it stays with the secretariat."),
        "button": _("Hand it back"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/screening/form.html", context, status=status)
