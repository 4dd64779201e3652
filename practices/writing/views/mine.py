"""The practices of one's organisations: the list, a new one, and throwing a draft away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hub.forms.keyed import KeyedForm, sent
from hub.models import Membership, Organisation
from practices.permissions import can_delete_draft
from practices.writing import listed
from practices.writing.actions import begin_practice, delete_draft
from practices.writing.draft import Draft
from practices.writing.forms.starting import StartForm
from practices.writing.views.found import with_draft, writers

PER_PAGE = 25


@writers
def drafts(request: HttpRequest) -> HttpResponse:
    """`/<language>/practices/drafts/`: those of the reader's organisations."""
    page = Paginator(listed.own(request.user), PER_PAGE).get_page(request.GET.get("page"))
    organisations = Membership.objects.open().filter(user=request.user.pk)
    context = {
        "page": page,
        "rows": listed.rows(page.object_list),
        "belongs": organisations.count(),
        "may_start": Organisation.objects.drafting_for(request.user).exists(),
    }
    return render(request, "practices/writing/drafts.html", context)


@writers
def start(request: HttpRequest) -> HttpResponse:
    """`drafts/start/`: in whose name, in which language, under which title."""
    organisations = Organisation.objects.drafting_for(request.user).order_by("name")
    if not organisations:
        return render(request, "practices/writing/no_organisation.html")
    form = StartForm(sent(request), organisations=organisations)
    if form.is_valid():
        answer = form.carry_out(
            begin_practice,
            by=request.user,
            organisation=form.organisation_chosen,
            language=form.cleaned_data["language"],
            title=form.cleaned_data["title"],
        )
        if answer:
            return redirect("practices:draft-tasks", answer["practice"])
    context = {"form": form, "organisation": form.only}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/start.html", context, status=status)


@with_draft
def delete(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/delete/`: asks first; it is for good."""
    if not can_delete_draft(request.user, draft.practice):
        raise PermissionDenied
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(
        delete_draft, by=request.user, practice=draft.practice
    ):  # fmt: skip
        messages.success(request, _("The draft is deleted."))
        return redirect("practices:drafts")
    context = {"draft": draft, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/delete.html", context, status=status)
