"""After the submission: where it stands, answers to what came back, a second look by others."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.forms.keyed import sent
from practices.models import Decision, ReturnedReason, State
from practices.screening import moves
from practices.screening.actions import answer_reason, ask_reconsideration
from practices.writing.draft import Draft
from practices.writing.forms.answers import AnswerForm, ReconsiderForm
from practices.writing.progress import Progress, happened
from practices.writing.returned import last_round, may_reconsider
from practices.writing.views.found import with_draft


@with_draft
def status(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/status/`"""
    practice = draft.practice
    round = last_round(draft)
    decided = round if round is not None and round.decision else None
    may_answer = moves.is_allowed("answer_reason", request.user, practice)
    context = {
        "draft": draft,
        "practice": practice,
        "round": round,
        "progress": Progress(practice, round),
        "decided": decided,
        "reasons": list(decided.returned.all()) if decided else [],
        "is_returned": decided is not None and decided.decision == Decision.CHANGES,
        "may_answer": may_answer,
        "may_change": practice.state == State.CHANGES_REQUESTED and may_answer,
        "may_reconsider": may_reconsider(request.user, draft, round),
        "may_take_back": moves.is_allowed("take_back", request.user, practice),
        "may_reopen": moves.is_allowed("reopen", request.user, practice),
        "happened": happened(request.user, practice),
    }
    return render(request, "practices/writing/status.html", context)


@with_draft
def answer(request: HttpRequest, draft: Draft, reason: int) -> HttpResponse:
    """`drafts/<pk>/reasons/<id>/`: answer one reason of the last round."""
    round = last_round(draft)
    row = get_object_or_404(ReturnedReason, pk=reason, round__practice=draft.pk)
    if not moves.is_allowed("answer_reason", request.user, draft.practice):
        raise PermissionDenied
    if round is None or row.round_id != round.pk:
        raise PermissionDenied
    form = AnswerForm(sent(request), initial={"answer": row.answer})
    if form.is_valid() and form.carry_out(
        answer_reason, by=request.user, reason=row, answer=form.cleaned_data["answer"]
    ):
        messages.success(request, _("Your answer is saved."))
        if draft.practice.state == State.CHANGES_REQUESTED:
            return redirect("practices:draft-tasks", draft.pk)
        return redirect(f"{reverse('practices:draft-status', args=[draft.pk])}#reasons")
    context = {"draft": draft, "form": form, "reason": row}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/answer.html", context, status=status)


@with_draft
def reconsider(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/reconsider/`: ask that others look at the same submission again."""
    round = last_round(draft)
    if round is None or not moves.is_allowed("ask_reconsideration", request.user, draft.practice):
        if request.method == "POST" and moves.holds(
            moves.Who.SUBMITTER, request.user, draft.practice
        ):
            # A colleague was faster, or this is the second click.
            return redirect("practices:draft-status", draft.pk)
        raise PermissionDenied
    if not may_reconsider(request.user, draft, round):
        raise PermissionDenied
    form = ReconsiderForm(sent(request))
    if form.is_valid() and form.carry_out(
        ask_reconsideration, by=request.user, round=round, reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Others will look at it again."))
        return redirect("practices:draft-status", draft.pk)
    context = {"draft": draft, "form": form, "round": round}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/reconsider.html", context, status=status)
