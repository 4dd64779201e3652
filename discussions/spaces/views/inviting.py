"""Inviting by mail, and what the link of such a mail opens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from discussions.models import SpaceInvitation
from discussions.permissions import can_view_space, can_view_topic
from discussions.spaces import actions, tokens
from discussions.spaces.actions.inviting import what_stands_in_the_way
from discussions.spaces.forms.people import InviteForm
from discussions.spaces.texts import space_text, topic_text
from discussions.spaces.views.keeping import form_page
from discussions.spaces.views.reading import crumbs_to, moderated_space
from hub import languages
from hub.forms.keyed import KeyedForm, sent
from hub.views.confirming import confirm_first
from hub.views.signed_in import signed_in

# In the session of who has accepted before signing in: the token.
ACCEPTED = "discussions_invitation"


@signed_in
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/invite/`; `?topic=7` names the topic."""
    space = moderated_space(request, slug)
    confirm_first(request, only_sent=True)
    form = InviteForm(
        sent(request),
        space=space,
        initial={
            "language": languages.current().code,
            "topic": request.GET.get("topic", "").replace("\x00", "")[:20],
        },
    )
    if form.is_valid():
        answer = form.carry_out(
            actions.invite,
            by=request.user,
            space=space,
            emails=form.cleaned_data["emails"],
            topic=form.topics.get(form.cleaned_data["topic"]),
            language=form.cleaned_data["language"],
            message=form.cleaned_data["message"],
        )
        if answer is not None:
            _say(request, answer)
            return redirect("discussions:space-people", space.slug)
    return form_page(
        request,
        form,
        title=_("Invite people"),
        lead=_("The link in the mail opens the topic. Who accepts becomes a member of the space."),
        button=_("Send"),
        crumbs=crumbs_to(space),
        back=reverse("discussions:space", args=[space.slug]),
    )


def _say(request: HttpRequest, answer: dict[str, Any]) -> None:
    many, before = len(answer["invitations"]), answer["before"]
    if many:
        said = ngettext(
            "%(many)s invitation is on its way.", "%(many)s invitations are on their way.", many
        )
        messages.success(request, said % {"many": many})
    if before:
        said = _("Invited already, or members: %(addresses)s")
        messages.info(request, said % {"addresses": _(", ").join(before)})


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/<language>/spaces/invitations/<token>/`: on to the topic where the reader may read it,
    which offers to accept; else a page that does. Reading it changes nothing; POST accepts: who is
    not signed in does that at once after it."""
    found = find(token)
    if found is None:
        return render(request, "discussions/spaces/invitation.html", {}, status=404)
    if request.method == "POST":
        return _accept(request, found, token)
    if found.accepted_at is not None and found.accepted_by == request.user:
        return redirect(_onward(request, found))
    if _sees(request, found):
        return redirect(opens(found, token))
    return _page(request, found, KeyedForm())


def find(token: str) -> SpaceInvitation | None:
    rows = SpaceInvitation.objects.select_related("space", "topic", "invited_by", "accepted_by")
    return rows.filter(token_hash=tokens.hash_of(token)).first()


def opens(found: SpaceInvitation, token: str = "") -> str:
    """The reply box of the topic, or the space; with the token where it is not accepted yet."""
    query = f"?{urlencode({'invitation': token})}" if token else ""
    if found.topic_id is not None:
        return f"{reverse('discussions:topic', args=[found.topic_id])}{query}#reply"
    return f"{reverse('discussions:space', args=[found.space.slug])}{query}"


def _accept(request: HttpRequest, found: SpaceInvitation, token: str) -> HttpResponse:
    if not request.user.is_authenticated:
        if what_stands_in_the_way(found):
            return _page(request, found, KeyedForm())
        request.session[ACCEPTED] = token
        way = "account_login" if request.POST.get("go") == "login" else "account_signup"
        onward = opens(found, token)
        if not _sees(request, found):
            # Until it is accepted there is nothing to see there but this page.
            onward = request.path
        query = urlencode({"next": onward, "email": found.email})
        return redirect(f"{reverse(way)}?{query}")
    form = KeyedForm(request.POST)
    if form.is_valid() and form.carry_out(
        actions.accept_invitation, by=request.user, invitation=found
    ):
        said = _("You are a member of the space %(space)s now.")
        messages.success(request, said % {"space": space_text(found.space).text.title})
        return redirect(_onward(request, found))
    return _page(request, found, form)


def _onward(request: HttpRequest, found: SpaceInvitation) -> str:
    """Where somebody goes who has accepted: to what they may read of it by now."""
    if _sees(request, found):
        return opens(found)
    if can_view_space(request.user, found.space):
        return reverse("discussions:space", args=[found.space.slug])
    return reverse("discussions:spaces")


def _sees(request: HttpRequest, found: SpaceInvitation) -> bool:
    if found.topic is not None:
        return can_view_topic(request.user, found.topic)
    return can_view_space(request.user, found.space)


def _page(request: HttpRequest, found: SpaceInvitation, form: KeyedForm) -> HttpResponse:
    obstacle = what_stands_in_the_way(found)
    own = request.user.is_authenticated and request.user.email.lower() == found.email.lower()
    context = {
        "invitation": found,
        "title": space_text(found.space),
        "question": topic_text(found.topic) if found.topic else None,
        "obstacle": obstacle,
        "is_mine": own,
        "form": form,
    }
    status = 422 if form.is_bound else 410 if obstacle else 200
    return render(request, "discussions/spaces/invitation.html", context, status=status)
