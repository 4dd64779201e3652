"""`/<language>/spaces/topics/<topic>/lock/`: no more posts for a while, and taking them again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from discussions.models import Topic
from discussions.moderation import actions
from discussions.moderation.forms import LockForm
from discussions.moderation.topics import questions
from discussions.permissions import can_moderate_topic
from discussions.posting.views.asking import crumbs
from hub.forms.keyed import sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


@private
@signed_in
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user).select_related("space")
    topic = get_object_or_404(topics, pk=pk)
    if not can_moderate_topic(request.user, topic):
        raise PermissionDenied
    form = LockForm(sent(request))
    if request.method == "POST" and form.is_valid():
        locks = request.POST.get("do") != "unlock"
        said = form.given
        run = actions.lock if locks else actions.unlock
        if form.carry_out(run, by=request.user, topic=topic, **said) is not None:
            if locks:
                done = _("The topic is locked. It can be read, and only moderators post.")
            else:
                done = _("The topic takes posts again.")
            messages.success(request, done)
            return redirect("discussions:topic", pk)
    context = {"topic": topic, "question": questions([pk])[pk], "form": form}
    context["crumbs"] = crumbs(topic)
    status = 422 if form.is_bound else 200
    return render(request, "discussions/moderation/lock.html", context, status=status)
