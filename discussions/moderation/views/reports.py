"""`/<language>/spaces/posts/<post>/report/`: saying that a post is against the rules, and the
receipt for it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from discussions.authors import author_of
from discussions.models import Report
from discussions.moderation import actions
from discussions.moderation.forms import ReportForm
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import questions
from discussions.moderation.views.access import post_seen
from discussions.permissions import can_report
from hub import richtext
from hub.forms.keyed import sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

SHOWN = 400


@private
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    post = post_seen(request, pk)
    own = Report.objects.open().filter(post=post, reporter=request.user.pk).first()
    if own is None and not can_report(request.user, post):
        raise PermissionDenied
    reasons = Reasons()
    form = ReportForm(sent(request), reasons=reasons)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        payload = {name: given[name] for name in ("reason", "said", "language")}
        if form.carry_out(actions.report, by=request.user, post=post, **payload) is not None:
            return redirect("discussions:post-report", pk)
    context = {
        "post": post,
        "author": author_of(post),
        "text": richtext.excerpt(post.source, SHOWN, post.language),
        "topic": questions([post.topic_id])[post.topic_id],
        "form": form,
        "receipt": own,
        "reason": reasons.label(own.reason) if own else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "discussions/moderation/report.html", context, status=status)
