"""One page for each section: what was typed is saved, whatever is wrong with it."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import KeyReused, NotAllowed
from hub.forms.keyed import new_key
from hub.models import User
from practices import fields
from practices.actions import Stale
from practices.permissions import can_edit_practice, can_write
from practices.writing import conflicts, criteria, saving
from practices.writing.actions import mark_section
from practices.writing.completeness import what_is_missing
from practices.writing.draft import Draft, Step
from practices.writing.forms import SectionForm, form_of
from practices.writing.guessing import another_language
from practices.writing.views.found import found, text_of, with_draft

LATER = "later"
ADD = "add"


@with_draft
def facts(request: HttpRequest, draft: Draft, section: str) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/<section>/`"""
    return _page(request, draft, Step(draft.pk, fields.section(section)))


@with_draft
def text(request: HttpRequest, draft: Draft, language: str, section: str) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/texts/<language>/<section>/`"""
    text_of(draft, language)
    return _page(request, draft, Step(draft.pk, fields.section(section), language))


def _page(request: HttpRequest, draft: Draft, step: Step) -> HttpResponse:
    if request.method == "POST":
        return _sent(request, draft, step)
    if not can_write(request.user, draft.practice):
        return redirect("practices:draft-check", draft.pk)
    return show(request, draft, step, form_of(draft, step))


def show(
    request: HttpRequest, draft: Draft, step: Step, form: SectionForm, **context: Any
) -> HttpResponse:
    """The page with its form; what is wrong stands beside its field."""
    status = context.pop("status", 200)
    context = {
        "draft": draft,
        "step": step,
        "form": form,
        "answers": form.answers,
        "criteria": criteria.answered_by(step.section.key),
        "panel": saving.Panel(form, _person(request)),
        "back": _back(request),
        "another_language": _another_language(draft, step),
        "slot": f"practices.form.after_{step.section.key}",
        **context,
    }
    return render(request, "practices/writing/section.html", context, status=status)


def _sent(request: HttpRequest, draft: Draft, step: Step) -> HttpResponse:
    if not can_edit_practice(request.user, draft.practice):
        raise PermissionDenied
    form = form_of(draft, step, request.POST)
    is_valid = form.is_valid()
    try:
        answer = _saved(request, form)
    except NotAllowed:
        # Submitted by a colleague meanwhile, say. What was typed stays on the page.
        return show(request, draft, step, form, locked=True, status=409)
    except Stale as stale:
        return conflicts.page(request, _person(request), form, stale)
    for name in answer["kept"]:
        label = fields.Field(step.part, name).label()
        messages.info(
            request,
            _("%(field)s: a colleague changed it meanwhile, and that was kept.") % {"field": label},
        )
    if not is_valid:
        # The rest is saved: the page goes on from there.
        return show(request, draft, step, _again(request, draft, step, form, answer), status=422)
    _mark(request, draft, step, done=form.cleaned_data["done"])
    return HttpResponseRedirect(_onward(request, draft, step))


def _saved(request: HttpRequest, form: SectionForm) -> dict[str, Any]:
    try:
        return saving.save(_person(request), form)
    except KeyReused:
        # Left, and sent once more with something else in it, by the browser's back button: a new
        # save, which undoes nobody's either.
        sent = request.POST.copy()
        sent["key"] = new_key()
        anew = form_of(form.draft, form.step, sent)
        anew.is_valid()
        return saving.save(_person(request), anew)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _again(
    request: HttpRequest, draft: Draft, step: Step, form: SectionForm, answer: dict[str, Any]
) -> SectionForm:
    """The form with all that was typed, as of the version that now holds what could be kept. What
    could not is still as it was read: a colleague's word of it is not undone."""
    sent = request.POST.copy()
    sent["key"] = new_key()
    sent["seen"] = str(answer["draft_number"])
    sent["base"] = json.dumps({**form.base_read, **answer["base"]})
    again = form_of(found(request, draft.pk), step, sent)
    again.is_valid()
    return again


def _mark(request: HttpRequest, draft: Draft, step: Step, *, done: bool) -> None:
    """Keep the tick; a section in which something is missing is not done, and says what."""
    if done:
        saved = found(request, draft.pk)
        missing = [each for each in what_is_missing(saved) if each.field in step.fields]
        if missing:
            messages.warning(
                request,
                _("Saved. It is not done yet: %(fields)s.")
                % {"fields": _(", ").join(each.field.label() for each in missing)},
            )
            done = False
    if done is not (step.key in draft.practice.sections_done):
        mark_section(by=request.user, practice=draft.practice, section=step.key, done=done)


def _onward(request: HttpRequest, draft: Draft, step: Step) -> str:
    """Where the button that was pressed leads."""
    go = request.POST.get("go", "")
    if go.startswith(ADD):
        # A place that no other page has: a browser takes it along to wherever it is led next.
        place = next((each for each in step.section.fields if go == f"{ADD}-{each}"), "")
        return f"{step.url}{'?back=check' if _back(request) else ''}#{ADD}-{place}"
    if go != LATER and _back(request):
        return f"{reverse('practices:draft-check', args=[draft.pk])}#{step.anchor}"
    following = draft.after(step)
    if go == LATER or following is None:
        messages.success(request, _("Saved."))
        return reverse("practices:draft-tasks", args=[draft.pk])
    return following.url


def _back(request: HttpRequest) -> bool:
    """Whether the reader came from the page on which answers are checked."""
    return request.GET.get("back") == "check"


def _another_language(draft: Draft, step: Step) -> str:
    """The language that the text is clearly in, where it is said to be in another; else ""."""
    if not step.language:
        return ""
    written = draft.texts[step.language]
    words = " ".join([written.summary, *(getattr(written, each) for each in written.SECTIONS)])
    guessed = another_language(words, step.language)
    return guessed if guessed in languages.CODES and guessed not in draft.rows else ""
