"""Asking a topic, asking it better, and where it is listed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import Space, Topic, TopicListing, TopicState
from discussions.permissions import can_moderate_topic
from discussions.spaces import stamps, subjects
from discussions.spaces.actions import (
    ask_topic,
    edit_topic,
    list_topic,
    pin_topic,
    take_listing_out,
)
from discussions.spaces.forms.spaces import TopicForm
from discussions.spaces.forms.texts import in_minutes, initial_texts
from discussions.spaces.texts import space_text, topic_text
from discussions.spaces.views.keeping import texts_page
from discussions.spaces.views.reading import crumbs_to, moderated_space
from hub import languages
from hub.actions import Refused
from hub.actions.core import NotAllowed
from hub.forms.keyed import sent
from hub.views.signed_in import signed_in


def moderated_topic(request: HttpRequest, pk: int) -> Topic:
    """404 where there is none or the reader sees none; 403 for who sees but does not keep it."""
    seen = Topic.objects.visible_to(request.user).select_related("space")
    topic = get_object_or_404(seen, pk=pk)
    if not can_moderate_topic(request.user, topic):
        raise NotAllowed
    return topic


def crumbs_to_topic(topic: Topic) -> list[tuple[str, str]]:
    """The way to a page below a topic."""
    own = (topic_text(topic).text.question, reverse("discussions:topic", args=[topic.pk]))
    return [*crumbs_to(topic.space), own]


@signed_in
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/topics/new/`"""
    space = moderated_space(request, slug)
    form = TopicForm(sent(request), host=request.get_host(), initial=_first(request))
    if form.is_valid():
        given = form.cleaned_data
        answer = form.carry_out(
            ask_topic,
            by=request.user,
            space=space,
            texts=form.texts(),
            **{
                name: given[name]
                for name in ("original_language", "opens_at", "closes_at", "about", "pinned")
            },
        )
        if answer:
            said = (
                _("The topic is open.")
                if answer["state"] == TopicState.OPEN
                else _("The topic is scheduled; it opens by itself.")
            )
            messages.success(request, said)
            return redirect("discussions:topic", answer["topic"])
    return texts_page(
        request, form, title=_("Ask a question"), button=_("Ask it"), crumbs=crumbs_to(space),
        back=reverse("discussions:space", args=[space.slug]),
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/edit/`"""
    topic = moderated_topic(request, pk)
    texts = list(topic.texts.all())
    rows = list(topic.subjects.all())
    seen = subjects.seen(rows, request.user)
    form = TopicForm(
        sent(request),
        host=request.get_host(),
        state=topic.state,
        codes=[text.language for text in texts],
        initial={
            **initial_texts(texts, TopicForm.columns),
            "original_language": topic.original_language,
            "about": "\n".join(request.build_absolute_uri(each.url) for each in seen.values()),
            "opens_at": in_minutes(topic.opens_at),
            "closes_at": in_minutes(topic.closes_at),
            "seen": stamps.of_topic(topic),
        },
    )
    if form.is_valid():
        given = form.cleaned_data
        # What the editor does not see of it they do not take out either.
        unseen = [each for row in rows if (each := (row.kind, row.object_id)) not in seen]
        dates: dict[str, Any] = {}
        if "opens_at" in form.fields:
            dates = {
                "opens_at": given["opens_at"] or timezone.now(),
                "closes_at": given["closes_at"],
            }
        answer = form.carry_out(
            edit_topic,
            by=request.user,
            topic=topic,
            texts=form.texts(),
            original_language=given["original_language"],
            about=[*given["about"], *unseen],
            seen=given["seen"],
            **dates,
        )
        if answer:
            messages.success(request, _("The topic is saved."))
            return redirect("discussions:topic", topic.pk)
    return texts_page(
        request, form, title=_("Edit the topic"), button=_("Save"), crumbs=crumbs_to_topic(topic),
        back=reverse("discussions:topic", args=[topic.pk]),
    )  # fmt: skip


@signed_in
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/places/`: in which spaces it is listed, and where it stands
    first. POST `do` is "list", "take-out", "pin" or "unpin", and `space` the key of one."""
    topic = moderated_topic(request, pk)
    error = ""
    if request.method == "POST":
        try:
            _carry_out(request, topic)
            messages.success(request, _("Saved."))
            return redirect("discussions:topic-places", topic.pk)
        except Refused as refusal:
            error = str(refusal)
    listings = list(
        TopicListing.objects.filter(topic=topic, space__in=Space.objects.visible_to(request.user))
        .select_related("space")
        .prefetch_related("space__texts")
    )
    listed = [each.space_id for each in listings]
    others = (
        Space.objects.moderated_by(request.user)
        .filter(archived_at__isnull=True)
        .exclude(pk__in=listed)
        .prefetch_related("texts")
    )
    kept = set(
        Space.objects.moderated_by(request.user).filter(pk__in=listed).values_list("pk", flat=True)
    )
    context = {
        "topic": topic,
        "question": topic_text(topic),
        "rows": [(each, space_text(each.space), each.space_id in kept) for each in listings],
        "others": [(each.pk, space_text(each).text.title) for each in others],
        "error": error,
        "crumbs": crumbs_to_topic(topic),
    }
    status = 422 if error else 200
    return render(request, "discussions/spaces/places.html", context, status=status)


def _carry_out(request: HttpRequest, topic: Topic) -> None:
    """The action that was chosen; `Refused` where there is no such space or action."""
    do, key = request.POST.get("do", ""), request.POST.get("space", "")
    known = Space.objects.visible_to(request.user)
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 0
    space = known.filter(pk=number).first()
    if space is None:
        raise Refused(_("Choose a space."))
    given = {
        "by": request.user, "key": request.POST.get("key"), "topic": topic, "space": space,
    }  # fmt: skip
    if do == "list":
        list_topic(**given)  # type: ignore[arg-type]  # as above
    elif do == "take-out":
        take_listing_out(**given)  # type: ignore[arg-type]  # as above
    elif do in ("pin", "unpin"):
        pin_topic(pinned=do == "pin", **given)  # type: ignore[arg-type]  # as above
    else:
        raise Refused(_("Choose what to do."))


def _first(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form of a new topic: what the link to it named."""
    return {
        "original_language": languages.current().code,
        "about": request.GET.get("about", "").replace("\x00", "")[:2_000],
    }
