"""`/accounts/confirm/`: showing that one is oneself, by a second factor or a code from the mail."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import second_factor
from hub.forms.keyed import sent
from hub.forms.second_factor import ConfirmByCodeForm, ConfirmByMailForm, ConfirmByPasskeyForm
from hub.models import User
from hub.views import confirming
from hub.views.errors import written_in
from hub.views.passkeys import request_options
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


class MailedCode(AbstractCodeVerificationProcess):
    """A code on its way to somebody who is signed in; its state lies in their session."""

    KEY = "hub_confirming_code"

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        person = cast(User, request.user)
        process = cls(request, cls.initial_state(person, person.email))
        process.send()
        process.persist()

    @classmethod
    def resume(cls, request: HttpRequest) -> MailedCode | None:
        state = request.session.get(cls.KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail(
            "account/email/confirming_code", self.state["email"], {"code": self.state["code"]}
        )

    def persist(self) -> None:
        self.request.session[self.KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.KEY, None)

    def finish(self) -> None:
        self.abort()
        record_authentication(
            self.request, self.user, "code", email=self.state["email"], reauthenticated=True
        )


@private
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        refusal = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
        if refusal:
            return refusal
    if second_factor.has_second_factor(request.user):
        return _by_factor(request)
    return _by_mail(request)


def _by_factor(request: HttpRequest) -> HttpResponse:
    person = request.user
    by_passkey = "credential" in request.POST
    code_sent, passkey_sent = (None, request.POST) if by_passkey else (sent(request), None)
    form: Any = ConfirmByCodeForm(code_sent, user=person)
    passkey_form: Any = ConfirmByPasskeyForm(passkey_sent, user=person)  # type: ignore[call-arg]  # allauth's
    tried = passkey_form if by_passkey else form
    if tried.is_valid():
        tried.save()
        return _go_on(request)
    context = {"passkey_form": passkey_form, "options": request_options(person)}
    return _page(request, form, **context)


def _by_mail(request: HttpRequest) -> HttpResponse:
    action = request.POST.get("action")
    process = MailedCode.resume(request)
    if request.method == "POST" and action == "send":
        return _send(request)
    if process is None:
        if request.method == "POST":
            messages.warning(request, _("The code is no longer valid. Ask for a new one."))
        return _page(request, None)
    form = ConfirmByMailForm(request.POST or None, code=process.code)
    if form.is_valid():
        process.finish()
        return _go_on(request)
    if form.is_bound and not process.record_invalid_attempt():
        messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return HttpResponseRedirect(_here(request))
    return _page(request, form, email=process.state["email"])


def _send(request: HttpRequest) -> HttpResponse:
    """At most as many mails as at signing in: both count together."""
    person = cast(User, request.user)
    if ratelimit.consume(request, action="request_login_code", key=person.email.lower()):
        MailedCode.begin(request)
    else:
        messages.error(request, get_adapter().error_messages["rate_limited"])
    return HttpResponseRedirect(_here(request))


def _go_on(request: HttpRequest) -> HttpResponse:
    goal = get_next_redirect_url(request) or reverse("security")
    confirming.release(request, goal)
    return HttpResponseRedirect(goal)


def _here(request: HttpRequest) -> str:
    goal = get_next_redirect_url(request)
    return reverse("account_reauthenticate") + (f"?{urlencode({'next': goal})}" if goal else "")


def _page(request: HttpRequest, form: forms.Form | None, **more: Any) -> HttpResponse:
    kept = confirming.kept_form(request)
    context = {
        "form": form,
        "by_mail": "options" not in more,
        "next": get_next_redirect_url(request) or "",
        "is_kept": kept is not None,
        "texts": written_in(kept) if kept else [],
        **more,
    }
    return render(request, "account/confirm.html", context)
