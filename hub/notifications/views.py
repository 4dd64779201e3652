"""`/<language>/account/notices/…`: what one was told, how often one is mailed, what one follows."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hub import languages
from hub.forms.keyed import sent
from hub.models import Following, Notice, User
from hub.notifications import actions, choices, following, reading, switches, unsubscribing
from hub.notifications.forms import PreferencesForm
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 25


@private
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """`/<language>/account/notices/`: the newest first, those not read yet marked."""
    person = cast(User, request.user)
    told = Notice.objects.filter(recipient=person)
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("page"))
    lines = reading.lines(person, page, languages.current().code)
    context = {
        "page": page,
        "rows": [(notice, lines.get(notice.pk)) for notice in page],
        "some_unread": told.filter(read_at__isnull=True).exists(),
    }
    return render(request, "hub/notices/notices.html", context)


@private
@signed_in
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/account/notices/<id>/open/`: a button that marks it read and leads on. Its
    address alone, as after signing in again, leads to the list."""
    person = cast(User, request.user)
    notice = get_object_or_404(Notice, pk=pk, recipient=person)
    if request.method != "POST":
        return redirect("notices")
    actions.mark_read(by=person, key=request.POST.get("key"), notice=notice)
    line = reading.lines(person, [notice], languages.current().code).get(notice.pk)
    return redirect(line.url if line and line.url else "notices")


@private
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """`/<language>/account/notices/read/`: a button."""
    if request.method == "POST":
        actions.mark_all_read(by=cast(User, request.user), key=request.POST.get("key"))
        messages.success(request, _("All notices are marked as read."))
    return redirect("notices")


@private
@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """`/<language>/account/notices/preferences/`"""
    person = cast(User, request.user)
    form = PreferencesForm(
        sent(request),
        person=person,
        initial=choices.of_person(person) | switches.of_person(person),
    )
    if form.is_valid() and form.carry_out(actions.choose, by=person, choices=form.choices()):
        messages.success(request, _("Your choices are saved."))
        return redirect("notice-preferences")
    context = {
        "form": form,
        # A day and an hour as the reader's language writes them.
        "digest_at": choices.last_digest(choices.Frequency.WEEKLY, timezone.now()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "hub/notices/preferences.html", context, status=status)


@private
@signed_in
def followed(request: HttpRequest) -> HttpResponse:
    """`/<language>/account/notices/following/`: what one follows, the newest first."""
    person = cast(User, request.user)
    rows = Following.objects.filter(user=person).order_by("-since", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = following.lines(person, page, languages.current().code)
    context = {"page": page, "rows": [(each, lines.get(each.pk)) for each in page]}
    return render(request, "hub/notices/following.html", context)


@private
@signed_in
def follow(request: HttpRequest, kind: str, object_id: str) -> HttpResponse:
    """`/<language>/account/notices/follow/<kind>/<id>/`: follow an object, or no longer. The page
    asks; the button on the object's own page sends here directly."""
    person = cast(User, request.user)
    is_followed = following.is_following(person, kind, object_id)
    if not is_followed and not following.can_follow(person, kind, object_id):
        raise Http404
    line = following.line(person, kind, object_id, languages.current().code)
    if request.method != "POST":
        context = {"line": line, "kind": kind, "object_id": object_id, "is_followed": is_followed}
        return render(request, "hub/notices/follow.html", context)
    run = following.unfollow if request.POST.get("verb") == "unfollow" else following.follow
    run(by=person, key=request.POST.get("key"), kind=kind, object_id=object_id)
    if run is following.follow:
        messages.success(request, _("You follow this now. What happens is told under Notices."))
    else:
        messages.success(request, _("You no longer follow this."))
    return redirect(_way_back(request, line.url if line else ""))


def _way_back(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return otherwise or reverse("followed")


@csrf_exempt
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/account/notices/stop/<token>/`: the way out of a mail, for who is not signed
    in and for mail programs (RFC 8058: one POST, answered at once). Reading it changes nothing."""
    way = unsubscribing.read(token)
    if way is None:
        raise Http404
    names = way.names()
    done = request.method == "POST"
    if done and (names := _still_on(way, names)):
        actions.unsubscribe(by=way.person, names=names)
    context: dict[str, Any] = {
        "way": way,
        "done": done,
        "labels": [kind.label for kind in unsubscribing.kinds.registered() if kind.name in names],
        "secretariat_email": settings.HUB_SECRETARIAT_EMAIL,
    }
    return render(request, "hub/notices/stop.html", context)


@csrf_exempt
@never_cache
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/account/notices/unfollow/<token>/`: the way out of a mail about one object, for
    who is not signed in. Reading it changes nothing; one button does."""
    way = unsubscribing.read_following(token)
    if way is None:
        raise Http404
    person, kind, object_id = way
    done = request.method == "POST"
    if done and following.is_following(person, kind, object_id):
        following.unfollow(by=person, kind=kind, object_id=object_id)
    context = {
        "done": done,
        "is_followed": following.is_following(person, kind, object_id),
        "line": following.line(person, kind, object_id, languages.current().code),
    }
    return render(request, "hub/notices/unfollow.html", context)


def _still_on(way: unsubscribing.Way, names: list[str]) -> list[str]:
    """Sent again, it finds nothing left to do."""
    wanted = choices.of_person(way.person)
    return [name for name in names if wanted[name] != choices.Frequency.OFF]
