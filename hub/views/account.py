"""`/<language>/account/`: what the hub knows of the reader, for the reader."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hub import languages
from hub.actions.people import edit_profile
from hub.forms.people import ProfileForm
from hub.models import Membership, Role, User
from hub.permissions import is_secretariat
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


@private
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    shown = {"name": person.name, "language": person.language}
    form = ProfileForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in shown}
        if form.carry_out(edit_profile, by=person, person=person, **wanted):
            return _saved(request, wanted["language"])
    context = {
        "form": form,
        "roles": [role.label for role in Role if role in person.roles],
        "memberships": Membership.objects.open().filter(user=person).select_related("organisation"),
        "is_secretariat": is_secretariat(person),
        "may_enter_admin": person.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "hub/account/account.html", context)


def _saved(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the page, from here on in the language that was chosen."""
    language = languages.get(code)
    with translation.override(language.path):
        messages.success(request, _("Your account is saved."))
        response = HttpResponseRedirect(reverse("account"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language.path,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
