"""`/<language>/secretariat/people/`: find a person, and give or take their roles."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.actions.roles import give_role, take_role
from hub.forms.keyed import new_key
from hub.forms.people import RoleForm
from hub.models import Role, User
from hub.permissions import is_secretariat
from hub.views.confirming import confirm_first
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 50


@private
@signed_in
def people(request: HttpRequest) -> HttpResponse:
    if not is_secretariat(request.user):
        raise PermissionDenied
    confirm_first(request, only_sent=True)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    if request.method == "POST":
        _change(request)
        return HttpResponseRedirect(_here(words, request.GET.get("page", "")))
    found = User.objects.visible_to(request.user).found_by(words).order_by("name", "email")
    page = Paginator(found.prefetch_related("groups"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "page": page,
        "roles": Role.choices,
        "rows": [_row(person) for person in page],
        "key": new_key(),
    }
    return render(request, "hub/people/people.html", context)


def _row(person: User) -> dict[str, Any]:
    held = {group.name for group in person.groups.all()}
    return {
        "person": person,
        "roles": [(role.value, role.label, role.value in held) for role in Role],
    }


def _change(request: HttpRequest) -> None:
    """Carry out what one of the buttons says, and tell what came of it."""
    form = RoleForm(request.POST, viewer=request.user)
    if not form.is_valid():
        messages.error(request, _("This cannot be done any more. Look again, and choose anew."))
        return
    sent = form.cleaned_data
    run = give_role if sent["verb"] == "give" else take_role
    if form.carry_out(run, by=request.user, person=sent["person"], role=sent["role"]):
        names = {"person": sent["person"], "role": Role(sent["role"]).label}
        if sent["verb"] == "give":
            messages.success(request, _("%(person)s now has the role: %(role)s.") % names)
        else:
            messages.success(request, _("%(person)s no longer has the role: %(role)s.") % names)
    for reason in form.non_field_errors():
        messages.error(request, str(reason))


def _here(words: str, page: str) -> str:
    query = {name: value for name, value in (("q", words), ("page", page)) if value}
    return reverse("people") + (f"?{urlencode(query)}" if query else "")
