"""`/<language>/secretariat/searches/state/`: which engine answers, and what the cluster lacks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hub.forms.keyed import KeyedForm, new_key
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from search.outbox.parking import can_try_again, try_again
from search.outbox.status import status


class TryAgainForm(KeyedForm):
    """Which parked object, by its outbox row; none means all of them."""

    pk = forms.IntegerField(required=False, min_value=1, max_value=2**62)


def _secretariat_only(request: HttpRequest) -> None:
    if not can_try_again(request.user):
        raise PermissionDenied


@private
@signed_in
def state(request: HttpRequest) -> HttpResponse:
    _secretariat_only(request)
    return render(request, "search/state.html", {"status": status(), "new_key": new_key})


@require_POST
@private
@signed_in
def again(request: HttpRequest) -> HttpResponse:
    """Have what the cluster refused sent again, and go back."""
    _secretariat_only(request)
    form = TryAgainForm(request.POST)
    count = 0
    if form.is_valid():
        answer = form.carry_out(try_again, by=request.user, pk=form.cleaned_data["pk"])
        count = answer["count"] if answer else 0
    if count:
        said = ngettext(
            "%(count)s object is sent again. Look here in a minute.",
            "%(count)s objects are sent again. Look here in a minute.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        messages.error(request, _("This cannot be done any more. Look again, and choose anew."))
    return HttpResponseRedirect(reverse("search:state"))
