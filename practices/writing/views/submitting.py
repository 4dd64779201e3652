"""Handing a practice in, what is said about it, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hub.actions import Refused
from hub.forms.keyed import KeyedForm, sent
from hub.permissions import can_submit_for
from practices.permissions import can_edit_practice
from practices.screening import moves
from practices.screening.actions import reopen, take_back
from practices.screening.actions import submit as hand_in
from practices.writing.completeness import what_is_missing
from practices.writing.draft import Draft
from practices.writing.forms.submission import SubmitForm
from practices.writing.returned import changed_since, last_round, returned
from practices.writing.views.found import with_draft


@with_draft
def submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/submit/`: sent twice, it is one submission."""
    body = draft.practice.organisation
    if body is None or not can_submit_for(request.user, body):
        raise PermissionDenied
    form = SubmitForm(sent(request), initial={"licence": draft.facts.licence})
    refused: list[str] = []
    if form.is_valid():
        try:
            hand_in(
                by=request.user,
                key=form.cleaned_data["key"],
                practice=draft.practice,
                licence=form.cleaned_data["licence"],
                language=draft.original_language,
            )
        except Refused as reasons:
            # What is missing stands on the page by itself; the rest is about the whole.
            refused = [said for name, said in reasons.messages.items() if "." not in name]
        else:
            return redirect("practices:draft-receipt", draft.pk)
    missing = what_is_missing(draft)
    since = last_round(draft)
    context = {
        "draft": draft,
        "practice": draft.practice,
        "form": form,
        "missing": missing,
        "refused": refused,
        "may_submit": moves.is_allowed("submit", request.user, draft.practice),
        "held": body.holds_submissions,
        "since": since,
        "changes": changed_since(draft, since) if since and not form.is_bound else [],
        "asked": returned(draft),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/submit.html", context, status=status)


@with_draft
def receipt(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/receipt/`: what was handed in last, and what happens now."""
    round = last_round(draft)
    if round is None:
        raise Http404
    context = {
        "draft": draft,
        "practice": draft.practice,
        "round": round,
        "may_take_back": moves.is_allowed("take_back", request.user, draft.practice),
    }
    return render(request, "practices/writing/receipt.html", context)


@with_draft
def withdraw(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/withdraw/`: takes a submission back, or opens what ended for a new draft."""
    if not can_edit_practice(request.user, draft.practice):
        raise PermissionDenied
    open_to = [
        (verb, run)
        for verb, run in (("take_back", take_back), ("reopen", reopen))
        if moves.is_allowed(verb, request.user, draft.practice)
    ]
    if not open_to:
        if request.method == "POST":
            # A colleague was faster, or this is the second click.
            return redirect("practices:draft-tasks", draft.pk)
        raise PermissionDenied
    verb, run = open_to[0]
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(run, by=request.user, practice=draft.practice):
        messages.success(request, _("It is a draft again. You can change and submit it."))
        return redirect("practices:draft-tasks", draft.pk)
    context = {"draft": draft, "form": form, "verb": verb}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/withdraw.html", context, status=status)
