"""`/<language>/spaces/mine/`: one's own posts and what became of them, and what one reported."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from discussions.models import Post, PostState, Report, Topic, Warning
from discussions.moderation import holding
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import questions
from discussions.permissions import moderates_some
from hub import richtext
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 25
SHOWN = 300
# Reports are shown newest first, as many as somebody may remember.
REPORTS = 20
_OUT_OF_SIGHT = (PostState.HELD, PostState.REFUSED, PostState.HIDDEN, PostState.WITHDRAWN)


@private
@signed_in
def my_posts(request: HttpRequest) -> HttpResponse:
    own = Post.objects.filter(author=request.user.pk).order_by("-created_at", "-pk")
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    posts = list(page.object_list)
    reports = list(
        Report.objects.filter(reporter=request.user.pk)
        .select_related("post")
        .order_by("-created_at", "-pk")[:REPORTS]
    )
    named = {each.topic_id for each in posts} | {each.post.topic_id for each in reports}
    # Whoever no longer sees a topic is not told what it asks.
    seen = set(
        Topic.objects.visible_to(request.user).filter(pk__in=named).values_list("pk", flat=True)
    )
    topics = questions(seen)
    warnings: dict[int, list[Warning]] = defaultdict(list)
    for each in Warning.objects.filter(user=request.user.pk, post__in=[post.pk for post in posts]):
        warnings[each.post_id].append(each)
    reasons = Reasons()
    context = {
        "page": page,
        "rows": [_row(post, topics, warnings[post.pk]) for post in posts],
        "what_next": holding.what_next(),
        "has_held": any(post.state == PostState.HELD for post in posts),
        "reports": [
            (each, reasons.label(each.reason), topics.get(each.post.topic_id)) for each in reports
        ],
        "moderates": moderates_some(request.user),
    }
    return render(request, "discussions/moderation/mine.html", context)


def _row(post: Post, topics: dict[int, Any], warnings: list[Warning]) -> dict[str, Any]:
    held = post.state == PostState.HELD
    return {
        "post": post,
        "topic": topics.get(post.topic_id),
        "text": richtext.excerpt(post.source, SHOWN, post.language),
        # What no page shows any more is kept for whoever wrote it.
        "source": post.source if post.state in _OUT_OF_SIGHT else "",
        "why": holding.why(post) if held else [],
        "told": _paragraphs(post.told),
        "warnings": [(each, _paragraphs(each.told)) for each in warnings],
    }


def _paragraphs(told: str) -> list[str]:
    """The ready-made words and the moderator's own may be in two languages: each has its way."""
    return [each for each in told.split("\n\n") if each.strip()]
