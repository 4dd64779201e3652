"""Invitations on the pages that they lead to, and accepting one by signing in."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discussions.models import Space, SpaceInvitation, Topic
from discussions.spaces import tokens
from discussions.spaces.actions import accept_invitation
from discussions.spaces.actions.inviting import what_stands_in_the_way
from discussions.spaces.views.inviting import ACCEPTED, find
from hub.actions import NotAllowed, Refused
from hub.models import User


def on_topic(context: Context, topic: Topic, _standing: object) -> SafeString | None:
    """Fills `topic.notice`."""
    return _notice(context, topic.space)


def on_space(context: Context, space: Space) -> SafeString | None:
    """Fills `space.notice`."""
    return _notice(context, space)


def _notice(context: Context, space: Space) -> SafeString | None:
    """The offer to accept: to whom it is for, wherever they come from, and to who came by its
    link. The pages that are kept for everybody have no such parameter in their address."""
    request: HttpRequest = context["request"]
    viewer: User | None = context.get("viewer")
    token = request.GET.get("invitation", "")
    found = _standing_for(viewer, space) if viewer else None
    if found is None and token:
        found = find(token)
        if found is not None and (found.space_id != space.pk or found.accepted_at is not None):
            return None
    if found is None:
        return None
    given: dict[str, Any] = {
        "invitation": found,
        "token": tokens.token_of(found),
        "obstacle": what_stands_in_the_way(found),
        "is_mine": viewer is not None and viewer.email.lower() == found.email.lower(),
        "viewer": viewer,
    }
    return render_to_string("discussions/spaces/invited.html", given, request=request)


def _standing_for(viewer: User, space: Space) -> SpaceInvitation | None:
    """What waits for whoever is signed in: on each page that they read, so without more than its
    key while there is none."""
    rows = SpaceInvitation.objects.standing().filter(space=space.pk, email=viewer.email.lower())
    keys = list(rows.order_by().values_list("pk", flat=True)[:1])
    if not keys:
        return None
    return SpaceInvitation.objects.select_related("space", "invited_by").get(pk=keys[0])


def accept_after_signing_in(request: HttpRequest | None, user: User, **_signal: object) -> None:
    """Who accepted an invitation before signing in has accepted it, where it is theirs; where it
    is not, the page that they come back to says so."""
    token = request.session.pop(ACCEPTED, "") if request is not None else ""
    found = find(token) if token else None
    if found is not None:
        with suppress(Refused, NotAllowed):
            accept_invitation(by=user, invitation=found)
