"""Opening a space, describing it, putting it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.permissions import can_open_spaces
from discussions.spaces import stamps
from discussions.spaces.actions import archive_space, edit_space, open_space
from discussions.spaces.forms.spaces import SpaceForm
from discussions.spaces.forms.texts import in_minutes, initial_texts
from discussions.spaces.views.reading import crumbs_to, moderated_space
from hub import languages
from hub.actions.core import NotAllowed
from hub.forms.keyed import KeyedForm, sent
from hub.views.signed_in import signed_in


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """`/<language>/spaces/new/`"""
    if not can_open_spaces(request.user):
        raise NotAllowed
    form = SpaceForm(sent(request), initial={"original_language": languages.current().code})
    if form.is_valid():
        answer = form.carry_out(
            open_space,
            by=request.user,
            texts=form.texts(),
            opens_at=form.cleaned_data["opens_at"],
            closes_at=form.cleaned_data["closes_at"],
            **form.facts(),
        )
        if answer:
            messages.success(request, _("The space is made. Ask its first topic."))
            return redirect("discussions:space", answer["slug"])
    return texts_page(
        request, form, title=_("Open a space"), button=_("Open the space"),
        crumbs=[(_("Discussions"), reverse("discussions:spaces"))],
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/edit/`"""
    space = moderated_space(request, slug)
    texts = list(space.texts.all())
    form = SpaceForm(
        sent(request),
        space=space,
        codes=[text.language for text in texts],
        initial={
            **initial_texts(texts, SpaceForm.columns),
            "original_language": space.original_language,
            "visibility": space.visibility,
            "may_withhold_names": space.may_withhold_names,
            "objectives": [each.number for each in space.objectives.all()],
            "languages": space.languages,
            "opens_at": in_minutes(space.opens_at),
            "seen": stamps.of_space(space),
        },
    )
    if space.opens_at <= timezone.now():
        del form.fields["opens_at"]
    if form.is_valid():
        opens_at = form.cleaned_data.get("opens_at")
        answer = form.carry_out(
            edit_space,
            by=request.user,
            space=space,
            texts=form.texts(),
            opens_at=opens_at or (timezone.now() if "opens_at" in form.fields else None),
            seen=form.cleaned_data["seen"],
            **form.facts(),
        )
        if answer:
            messages.success(request, _("The space is saved."))
            return redirect("discussions:space", space.slug)
    return texts_page(
        request, form, title=_("Edit the space"), button=_("Save"), crumbs=crumbs_to(space),
        back=reverse("discussions:space", args=[space.slug]),
    )  # fmt: skip


@signed_in
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """`/<language>/spaces/<slug>/archive/`: into the archive, or out of it."""
    space = moderated_space(request, slug)
    archived = space.archived_at is None
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(
        archive_space, by=request.user, space=space, archived=archived
    ):
        messages.success(
            request,
            _("The space is archived.") if archived else _("The space is out of the archive."),
        )
        return redirect("discussions:space", space.slug)
    return form_page(
        request,
        form,
        title=_("Archive the space") if archived else _("Take the space out of the archive"),
        lead=_("It stays readable, and nobody posts in it.")
        if archived
        else _("Its open topics take posts again."),
        button=_("Archive it") if archived else _("Take it out"),
        crumbs=crumbs_to(space),
        back=reverse("discussions:space", args=[space.slug]),
    )


def texts_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """A form with texts in several languages: title, button, crumbs, and where there is one back,
    the address that "Cancel" leads to."""
    return _page(request, "discussions/spaces/texts_form.html", form, context)


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    """As `texts_page`, of fields one under the other; lead stands above them."""
    return _page(request, "discussions/spaces/form.html", form, context)


def _page(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
