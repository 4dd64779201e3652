"""Passkeys: adding, naming and removing them, and signing in with one alone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from hub.forms.second_factor import AddPasskeyForm, NamePasskeyForm
from hub.views.confirming import confirmed
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


def request_options(person: Any) -> str:
    """What the browser needs to ask for one of a person's passkeys, as JSON; "" for who has none.

    Each call makes the challenge of the one before worthless.
    """
    if not Authenticator.objects.filter(
        user_id=person.pk, type=Authenticator.Type.WEBAUTHN
    ).exists():
        return ""
    return json.dumps(auth.begin_authentication(person))


class AddPasskey(views.AddWebAuthnView):
    """Asks for one that can sign in alone, and takes one that cannot: old security keys."""

    template_name = "mfa/webauthn/add_form.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(views.AddWebAuthnView, self).get_context_data(**options)
        wanted = auth.begin_registration(self.request.user, False)
        asked = json.loads(json.dumps(wanted))
        asked["publicKey"].setdefault("authenticatorSelection", {}).update(
            residentKey="preferred", requireResidentKey=False, userVerification="preferred"
        )
        return {**context, "options": json.dumps(asked)}

    def get_success_url(self) -> str:
        new = self.did_generate_recovery_codes
        return reverse("mfa_view_recovery_codes" if new else "security")


class SignInByPasskey(views.LoginWebAuthnView):
    """Where it fails the sign-in page says so, and still leads to where one was going."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, message)
        goal = get_next_redirect_url(self.request)
        query = f"?{urlencode({'next': goal})}" if goal else ""
        return HttpResponseRedirect(reverse("account_login") + query)


class NamePasskey(views.EditWebAuthnView):
    template_name = "mfa/webauthn/edit_form.html"
    form_class = NamePasskeyForm
    success_url = reverse_lazy("security")


@private
@signed_in
@confirmed
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    passkey = get_object_or_404(
        Authenticator, pk=pk, user=request.user.pk, type=Authenticator.Type.WEBAUTHN
    )
    if request.method == "POST":
        flows.remove_authenticator(request, passkey)
        return HttpResponseRedirect(reverse("security"))
    context = {
        "title": _("Remove the passkey %(name)s") % {"name": passkey.wrap().name},
        "lead": _("Nobody can sign in with it from then on. Delete it on your device, too."),
    }
    return render(request, "mfa/remove.html", context)


add_passkey = private(signed_in(confirmed(AddPasskey.as_view())))
name_passkey = private(signed_in(confirmed(NamePasskey.as_view())))
sign_in_by_passkey = private(SignInByPasskey.as_view())
