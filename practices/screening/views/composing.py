"""`/<language>/secretariat/screening/<round>/decision/<kind>/`: a decision is written, seen as the
submitter will see it, and sent. It begins with what the reviewers found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub import languages, vocabulary
from hub.forms.keyed import new_key
from hub.views.signed_in import signed_in
from practices.models import Finding, ScreeningRound, Verdict
from practices.screening import actions, moves, rules
from practices.screening.actions.deciding import languages_understood
from practices.screening.forms.decisions import (
    DecisionForm,
    ReasonForm,
    merged,
    rows_of_findings,
    sent_rows,
)
from practices.screening.submission import Submission
from practices.screening.views.deciding import decidable_round

# By the last part of the address: the move, and whether reasons go with it.
KINDS = {
    "changes": ("request_changes", True),
    "accept": ("accept", False),
    "decline": ("decline", True),
}


@never_cache
@signed_in
def compose(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = decidable_round(request, pk)
    if kind not in KINDS:
        raise Http404
    verb, with_reasons = KINDS[kind]
    # What was written is not thrown away: where it comes too late, the action says so beside it.
    if request.method != "POST" and (
        round.closed_at or not moves.is_allowed(verb, request.user, round.practice)
    ):
        messages.error(request, _("This round is decided already, or is not ready for it."))
        return redirect("practices:screening-decide", pk)
    submission = Submission(round)
    if request.method != "POST":
        rows = _first_rows(round) if with_reasons else []
        return _form_page(request, submission, kind, None, rows)
    rows = sent_rows(request.POST) if with_reasons else []
    do, _dash, what = request.POST.get("do", "preview").partition("-")
    if do == "merge":
        return _form_page(request, submission, kind, request.POST, merged(rows, what))
    if do == "add":
        rows.append(_empty_row(round, request.POST.get("add-criterion", "")))
        return _form_page(request, submission, kind, request.POST, rows)
    if do == "edit":
        return _form_page(request, submission, kind, request.POST, rows)
    form = _bound(submission, request.POST, rows)
    if form.is_valid() and do == "send" and _send(request, round, verb, form):
        messages.success(request, _SAID[kind]())
        return redirect("practices:screening-decide", pk)
    if form.is_valid() and do != "send":
        lacking = _lacking(kind, form)
        if not lacking:
            return _preview(request, submission, kind, form)
        form.add_error(None, lacking)
    return _form_page(request, submission, kind, None, rows, form=form)


_SAID = {
    "changes": lambda: _("The reasons went back to the submitter."),
    "accept": lambda: _("The practice is accepted. It can be published now."),
    "decline": lambda: _("The practice is declined, and the submitter is told."),
}


def _send(request: HttpRequest, round: ScreeningRound, verb: str, form: DecisionForm) -> bool:
    said = form.cleaned_data
    payload: dict[str, Any] = {"note": said["note"], "language": said["language"]}
    if verb != "accept":
        payload["reasons"] = [row.payload() for row in form.taken]
    run = getattr(actions, verb)
    return form.carry_out(run, by=request.user, round=round, **payload) is not None


def _lacking(kind: str, form: DecisionForm) -> str:
    """What the action would refuse for want of it."""
    if kind == "changes" and not form.taken:
        return _("Tick at least one reason.")
    if kind == "decline" and not form.taken and not form.cleaned_data["note"].strip():
        return _("Say why it is declined, by a reason or by a note.")
    return ""


# Rows


def _first_rows(round: ScreeningRound) -> list[dict[str, Any]]:
    order = [each["key"] for each in round.criteria]
    findings = Finding.objects.filter(
        assignment__in=[each.pk for each in rules.panel_of(round).spoken]
    ).exclude(verdict=Verdict.MET)
    found = sorted(
        (each for each in findings if each.criterion in order),
        key=lambda each: (order.index(each.criterion), each.pk),
    )
    return rows_of_findings(found, languages_understood(round)[0])


def _empty_row(round: ScreeningRound, criterion: str) -> dict[str, Any]:
    keys = [each["key"] for each in round.criteria]
    return {
        "take": True,
        "criterion": criterion if criterion in keys else keys[0],
        "verdict": Verdict.NOT_MET.value,
        "findings": "",
        "fields_named": [],
        "reason": "",
        "language": languages_understood(round)[0],
    }


def _criteria(submission: Submission) -> list[vocabulary.Criterion]:
    return [each for each, _must in (*submission.eligibility, *submission.criteria)]


def _reason_forms(
    submission: Submission, rows: list[dict[str, Any]], *, bound: bool
) -> list[ReasonForm]:
    """One form for each row: filled in, or sent."""
    given: dict[str, Any] = {
        "criteria": _criteria(submission), "groups": submission.field_groups,
    }  # fmt: skip
    made = []
    for place, row in enumerate(rows):
        prefix = f"r{place}"
        if not bound:
            made.append(ReasonForm(prefix=prefix, initial=row, **given))
            continue
        data = QueryDict(mutable=True)
        for name, value in row.items():
            if isinstance(value, list):
                data.setlist(f"{prefix}-{name}", value)
            elif name != "take" or value:
                data[f"{prefix}-{name}"] = "on" if name == "take" else value
        made.append(ReasonForm(data, prefix=prefix, **given))
    return made


def _bound(submission: Submission, data: QueryDict, rows: list[dict[str, Any]]) -> DecisionForm:
    return DecisionForm(
        data,
        understood=languages_understood(submission.round),
        rows=_reason_forms(submission, rows, bound=True),
    )


# Pages


def _context(submission: Submission, kind: str) -> dict[str, Any]:
    titles = {
        "changes": _("Request changes"),
        "accept": _("Accept"),
        "decline": _("Decline"),
    }
    understood = languages_understood(submission.round)
    here = languages.current().code
    return {
        "round": submission.round,
        "submission": submission,
        "kind": kind,
        "title": titles[kind],
        "with_reasons": KINDS[kind][1],
        "criteria": _criteria(submission),
        "understood": understood,
        "understood_names": [languages.language_in_sentence(code, here) for code in understood],
    }


def _form_page(
    request: HttpRequest,
    submission: Submission,
    kind: str,
    data: QueryDict | None,
    rows: list[dict[str, Any]],
    *,
    form: DecisionForm | None = None,
) -> HttpResponse:
    """The page on which it is written. data: what was typed beside the rows, shown without
    complaint. form: what was sent and is not right."""
    status = 422 if form is not None else 200
    if form is None:
        form = DecisionForm(
            understood=languages_understood(submission.round),
            rows=_reason_forms(submission, rows, bound=False),
        )
        if data is not None:
            form.initial.update({name: data.get(name, "") for name in ("note", "language")})
    several = [row["criterion"] for row in rows if row["take"]]
    context = {
        **_context(submission, kind),
        "form": form,
        "mergeable": {each for each in several if several.count(each) > 1},
        "wrong_rows": form.wrong_rows(),
    }
    return render(request, "practices/screening/compose.html", context, status=status)


def _preview(
    request: HttpRequest, submission: Submission, kind: str, form: DecisionForm
) -> HttpResponse:
    reasons = [row.payload() for row in form.taken]
    context = {
        **_context(submission, kind),
        "form": form,
        "reasons": reasons,
        "note": form.cleaned_data["note"],
        "note_language": form.cleaned_data["language"],
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", "do", "key")
        ],
        "key": new_key(),
    }
    return render(request, "practices/screening/preview.html", context)
