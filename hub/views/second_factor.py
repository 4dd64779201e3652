"""The second step at signing in, the authenticator app, and recovery codes."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.internal import flows as totp_flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub import second_factor
from hub.forms.second_factor import AddAppForm
from hub.views.confirming import confirmed
from hub.views.passkeys import request_options
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


class SecondStep(views.AuthenticateView):
    template_name = "mfa/authenticate.html"

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(views.AuthenticateView, self).get_context_data(**options)
        return {
            **context,
            "form": self.auth_form,
            "passkey_form": self.webauthn_form,
            "options": request_options(self.stage.login.user),
            "login_url": reverse("account_login"),
        }


class AddApp(totp_views.ActivateTOTPView):
    """The secret goes into the app by its picture or as text."""

    template_name = "mfa/totp/activate_form.html"
    form_class = AddAppForm

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(totp_views.ActivateTOTPView, self).get_context_data(
            **options
        )
        secret: str = context["form"].secret
        address = get_adapter().build_totp_url(self.request.user, secret)
        size, path = qr_path(address)
        return {
            **context,
            "address": address,
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "qr_size": size,
            "qr_path": path,
        }

    def get_success_url(self) -> str:
        new = self.did_generate_recovery_codes
        return reverse("mfa_view_recovery_codes" if new else "security")


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as an SVG path: how many squares a side has, the quiet edge included, and the
    path of the dark ones, each of size one."""
    drawn = re.search(
        r'viewBox="0 0 (\d+) .*<path d="([^"]+)"', get_adapter().build_totp_svg(text), re.S
    )
    if drawn is None:
        raise ValueError("This is not how the library draws a QR code.")
    return int(drawn[1]), drawn[2]


@private
@signed_in
@confirmed
def remove_app(request: HttpRequest) -> HttpResponse:
    app = get_object_or_404(Authenticator, user=request.user.pk, type=Authenticator.Type.TOTP)
    if request.method == "POST":
        totp_flows.deactivate_totp(request, app)
        return HttpResponseRedirect(reverse("security"))
    context = {
        "title": _("Remove the authenticator app"),
        "lead": _("Its codes open nothing from then on. Delete the entry in the app, too."),
    }
    return render(request, "mfa/remove.html", context)


@private
@signed_in
@confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The new ones, in the session that made them; afterwards only how many are left."""
    codes = _codes_of(request)
    context = {
        "codes": second_factor.new_codes(request),
        "left": len(codes.wrap().get_unused_codes()),
    }
    return render(request, "mfa/recovery_codes/index.html", context)


@private
@signed_in
@confirmed
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The new ones as a plain file."""
    codes = second_factor.new_codes(request)
    if not codes:
        return HttpResponseRedirect(reverse("mfa_view_recovery_codes"))
    host = request.get_host()
    lines = [_("Recovery codes for %(host)s. Each is good once.") % {"host": host}, "", *codes]
    response = HttpResponse(
        "\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8"
    )  # fmt: skip
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


@private
@signed_in
@require_POST
def recovery_codes_kept(request: HttpRequest) -> HttpResponse:
    """The reader has put them away: they are not shown again."""
    request.session.pop(second_factor.NEW_CODES, None)
    messages.success(request, _("The recovery codes are not shown again."))
    return HttpResponseRedirect(reverse("security"))


@private
@signed_in
@confirmed
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    if not second_factor.has_second_factor(request.user):
        return HttpResponseRedirect(reverse("security"))
    if request.method == "POST":
        recovery_flows.generate_recovery_codes(request)
        return HttpResponseRedirect(reverse("mfa_view_recovery_codes"))
    return render(request, "mfa/recovery_codes/generate.html")


def _codes_of(request: HttpRequest) -> Authenticator:
    return get_object_or_404(
        Authenticator, user=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
    )


second_step = private(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")(
        SecondStep.as_view()
    )
)
add_app = private(signed_in(confirmed(AddApp.as_view())))
