"""Everything that a draft says on one page, and a look at it as a screener will take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hub.forms.keyed import sent
from practices.permissions import can_write
from practices.screening import moves
from practices.writing.actions import save_self_check
from practices.writing.answers import Answers
from practices.writing.completeness import what_is_missing
from practices.writing.draft import Draft
from practices.writing.forms.submission import SelfCheckForm
from practices.writing.returned import changed_since, last_round
from practices.writing.views.found import with_draft


@with_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/check/`"""
    may_write = can_write(request.user, draft.practice)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = SelfCheckForm(sent(request), kept=draft.practice.self_check)
    if form.is_valid() and form.carry_out(
        save_self_check, by=request.user, practice=draft.practice, answers=form.answers()
    ):
        if request.POST.get("go") == "submit":
            return redirect("practices:draft-submit", draft.pk)
        messages.success(request, _("Saved."))
        return redirect("practices:draft-tasks", draft.pk)
    missing = what_is_missing(draft)
    since = last_round(draft) if may_write else None
    context = {
        "draft": draft,
        "practice": draft.practice,
        "answers": Answers(draft, missing),
        "missing": missing,
        "form": form,
        "may_write": may_write,
        "may_take_back": moves.is_allowed("take_back", request.user, draft.practice),
        "may_reopen": not may_write and moves.is_allowed("reopen", request.user, draft.practice),
        "since": since,
        "changes": changed_since(draft, since) if since else [],
        "may_submit": moves.is_allowed("submit", request.user, draft.practice),
    }
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/check.html", context, status=status)
