"""The list of spaces, and the page of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.log import area_of
from discussions.models import Extension, Space
from discussions.permissions import can_moderate, can_open_spaces
from discussions.reading.texts import rendered
from discussions.spaces import listing
from discussions.spaces.texts import space_text
from hub import generations, richtext
from hub.actions.core import NotAllowed
from hub.models import Organisation
from hub.pagecache import mark

PER_PAGE = 20
# What the pages depend on beside the topics that they list, whose own numbers tell of posts.
AREAS = ("space", "topic", "outcome", "organisation", "person", "vocabulary")


def visible_space(request: HttpRequest, slug: str) -> Space:
    """404 where there is none, and the same where the reader may not see it."""
    if "\x00" in slug:
        slug = ""
    return get_object_or_404(Space.objects.visible_to(request.user), slug=slug)


def moderated_space(request: HttpRequest, slug: str) -> Space:
    """As `visible_space`; 403 for who sees it but does not keep it."""
    space = visible_space(request, slug)
    if not can_moderate(request.user, space):
        raise NotAllowed
    return space


def crumbs_to(space: Space) -> list[tuple[str, str]]:
    """The way to a page below a space."""
    return [
        (_("Discussions"), reverse("discussions:spaces")),
        (space_text(space).text.title, reverse("discussions:space", args=[space.slug])),
    ]


def spaces(request: HttpRequest) -> HttpResponse:
    """`/<language>/spaces/`"""
    pages = Paginator(listing.spaces_for(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listing.space_rows(page.object_list, request.user),
        "may_open": can_open_spaces(request.user),
    }
    response = render(request, "discussions/spaces/spaces.html", context)
    mark(response, *AREAS)
    return response


def space(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/`: what it is for, its people, its topics."""
    found = visible_space(request, slug)
    moderates = can_moderate(request.user, found)
    pages = Paginator(listing.topics_of(found, request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    listed = list(page.object_list)
    # Before anything of the topics is read that the page shows.
    numbers = generations.of_objects([area_of(topic.pk) for topic in listed])
    introduction, audience = listing.introduction_of(found), listing.audience_of(found)
    context: dict[str, Any] = {
        "space": found,
        "text": space_text(found),
        "state": listing.state_of(found, timezone.now()),
        "introduction": introduction,
        "introduction_html": rendered(introduction.text.introduction) if introduction else "",
        "summary": richtext.excerpt(introduction.text.introduction) if introduction else "",
        "audience": audience,
        "objectives": [each.number for each in found.objectives.all()],
        "page": page,
        "rows": listing.topic_rows(listed, found, request.user),
        "moderators": [each.user for each in found.moderators.select_related("user")],
        "organisations": _organisations(found, request),
        "extensions": Extension.objects.filter(space=found, topic__isnull=True),
        "moderates": moderates,
        "is_member": request.user.is_authenticated
        and found.members.filter(user=request.user.pk, ended_at__isnull=True).exists(),
        "crumbs": [(_("Discussions"), reverse("discussions:spaces"))],
    }
    response = render(request, "discussions/spaces/space.html", context)
    mark(response, *AREAS, numbers=numbers)
    return response


def _organisations(space: Space, request: HttpRequest) -> list[Any]:
    """The invited ones that the reader may know of."""
    seen = Organisation.objects.visible_to(request.user)
    return list(seen.filter(invited_to_spaces__space=space).order_by("name").distinct())
