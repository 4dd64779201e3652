"""`/<language>/secretariat/searches/words/`: what search knows to be the same, and trying it."""

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
from django.views.decorators.http import require_POST

from hub import indexing, languages
from hub.forms.keyed import new_key
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from search import filters, showing
from search.permissions import can_keep_words
from search.synonyms.actions import switch_concept
from search.synonyms.forms import SwitchForm
from search.synonyms.trying import listed, numbers_of, tried
from search.views.lists import KIND

PER_PAGE = 50
# The names of the addresses at which synonyms are changed.
ADMIN = "wagtailsnippets_search_synonyms"
# What an address keeps from one page to the next.
KEPT = ("q", "find", "off", "page")


def secretariat_only(request: HttpRequest) -> None:
    if not can_keep_words(request.user):
        raise PermissionDenied


@private
@signed_in
def words(request: HttpRequest) -> HttpResponse:
    secretariat_only(request)
    asked = filters.read(request.GET).query
    find = filters.shortened(_given(request, "find"))
    only_off = request.GET.get("off") == "1"
    code = languages.current().code
    found = numbers_of(find, only_off=only_off)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "query": asked,
        "find": find,
        "only_off": only_off,
        "page": page,
        "concepts": listed(page.object_list, code),
        "key": new_key(),
        "turn": lambda number: _query(request, page=str(number) if number > 1 else ""),
        "off_url": _query(request, off="" if only_off else "1", page=""),
        "here": _query(request),
        "admin_url": reverse(f"{ADMIN}:list"),
        "add_url": add_url(code, asked),
        "edit_url_name": f"{ADMIN}:edit",
    }
    if asked:
        result = tried(asked, code, indexing.kinds(), request.user)
        context["tried"] = result
        context["totals"] = [
            (_("Practices") if kind == KIND else showing.heading(kind), total)
            for kind, total in result.totals.items()
        ]
    return render(request, "search/words.html", context)


def add_url(language: str, name: str = "") -> str:
    """Where a row of synonyms is added; with a name in it already, where one is given."""
    url = reverse(f"{ADMIN}:add")
    return f"{url}?{urlencode({'language': language, 'name': name})}" if name else url


@require_POST
@private
@signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Carry out what one of the buttons says, and go back to the list."""
    secretariat_only(request)
    form = SwitchForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        is_on = sent["verb"] == "on"
        if form.carry_out(switch_concept, by=request.user, concept=sent["concept"], is_on=is_on):
            said = _("In use from the next search on.") if is_on else _(
                "Out of use from the next search on."
            )  # fmt: skip
            messages.success(request, said)
        for reason in form.non_field_errors():
            messages.error(request, str(reason))
    else:
        messages.error(request, _("This cannot be done any more. Look again, and choose anew."))
    return HttpResponseRedirect(reverse("search:words") + _query(request))


def _given(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()


def _query(request: HttpRequest, **changed: str) -> str:
    """The parameters of this list with some changed; an empty one goes away."""
    kept = {name: changed.get(name, _given(request, name)) for name in KEPT}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"?{query}" if query else "?"
