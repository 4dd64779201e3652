"""The task list of a draft, and what is done from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages
from hub.forms.keyed import sent
from hub.models import User
from practices.models import State
from practices.permissions import can_delete_draft, can_write
from practices.screening import moves
from practices.writing.actions import add_language, change_text_language
from practices.writing.completeness import what_is_missing
from practices.writing.conditions import Condition
from practices.writing.draft import Draft, Step
from practices.writing.forms.starting import AddLanguageForm, LanguageForm
from practices.writing.guessing import another_language
from practices.writing.returned import returned
from practices.writing.views.found import text_of, with_draft

# Who saved within this time counts as somebody who is writing now.
RECENTLY = timedelta(minutes=20)


@dataclass(frozen=True)
class Task:
    step: Step
    condition: Condition


@dataclass(frozen=True)
class TextGroup:
    """The pages of one text, and the language that it seems to be in, if that is another."""

    language: str
    name: str
    is_original: bool
    tasks: list[Task]
    seems: str = ""
    can_change_language: bool = False


@with_draft
def task_list(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/`"""
    missing = what_is_missing(draft)
    may_write = can_write(request.user, draft.practice)
    context = {
        "draft": draft,
        "practice": draft.practice,
        "facts": [Task(step, draft.condition(step)) for step in draft.fact_steps],
        "texts": [_group(draft, code) for code in draft.rows],
        "missing": missing,
        "may_write": may_write,
        "may_submit": moves.is_allowed("submit", request.user, draft.practice),
        "may_take_back": moves.is_allowed("take_back", request.user, draft.practice),
        "may_reopen": not may_write and moves.is_allowed("reopen", request.user, draft.practice),
        "may_delete": can_delete_draft(request.user, draft.practice),
        "people": others_at_work(request, draft),
        "changes_requested": draft.practice.state == State.CHANGES_REQUESTED,
        "returned": returned(draft),
        "may_answer": moves.is_allowed("answer_reason", request.user, draft.practice),
        "Condition": Condition,
    }
    return render(request, "practices/writing/tasks.html", context)


def _group(draft: Draft, code: str) -> TextGroup:
    text, row = draft.texts[code], draft.rows[code]
    words = " ".join([text.summary, *(getattr(text, name) for name in text.SECTIONS)])
    guessed = another_language(words, code) or ""
    return TextGroup(
        language=code,
        name=languages.language_name(code, languages.current().code),
        is_original=code == draft.original_language,
        tasks=[Task(step, draft.condition(step)) for step in draft.text_steps(code)],
        seems=guessed if guessed not in draft.rows else "",
        can_change_language=row.first_published_at is None and not draft.practice.reference,
    )


def others_at_work(request: HttpRequest, draft: Draft) -> list[tuple[User, Any]]:
    """Who else saved something a short while ago, and when, the latest first."""
    since = timezone.now() - RECENTLY
    revisions = [each.latest_revision for each in (draft.practice, *draft.rows.values())]
    found: dict[int, tuple[User, Any]] = {}
    for revision in revisions:
        if revision and revision.user and revision.created_at >= since:
            person, at = revision.user, revision.created_at
            if person.pk != request.user.pk and at > found.get(person.pk, (person, since))[1]:
                found[person.pk] = (person, at)
    return sorted(found.values(), key=lambda each: each[1], reverse=True)


@with_draft
def add_text(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/texts/`: a text in one more language."""
    if not can_write(request.user, draft.practice):
        raise PermissionDenied
    form = AddLanguageForm(sent(request), taken=draft.rows)
    if form.is_valid():
        code = languages.normalise(form.cleaned_data["language"])
        answer = form.carry_out(
            add_language,
            by=request.user,
            practice=draft.practice,
            language=code,
            title=form.cleaned_data["title"],
            translated=form.cleaned_data["made"] == "translated",
        )
        if answer:
            messages.success(
                request,
                _("There is a text in %(language)s now.")
                % {"language": languages.language_in_sentence(code, languages.current().code)},
            )
            if form.cleaned_data["made"] == "translated":
                return redirect("practices:draft-translate", draft.pk, code)
            return redirect("practices:draft-text-section", draft.pk, code, "summary")
    return render(
        request,
        "practices/writing/add_text.html",
        {"draft": draft, "form": form},
        status=422 if form.is_bound else 200,
    )


@with_draft
def change_language(request: HttpRequest, draft: Draft, language: str) -> HttpResponse:
    """`drafts/<pk>/texts/<language>/language/`: the text is in another language than was said."""
    row = text_of(draft, language)
    if not can_write(request.user, draft.practice):
        raise PermissionDenied
    wanted = {"language": request.GET.get("to", "")[:12]}
    form = LanguageForm(sent(request), taken=draft.rows, own=language, initial=wanted)
    if form.is_valid():
        code = form.cleaned_data["language"]
        if form.carry_out(change_text_language, by=request.user, text=row, language=code):
            messages.success(
                request,
                _("The language of the text is %(language)s now.")
                % {"language": languages.language_in_sentence(code, languages.current().code)},
            )
            return redirect("practices:draft-tasks", draft.pk)
    context = {"draft": draft, "form": form, "text_language": language}
    status = 422 if form.is_bound else 200
    return render(request, "practices/writing/change_language.html", context, status=status)
