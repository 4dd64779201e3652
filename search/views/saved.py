"""`/<language>/account/searches/…`: the searches that one keeps."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hub import languages
from hub.forms.keyed import sent
from hub.models import Frequency, User
from hub.notifications import choices
from hub.notifications.mails import address
from hub.views.errors import signed_out
from hub.views.signed_in import signed_in
from hub.views.signing_in import private
from search.alerts import actions, links, places, telling
from search.alerts.forms import SavedSearchForm
from search.alerts.naming import Names, proposed
from search.alerts.places import Wanted
from search.models import SavedSearch

PER_PAGE = 25


@private
@signed_in
def saved(request: HttpRequest) -> HttpResponse:
    """`/<language>/account/searches/`: the newest first; the one just deleted can be brought
    back."""
    person = cast(User, request.user)
    own = SavedSearch.objects.of(person)
    page = Paginator(own.kept(), PER_PAGE).get_page(request.GET.get("page"))
    wanted = {each.pk: places.kept(each.place, each.parameters) for each in page}
    names = Names.of(wanted.values(), person)
    context = {
        "page": page,
        "rows": [
            {
                "search": each,
                "place": wanted[each.pk].place.label,
                "said": names.said(wanted[each.pk]),
                "url": wanted[each.pk].url(),
                "feed_url": wanted[each.pk].feed_url(),
            }
            for each in page
        ],
        "deleted": _deleted(own, request.GET.get("deleted", "")),
        "mailed": choices.of_person(person)[telling.KIND] != Frequency.OFF,
    }
    return render(request, "search/saved/saved.html", context)


def _deleted(own: Any, pk: str) -> SavedSearch | None:
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= 12):
        return None
    return cast(
        "SavedSearch | None", own.filter(pk=int(pk), deleted_at__isnull=False).first()
    )  # fmt: skip


@private
def save(request: HttpRequest, place: str) -> HttpResponse:
    """`/<language>/account/searches/save/<place>/?q=…`: name a search, and choose how often one is
    mailed. Visitors are offered its feed, and to sign in and come back."""
    found = places.named(place)
    if found is None:
        raise Http404
    wanted = found.read(request.GET)
    names = Names.of([wanted], request.user)
    said = names.said(wanted)
    context = {
        "wanted": wanted,
        "said": said,
        "notes": wanted.notes,
        "here": request.get_full_path(),
        "list_url": wanted.url(),
        "feed_url": wanted.feed_url(),
        "feed_address": address(wanted.feed_url()),
    }
    if not request.user.is_authenticated:
        if request.method == "POST":
            return signed_out(request)
        return render(request, "search/saved/offer.html", context)
    known = _known(request.user, wanted)
    if known is not None and request.method != "POST":
        messages.info(request, _("You have saved this search already."))
        return redirect("search:saved-change", pk=known.pk)
    form = SavedSearchForm(
        sent(request),
        initial={"name": proposed(wanted, said), "frequency": Frequency.DAILY},
    )
    if form.is_valid() and form.carry_out(
        actions.save, by=request.user, place=found.name, parameters=wanted.parameters,
        language=languages.current().code, **form.chosen(),
    ):  # fmt: skip
        messages.success(request, _("The search is saved."))
        return redirect("search:saved")
    status = 422 if form.is_bound else 200
    return render(request, "search/saved/save.html", {**context, "form": form}, status=status)


def _known(person: Any, wanted: Wanted) -> SavedSearch | None:
    own = SavedSearch.objects.of(person).kept()
    return own.filter(place=wanted.place.name, parameters=wanted.parameters).first()


@private
@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/account/searches/<id>/`: its name, and how often one is mailed."""
    person = cast(User, request.user)
    search = get_object_or_404(SavedSearch.objects.of(person).kept(), pk=pk)
    wanted = places.kept(search.place, search.parameters)
    form = SavedSearchForm(
        sent(request), initial={"name": search.name, "frequency": search.frequency}
    )
    if form.is_valid() and form.carry_out(
        actions.change, by=person, search=search, **form.chosen()
    ):
        messages.success(request, _("Your choices are saved."))
        return redirect("search:saved")
    context = {
        "form": form,
        "search": search,
        "wanted": wanted,
        "said": Names.of([wanted], person).said(wanted),
        "list_url": wanted.url(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "search/saved/change.html", context, status=status)


@private
@signed_in
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/account/searches/<id>/delete/`: a button."""
    person = cast(User, request.user)
    search = get_object_or_404(SavedSearch.objects.of(person), pk=pk)
    if request.method != "POST":
        return redirect("search:saved")
    actions.delete(by=person, key=request.POST.get("key"), search=search)
    return redirect(f"{reverse('search:saved')}?deleted={search.pk}")


@private
@signed_in
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/account/searches/<id>/restore/`: a button."""
    person = cast(User, request.user)
    search = get_object_or_404(SavedSearch.objects.of(person), pk=pk)
    if request.method == "POST":
        done = actions.restore(by=person, key=request.POST.get("key"), search=search)
        if done["changed"] or search.deleted_at is None:
            messages.success(request, _("The search is saved again."))
        else:
            messages.info(request, _("You have saved this search already."))
    return redirect("search:saved")


@csrf_exempt
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/account/searches/stop/<token>/`: the way out of a mail, for who is not signed
    in and for mail programs (RFC 8058: one POST, answered at once). Reading it changes nothing."""
    search = links.read(token)
    if search is None:
        raise Http404
    mailed = search.deleted_at is None and search.frequency != Frequency.OFF
    done = request.method == "POST"
    if done and mailed:
        actions.stop(by=search.user, search=search)
    context = {"search": search, "done": done, "mailed": mailed}
    return render(request, "search/saved/stop.html", context)
