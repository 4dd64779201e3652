"""Saying that one's post is misread, and answering it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from discussions.models import Citation, Misquotation, MisquotationState, Outcome
from discussions.outcomes.actions import Stale, answer_misquotation, report_misquotation
from discussions.outcomes.forms import AnswerForm, ReportForm
from discussions.outcomes.permissions import can_answer_misquotation, can_report_misquotation
from discussions.outcomes.shown import gone, words
from discussions.outcomes.views.correcting import standing_of
from discussions.outcomes.views.found import head, visible_topic
from discussions.reading.showing import html_of
from hub import languages
from hub.actions import KeyReused
from hub.forms.keyed import new_key, sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private


@private
@signed_in
def report(request: HttpRequest, pk: int, citation: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/misquoted/<citation>/`: the paragraph and one's own post side
    by side, and what is wrong. 404 for everybody but who wrote the post."""
    topic = visible_topic(request, pk)
    rows = Citation.objects.published().select_related("paragraph__outcome__topic__space", "post")
    row = get_object_or_404(
        rows, pk=citation, paragraph__outcome__topic=topic, post__author=request.user.pk
    )
    waiting = Misquotation.objects.open().filter(
        outcome=row.paragraph.outcome, post=row.post, by=request.user.pk
    )
    found = waiting.first()
    if found is not None and request.method != "POST":
        return redirect("discussions:misquotation", topic.pk, found.pk)
    form = ReportForm(sent(request))
    if form.is_valid():
        given = {"citation": row, "said": form.cleaned_data["said"],
                 "language": form.cleaned_data["language"]}  # fmt: skip
        try:
            answer = form.carry_out(report_misquotation, by=request.user, **given)
        except KeyReused:
            form.cleaned_data["key"] = new_key()
            answer = form.carry_out(report_misquotation, by=request.user, **given)
        if answer:
            return redirect("discussions:misquotation", topic.pk, answer["misquotation"])
    outcome = row.paragraph.outcome
    context = {
        **head(topic),
        "form": form,
        "is_open": can_report_misquotation(request.user, row),
        "until": ends(outcome),
        **_side_by_side(outcome, row.paragraph, row.post),
    }
    status = 422 if form.is_bound else 200
    return render(request, "discussions/outcomes/misquoted.html", context, status=status)


def ends(outcome: Outcome) -> Any:
    """Until when misquotations may be reported; None before publication."""
    if outcome.published_at is None:
        return None
    return outcome.published_at + timedelta(days=settings.HUB_MISQUOTATION_DAYS)


@private
@signed_in
def misquotation(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/reports/<report>/`: a report and what became of it, for who made
    it; for those who moderate, also the answer."""
    topic = visible_topic(request, pk)
    rows = Misquotation.objects.visible_to(request.user).filter(outcome__topic=topic)
    row = get_object_or_404(
        rows.select_related("outcome__topic__space", "paragraph", "post", "by", "decided_by"),
        pk=report,
    )
    answers = can_answer_misquotation(request.user, row)
    is_waiting = row.state == MisquotationState.OPEN
    context: dict[str, Any] = {
        **head(topic),
        "report": row,
        "is_waiting": is_waiting,
        "answers": answers,
        **_side_by_side(row.outcome, row.paragraph, row.post),
    }
    if request.method == "POST" and not answers:
        raise Http404
    if not answers or (not is_waiting and request.method != "POST"):
        return render(request, "discussions/outcomes/report.html", context)
    form = AnswerForm(sent(request), outcome=row.outcome, paragraph=row.paragraph)
    is_stale = False
    if form.is_valid():
        answer, is_stale = _answered(request, form, row)
        if answer:
            messages.success(request, _("The report is answered. The contributor is told."))
            return redirect("discussions:outcome-write", topic.pk)
        row.outcome.refresh_from_db()
    context |= {
        **standing_of(row.outcome, row.paragraph, form),
        "form": form,
        "is_stale": is_stale,
        "seen_now": row.outcome.number,
        "key": new_key() if is_stale else form["key"].value(),
    }
    status = 409 if is_stale else 422 if form.is_bound else 200
    return render(request, "discussions/outcomes/report.html", context, status=status)


def _answered(
    request: HttpRequest, form: AnswerForm, row: Misquotation
) -> tuple[dict[str, Any] | None, bool]:
    """What came of it, and whether somebody else has changed the outcome meanwhile."""
    given: dict[str, Any] = {
        "by": request.user,
        "misquotation": row,
        "corrected": request.POST.get("do") == "correct",
        "answer": form.cleaned_data["answer"],
        "language": form.cleaned_data["language"],
        "seen": form.cleaned_data["seen"],
        "texts": form.cleaned_data["texts"],
        "posts": form.cleaned_data["posts"],
    }
    try:
        return form.carry_out(answer_misquotation, **given), False
    except Stale:
        return None, True
    except KeyReused:
        form.cleaned_data["key"] = new_key()
        try:
            return form.carry_out(answer_misquotation, **given), False
        except Stale:
            return None, True


def _side_by_side(outcome: Outcome, paragraph: Any, post: Any) -> dict[str, Any]:
    """The paragraph in the reader's language and in the original, and the post."""
    own, reader = outcome.original_language, languages.current().code
    texts = list(paragraph.texts.all()) if paragraph else []
    keys = list(outcome.paragraphs.values_list("pk", flat=True))
    first = words(texts, "source", own, reader)
    original = words(texts, "source", own, own)
    return {
        "paragraph_number": keys.index(paragraph.pk) + 1 if paragraph else 0,
        "paragraph_words": first,
        "original_words": original if first and original and first.language != own else None,
        "post": post,
        "post_html": html_of(post),
        "post_gone": gone(outcome, post),
    }
