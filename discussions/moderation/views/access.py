"""Who opens these pages, and which post they are about."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from discussions.models import Post, Space
from discussions.permissions import can_moderate_post, moderates_some


def moderators_only(request: HttpRequest) -> None:
    if not moderates_some(request.user):
        raise PermissionDenied


def post_seen(request: HttpRequest, pk: int) -> Post:
    """The post with its author, topic and space; 404 for what the reader may not read."""
    posts = Post.objects.visible_to(request.user)
    found: Post = get_object_or_404(
        posts.select_related("author", "organisation", "topic__space"), pk=pk
    )
    return found


def post_moderated(request: HttpRequest, pk: int) -> Post:
    """As `post_seen`; 403 for who reads it and does not keep order there."""
    post = post_seen(request, pk)
    if not can_moderate_post(request.user, post):
        raise PermissionDenied
    return post


def space_asked(request: HttpRequest) -> set[int]:
    """The key of the space that the address names, where the reader keeps order in it: a list that
    has nothing of it says so, instead of showing everything."""
    asked = request.GET.get("space", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
        return set()
    kept = Space.objects.moderated_by(request.user).filter(pk=int(asked))
    return set(kept.values_list("pk", flat=True))
