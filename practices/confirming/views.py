"""Confirm, update or retire: by the mailed address without signing in, or signed in.

Reading a page changes nothing: mail programs open addresses by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hub import languages
from hub.forms.keyed import KeyedForm, sent
from hub.models import User
from practices.confirming import age, links
from practices.confirming.actions import confirm
from practices.confirming.asking import was_answered
from practices.confirming.forms import RetireForm
from practices.models import Practice
from practices.permissions import can_confirm
from practices.screening import moves
from practices.screening.actions import retire
from practices.translating.titles import titles_of
from practices.writing.draft import Draft
from practices.writing.views.found import with_draft


@dataclass(frozen=True)
class Answering:
    """Who answers for a practice, and on which pages. token: of the mailed address, "" for who is
    signed in."""

    request: HttpRequest
    person: User
    practice: Practice
    token: str = ""

    @property
    def confirm_url(self) -> str:
        return self._url("confirm-by-link", "draft-confirm")

    @property
    def retire_url(self) -> str:
        return self._url("retire-by-link", "draft-retire")

    def _url(self, by_link: str, signed_in: str) -> str:
        if self.token:
            return reverse(f"practices:{by_link}", args=[self.token])
        return reverse(f"practices:{signed_in}", args=[self.practice.pk])

    @property
    def may_retire(self) -> bool:
        return moves.is_allowed("retire", self.person, self.practice)

    def shown(self, template: str, **context: Any) -> HttpResponse:
        form = context.get("form")
        title = titles_of([self.practice.pk], languages.current().code).get(self.practice.pk)
        context |= {
            "answering": self,
            "practice": self.practice,
            "title": title,
            "age": age.in_words(self.practice),
        }
        status = 422 if form is not None and form.is_bound else 200
        return render(self.request, f"practices/confirming/{template}.html", context, status=status)


def _confirming(answering: Answering) -> HttpResponse:
    request, practice = answering.request, answering.practice
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(
        confirm, by=answering.person, practice=practice, by_link=bool(answering.token)
    ):
        if answering.token:
            return HttpResponseRedirect(answering.confirm_url)
        messages.success(request, _("It is confirmed. Thank you."))
        return redirect("practices:draft-status", practice.pk)
    done = bool(answering.token) and was_answered(practice)
    return answering.shown("confirm", form=form, done=done)


def _retiring(answering: Answering) -> HttpResponse:
    request, practice = answering.request, answering.practice
    if not answering.may_retire:
        raise PermissionDenied
    form = RetireForm(sent(request))
    if form.is_valid() and form.carry_out(
        retire,
        by=answering.person,
        practice=practice,
        reason=form.cleaned_data["reason"],
        by_link=bool(answering.token),
    ):
        if answering.token:
            return answering.shown("retired")
        messages.success(request, _("It is retired, and no longer public."))
        return redirect("practices:draft-status", practice.pk)
    return answering.shown("retire", form=form)


@csrf_exempt
@never_cache
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/practices/confirm/<token>/`"""
    return _by_link(request, token, _confirming)


@csrf_exempt
@never_cache
def retire_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/practices/confirm/<token>/retire/`: asks for the reason, and once more."""
    return _by_link(request, token, _retiring)


@with_draft
def confirm_signed_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/confirm/`"""
    return _confirming(_signed_in(request, draft))


@with_draft
def retire_signed_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/retire/`"""
    return _retiring(_signed_in(request, draft))


def _signed_in(request: HttpRequest, draft: Draft) -> Answering:
    person = cast(User, request.user)
    if not can_confirm(person, draft.practice):
        raise PermissionDenied
    return Answering(request, person, draft.practice)


def _by_link(
    request: HttpRequest, token: str, page: Callable[[Answering], HttpResponse]
) -> HttpResponse:
    way = links.read(token)
    if way is None:
        raise Http404
    if not way.is_open:
        context = {"practice": way.practice}
        return render(request, "practices/confirming/ended.html", context, status=410)
    return page(Answering(request, way.person, way.practice, token))
