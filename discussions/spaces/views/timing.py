"""When topics and spaces open and close, changed by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Space, Topic, TopicState
from discussions.spaces import actions
from discussions.spaces.forms.spaces import ExtendForm
from discussions.spaces.forms.texts import in_minutes
from discussions.spaces.views.keeping import form_page
from discussions.spaces.views.reading import crumbs_to, moderated_space
from discussions.spaces.views.topics import crumbs_to_topic, moderated_topic
from hub import languages
from hub.forms.keyed import KeyedForm, sent
from hub.views.signed_in import signed_in


@signed_in
def open_now(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/open/`: before its time."""
    topic = moderated_topic(request, pk)
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(actions.open_topic, by=request.user, topic=topic):
        messages.success(request, _("The topic is open."))
        return redirect("discussions:topic", topic.pk)
    return form_page(
        request,
        form,
        title=_("Open the topic now"),
        lead=_("Everybody who reads the space sees it from now on, and its followers are told."),
        button=_("Open it"),
        **_around(topic),
    )


@signed_in
def archive_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/archive/`: into the archive, or out of it."""
    topic = moderated_topic(request, pk)
    archived = topic.state != TopicState.ARCHIVED
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(
        actions.archive_topic, by=request.user, topic=topic, archived=archived
    ):
        said = _("The topic is archived.") if archived else _("The topic is out of the archive.")
        messages.success(request, said)
        return redirect("discussions:topic", topic.pk)
    return form_page(
        request,
        form,
        title=_("Archive the topic") if archived else _("Take the topic out of the archive"),
        lead=_("It stays readable, and nothing in it changes any more.") if archived else "",
        button=_("Archive it") if archived else _("Take it out"),
        **_around(topic),
    )


@signed_in
def extend_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/extend/`"""
    topic = moderated_topic(request, pk)
    return _extend(request, topic, {"topic": topic}, **_around(topic))


@signed_in
def extend_space(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/extend/`"""
    space = moderated_space(request, slug)
    back = reverse("discussions:space", args=[space.slug])
    return _extend(request, space, {"space": space}, crumbs=crumbs_to(space), back=back)


def _extend(
    request: HttpRequest, row: Space | Topic, of: dict[str, Any], **around: Any
) -> HttpResponse:
    form = ExtendForm(
        sent(request),
        initial={
            "closes_at": in_minutes(row.closes_at),
            "language": languages.current().code,
        },
    )
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("closes_at", "reason", "language")}
        answer = form.carry_out(actions.extend, by=request.user, **of, **wanted)
        if answer:
            said = _("It is open again.") if answer["opened"] else _("The new end is saved.")
            messages.success(request, said)
            return redirect(around["back"])
    return form_page(
        request, form, title=_("Change when it closes"), button=_("Save"), moment=row.closes_at,
        **around,
    )  # fmt: skip


def _around(topic: Topic) -> dict[str, Any]:
    back = reverse("discussions:topic", args=[topic.pk])
    return {"crumbs": crumbs_to_topic(topic), "back": back}
