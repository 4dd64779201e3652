"""`/<language>/spaces/posts/<post>/moderate/`: everything that may be done about one post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from discussions.models import ModerationEntry, Post, PostState, Report, Topic
from discussions.moderation import actions, holding, queue
from discussions.moderation.actions.places import may_leave
from discussions.moderation.changes import Superseded
from discussions.moderation.forms import (
    DismissForm,
    MoveForm,
    NoteForm,
    ReasonForm,
    ReparentForm,
)
from discussions.moderation.reasons import Reasons
from discussions.moderation.topics import questions, titles
from discussions.moderation.views.access import post_moderated
from discussions.moderation.words import reads
from discussions.reading.showing import html_of
from hub.actions import Refused
from hub.forms.keyed import KeyedForm
from hub.views.errors import typed
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

# Which may be done in which state, in the order in which the page offers them.
OFFERED: dict[str, tuple[PostState, ...]] = {
    "release": (PostState.HELD,),
    "refuse": (PostState.HELD,),
    "restore": (PostState.HIDDEN,),
    "hide": (PostState.PUBLISHED,),
    "warn": (PostState.PUBLISHED, PostState.HIDDEN),
    "dismiss": tuple(PostState),
    "move": (PostState.PUBLISHED, PostState.HIDDEN, PostState.HELD),
    "reparent": (PostState.PUBLISHED, PostState.HIDDEN),
}
# Topics that are offered to move a post to.
MOST_TOPICS = 200


@private
@signed_in
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    post = post_moderated(request, pk)
    page = _Page(request, post)
    if request.method == "POST":
        try:
            if page.run():
                return redirect("discussions:post-moderate", pk)
        except Superseded as superseded:
            return _superseded(request, superseded)
    return render(
        request, "discussions/moderation/post.html", page.context(),
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _superseded(request: HttpRequest, superseded: Superseded) -> HttpResponse:
    reasons = Reasons()
    context = {
        "post": superseded.post,
        "entries": [(entry, reasons.label(entry.reason)) for entry in superseded.entries],
        "texts": typed(request),
    }
    return render(request, "discussions/moderation/superseded.html", context, status=409)


class _Page:
    """The forms about one post, one of which may have been sent: `do` says which."""

    def __init__(self, request: HttpRequest, post: Post) -> None:
        self.request, self.post = request, post
        self.reasons = Reasons()
        self.reports = list(
            Report.objects.filter(post=post)
            .select_related("reporter", "decided_by")
            .order_by("-created_at")
        )
        posts = queue.with_all(Post.objects.filter(pk=post.pk))
        found = posts.annotate(waiting_since=queue.F("created_at"))
        (self.row,) = queue.rows(found, self.reasons, reach=2)
        sent = request.POST.get("do", "") if request.method == "POST" else ""
        self.do = sent if sent in OFFERED else ""
        # Built once what somebody may do is known: the form that was sent stays, whatever became
        # of the post.
        self.forms = {name: self._form(name) for name in OFFERED if self._is_offered(name)}

    def _is_offered(self, name: str) -> bool:
        if name == self.do:
            return True
        if name == "dismiss" and not any(each.state == "open" for each in self.reports):
            return False
        return self.post.state in OFFERED[name]

    def _form(self, name: str) -> KeyedForm:
        data = self.request.POST if name == self.do else None
        about: dict[str, Any] = {
            "initial": {"seen": self.row.seen},
            "auto_id": f"{name}-%s",
        }
        if name in ("refuse", "hide", "warn"):
            return ReasonForm(data, reasons=self.reasons, **about)
        if name == "move":
            return MoveForm(data, topics=self._topics(), **about)
        if name == "reparent":
            parent = self.row.answers
            about["initial"]["place"] = parent.position if parent else None
            return ReparentForm(data, **about)
        if name == "dismiss":
            return DismissForm(data, **about)
        return NoteForm(data, **about)

    def _topics(self) -> list[tuple[Any, Any]]:
        """Where it can go, by space, its own space first."""
        here = self.post.topic
        kept = (
            Topic.objects.moderated_by(self.request.user)
            .filter(state__in=("open", "closed"))
            .exclude(pk=here.pk)
            .select_related("space")
            .order_by("-space__opens_at", "space", "number")
        )
        rows = [each for each in kept[:MOST_TOPICS] if may_leave(here, each)]
        rows.sort(key=lambda each: each.space_id != here.space_id)
        asked = questions(each.pk for each in rows)
        named = titles(each.space_id for each in rows)
        groups: dict[int, list[tuple[int, str]]] = {}
        for each in rows:
            groups.setdefault(each.space_id, []).append((each.pk, asked[each.pk].text))
        return [(named[space].text, choices) for space, choices in groups.items()]

    def run(self) -> bool:
        """Carry out what was sent; False where it was refused, which stands in its form."""
        form = self.forms.get(self.do)
        if form is None or not form.is_valid():
            return False
        payload: dict[str, Any] = {"post": self.post, "seen": form.cleaned_data["seen"]}
        if self.do == "reparent":
            try:
                payload["parent"] = self._at(form.cleaned_data["place"])
            except Refused as refused:
                form.add_error("place", str(refused))
                return False
        else:
            payload |= form.given  # type: ignore[attr-defined]  # all others have it
        if self.do == "move":
            payload["topic"] = Topic.objects.get(pk=form.cleaned_data["topic"])
        run: Callable[..., dict[str, Any]] = getattr(actions, self.do)
        if form.carry_out(run, by=self.request.user, **payload) is None:
            if self.do == "reparent" and "parent" in form.errors:
                form.add_error("place", form.errors["parent"])
            return False
        messages.success(self.request, _done()[self.do])
        return True

    def _at(self, place: int | None) -> Post | None:
        if place is None:
            return None
        found = Post.objects.filter(topic=self.post.topic, position=place).first()
        if found is None:
            raise Refused(_("There is no such post in this topic."))
        return found

    def context(self) -> dict[str, Any]:
        post, reasons = self.post, self.reasons
        entries = ModerationEntry.objects.filter(post=post).select_related("by")
        language = reads(post)
        others: Any = queue.waiting(self.request.user).exclude(pk=post.pk)
        waiting = others.order_by("waiting_since")
        return {
            "post": post,
            "row": self.row,
            "body": html_of(post),
            "do": self.do,
            "forms": self.forms,
            "reports": [(each, reasons.label(each.reason)) for each in self.reports],
            "entries": [(each, reasons.label(each.reason)) for each in entries],
            "warnings": post.warnings.select_related("by"),
            "held_because": holding.why(post) if post.state == PostState.HELD else [],
            "reads": language,
            "ready_made": [
                (label, reasons.told(key, language)) for key, label in reasons.choices()
            ],
            "next_waiting": waiting.values_list("pk", flat=True).first(),
        }


def _done() -> dict[str, str]:
    """What the page says when it is done."""
    return {
        "release": _("The post is published, and its author is told."),
        "refuse": _("The post is not published, and its author is told why."),
        "restore": _("The post can be read again, and its author is told."),
        "hide": _("The post is hidden, and its author is told why."),
        "warn": _("The author is told."),
        "dismiss": _("The post stays as it is. Who reported it is told."),
        "move": _("The post is moved, with what answers it, and its author is told."),
        "reparent": _("The post stands in its new place."),
    }
