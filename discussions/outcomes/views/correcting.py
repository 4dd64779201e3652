"""Correcting what is published: the list of its paragraphs, and one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from discussions.models import Misquotation, Outcome, OutcomeParagraph, Post, Topic
from discussions.outcomes import reading
from discussions.outcomes.actions import Stale, correct_outcome
from discussions.outcomes.forms import CorrectionForm
from discussions.outcomes.shown import Candidate, candidates, show
from discussions.outcomes.views.found import draft_of, head, moderated_topic
from hub import languages
from hub.actions import KeyReused
from hub.forms.keyed import new_key, sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


def published(request: HttpRequest, topic: Topic, outcome: Outcome) -> HttpResponse:
    """What may be corrected, and what was reported."""
    whole = reading.whole(outcome)
    reports = Misquotation.objects.filter(outcome=outcome).select_related("by", "post", "paragraph")
    numbers = {each.pk: number for number, each in enumerate(whole.paragraphs.all(), start=1)}
    context = {
        **head(topic),
        "outcome": whole,
        "shown": show(whole, languages.current().code),
        "reports": [(each, numbers.get(each.paragraph_id or 0)) for each in reports],
    }
    return render(request, "discussions/outcomes/published.html", context)


@private
@signed_in
def correct(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/correct/<paragraph>/`: one paragraph in all languages, and what
    it rests on; 0 is what changed as a result."""
    topic = moderated_topic(request, pk)
    outcome = draft_of(topic)
    if outcome is None or outcome.published_at is None:
        raise Http404
    row = get_object_or_404(outcome.paragraphs, pk=paragraph) if paragraph else None
    form = CorrectionForm(sent(request), outcome=outcome, paragraph=row)
    is_stale = False
    if form.is_valid():
        answer, is_stale = _corrected(request, form)
        if answer is not None:
            said = _("It is corrected.") if answer["corrected"] else _("The translation was added.")
            messages.success(request, said)
            return redirect("discussions:outcome-write", topic.pk)
        outcome = draft_of(topic) or outcome
    context = {
        **head(topic),
        **standing_of(outcome, row, form),
        "form": form,
        "is_stale": is_stale,
        "seen_now": outcome.number,
        "key": new_key() if is_stale else form["key"].value(),
    }
    status = 409 if is_stale else 422 if form.is_bound else 200
    return render(request, "discussions/outcomes/correct.html", context, status=status)


def _corrected(
    request: HttpRequest, form: CorrectionForm
) -> tuple[dict[str, Any] | None, bool]:  # fmt: skip
    """What came of it, and whether somebody else was quicker."""
    given: dict[str, Any] = {
        "by": request.user,
        "outcome": form.outcome,
        "seen": form.cleaned_data["seen"],
        "paragraph": form.paragraph,
        "texts": form.cleaned_data["texts"],
        "posts": form.cleaned_data["posts"],
        "remove": "remove" in form.data and form.paragraph is not None,
        "reason": form.cleaned_data["reason"],
    }
    try:
        return form.carry_out(correct_outcome, **given), False
    except Stale:
        return None, True
    except KeyReused:
        form.cleaned_data["key"] = new_key()
        try:
            return form.carry_out(correct_outcome, **given), False
        except Stale:
            return None, True


def standing_of(
    outcome: Outcome, paragraph: OutcomeParagraph | None, form: CorrectionForm
) -> dict[str, Any]:
    """The paragraph as it stands: its number, what it rests on, and its words now."""
    rests: list[Candidate] = []
    number = 0
    if paragraph is not None:
        keys = list(outcome.paragraphs.values_list("pk", flat=True))
        number = keys.index(paragraph.pk) + 1 if paragraph.pk in keys else 0
        posts = Post.objects.filter(pk__in=form.posts).select_related("author", "organisation")
        rests = candidates(posts.defer("html").order_by("position"), {}, outcome)
    texts = paragraph.texts.all() if paragraph else outcome.texts.all()
    column = "source" if paragraph else "changed"
    return {
        "outcome": outcome,
        "paragraph": paragraph,
        "number": number,
        "rests": rests,
        "saved": [(text.language, getattr(text, column)) for text in texts],
    }
