"""allauth's pages that the hub uses: kept by no cache, in every language, on the way to `next`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import views
from allauth.account.stages import LoginStage
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub import languages
from hub.views.confirming import confirmed
from hub.views.signed_in import signed_in

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """A page about one reader: never kept, and its language menu keeps where they are going."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.translations = _in_each_language(request)  # type: ignore[attr-defined]  # see hub.context_processors
        return view(request, *args, **kwargs)

    return wrapper


def _in_each_language(request: HttpRequest) -> dict[str, str]:
    """This page in each language, leading on to the same page of that language."""
    onward = get_next_redirect_url(request) or ""
    tail = _without_language(request.path_info)
    addresses = {}
    for language in languages.LANGUAGES:
        address = f"/{language.path}{tail}"
        if onward:
            goal = onward
            if onward.startswith("/") and _without_language(onward) != onward:
                goal = f"/{language.path}{_without_language(onward)}"
            address += "?" + urlencode({"next": goal})
        addresses[language.code] = address
    return addresses


def _without_language(path: str) -> str:
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if languages.find(first) else path


class _KeepsGoal:
    """Who comes back while a code is on its way goes on to its page, and from there to `next`."""

    passthrough_next_url: Callable[[str], str]

    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: LoginStage
    ) -> HttpResponseRedirect | None:
        response = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]  # allauth's
        if response is not None:
            response["Location"] = self.passthrough_next_url(response["Location"])
        return response


class SignIn(_KeepsGoal, views.LoginView):
    """An invitation brings the address that it is for, as it does to signing up."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.GET.get("email", "")[:254]}


class SignUp(_KeepsGoal, views.SignupView):
    pass


class EnterCode(views.ConfirmLoginCodeView):
    """Who comes too late or tried too often is told so, and asks again without losing the way."""

    tried_too_often = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if getattr(response, "url", "") != reverse("account_request_login_code"):
            return response
        if not self.tried_too_often:
            messages.warning(request, _("The code is no longer valid. Ask for a new one."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        self.tried_too_often = response.status_code == 302
        return response


class ChangeAddress(views.EmailView):
    """Only takes a new address: an account has one, and nothing else removes or replaces it.

    Whoever has it can sign in, so that who changes it first shows that they are themselves."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


sign_in = private(SignIn.as_view())
sign_up = private(SignUp.as_view())
enter_code = private(EnterCode.as_view())
inactive = private(views.account_inactive)
change_address = private(signed_in(confirmed(ChangeAddress.as_view())))
confirm_address = private(views.email_verification_sent)


@private
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """What pages kept in the browser for its user goes with them: others may use it next."""
    response: HttpResponseBase = views.logout(request)
    if not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"storage"'
    return response
