"""Writing an outcome, choosing what it rests on, looking at it, and closing the topic with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from discussions.models import Outcome, OutcomeParagraph, Post, Topic, TopicState
from discussions.outcomes import composing, publishing, reading, wording
from discussions.outcomes.actions import (
    Stale,
    close_with_outcome,
    publish_outcome,
    save_outcome,
)
from discussions.outcomes.shown import candidates, coverage, show
from discussions.outcomes.views.correcting import published
from discussions.outcomes.views.found import draft_of, head, moderated_topic
from hub import languages
from hub.actions import KeyReused, Refused
from hub.forms.keyed import KeyedForm, new_key, sent
from hub.views.signed_in import signed_in
from hub.views.signing_in import private

PER_PAGE = 50


@private
@signed_in
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/`: the draft, with `?beside=fr` beside the original. Every
    button saves what was typed first. What is published is corrected here."""
    topic = moderated_topic(request, pk)
    outcome = draft_of(topic)
    if request.method == "POST":
        return _written(request, topic, outcome)
    if outcome and outcome.published_at:
        return published(request, topic, outcome)
    own = outcome.original_language if outcome else topic.original_language
    beside = composing.beside_of(topic, own, request.GET.get("beside", ""))
    sheet = composing.of_draft(topic, outcome, beside, blank="new" in request.GET)
    if "problems" in request.GET:
        sheet.say(publishing.problems(topic, outcome))
    return _sheet(request, topic, sheet)


def _written(request: HttpRequest, topic: Topic, outcome: Outcome | None) -> HttpResponse:
    sheet = composing.of_sent(topic, outcome, request.POST)
    do = request.POST.get("do", "save")
    sheet.rearrange(do)
    what, _dash, which = do.partition("-")
    number = composing.number_in(which)
    given, wrong = composing.payload(sheet, topic, kept=number if what == "cite" else 0)
    if wrong:
        sheet.say(wrong)
        return _sheet(request, topic, sheet, status=422)
    try:
        answer = _saved(request, sheet.key, topic=topic, **given)
    except Refused as refused:
        sheet.say(refused.messages)
        return _sheet(request, topic, sheet, status=422)
    except Stale as stale:
        composing.compare(sheet, stale.content)
        sheet.seen, sheet.key = stale.number, new_key()
        return _sheet(request, topic, sheet, status=409, stale=stale)
    return _onward(request, topic, sheet, do, answer)


def _saved(request: HttpRequest, key: str, **given: Any) -> dict[str, Any]:
    person: Any = request.user
    try:
        return save_outcome(by=person, key=key, **given)
    except KeyReused:
        # Sent before with something else in it, by way of the back button: another save.
        return save_outcome(by=person, key=new_key(), **given)


def _onward(
    request: HttpRequest, topic: Topic, sheet: composing.Sheet, do: str, answer: dict[str, Any]
) -> HttpResponse:
    """Where a button leads when the draft is saved."""
    what, _dash, which = do.partition("-")
    number = composing.number_in(which)
    here = reverse("discussions:outcome-write", args=[topic.pk])
    query = {"beside": sheet.beside}
    if what == "preview":
        return redirect("discussions:outcome-preview", topic.pk)
    if what == "close":
        if publishing.problems(topic, draft_of(topic)):
            return redirect(f"{here}?{urlencode({**query, 'problems': 1})}")
        return redirect("discussions:topic-close", topic.pk)
    if what == "cite":
        keys = answer["paragraphs"]
        if 0 < number <= len(keys) and keys[number - 1]:
            there = reverse("discussions:outcome-posts", args=[topic.pk])
            return redirect(f"{there}?{urlencode({**query, 'paragraph': keys[number - 1]})}")
    if what == "beside" and which in languages.CODES:
        return redirect(f"{here}?{urlencode({'beside': which})}")
    if what == "add":
        kept = sum(1 for key in answer["paragraphs"] if key)
        return redirect(f"{here}?{urlencode({**query, 'new': 1})}#paragraph-{kept + 1}")
    if what == "remove":
        messages.success(request, _("The paragraph was taken out."))
    elif what in ("up", "down"):
        to = number + (1 if what == "down" else -1)
        return redirect(f"{here}?{urlencode(query)}#paragraph-{max(1, to)}")
    else:
        messages.success(request, _("The draft was saved."))
    return redirect(f"{here}?{urlencode(query)}")


def _sheet(
    request: HttpRequest,
    topic: Topic,
    sheet: composing.Sheet,
    *,
    status: int = 200,
    stale: Stale | None = None,
) -> HttpResponse:
    by = stale.by if stale else None
    context = {
        **head(topic),
        "sheet": sheet,
        "stale": stale,
        "stale_by": by if by and by != request.user else None,
        "is_open": topic.state == TopicState.OPEN,
        "most": wording.MOST_PARAGRAPHS,
    }
    return render(request, "discussions/outcomes/write.html", context, status=status)


@private
@signed_in
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/posts/?paragraph=7`: the posts that may be cited, by `q` and
    `only=uncited`; those that are ticked are added to the paragraph of the draft."""
    topic = moderated_topic(request, pk)
    outcome = draft_of(topic)
    paragraph = _paragraph(request, outcome)
    if outcome is None or outcome.published_at:
        raise Http404
    number = list(outcome.paragraphs.values_list("pk", flat=True)).index(paragraph.pk) + 1
    ticked = {composing.number_in(each) for each in request.POST.getlist("post")} - {0}
    refused, status = "", 200
    if request.method == "POST":
        status, refused = _cited(request, topic, outcome, paragraph, ticked)
        if status == 200:
            return _after_citing(request, topic, paragraph, number)
        outcome = draft_of(topic) or outcome
    cited = reading.citing(outcome)
    narrowed = _narrowed(request, topic, cited)
    page = Paginator(narrowed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **head(topic),
        "outcome": outcome,
        "paragraph": paragraph,
        "number": number,
        "page": page,
        "rows": candidates(page.object_list, cited),
        "ticked": ticked,
        "q": request.GET.get("q", ""),
        "only": request.GET.get("only", ""),
        "beside": request.GET.get("beside", ""),
        "refused": refused,
        "key": new_key(),
        "href_for": lambda to: f"?{urlencode({**_kept(request), 'page': to})}",
    }
    return render(request, "discussions/outcomes/posts.html", context, status=status)


def _paragraph(request: HttpRequest, outcome: Outcome | None) -> OutcomeParagraph:
    asked = composing.number_in(request.GET.get("paragraph"))
    found = outcome.paragraphs.filter(pk=asked).first() if outcome else None
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest) -> dict[str, str]:
    names = ("paragraph", "q", "only", "beside")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _narrowed(request: HttpRequest, topic: Topic, cited: dict[int, list[int]]) -> QuerySet[Post]:
    found = reading.published_posts(topic).select_related("author", "organisation").defer("html")
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    number = asked.lstrip("#№")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = found.filter(Q(position=int(number)) | Q(source__icontains=asked))
    else:
        for word in asked.split()[:10]:
            found = found.filter(
                Q(source__icontains=word)
                | Q(author__name__icontains=word)
                | Q(organisation__name__icontains=word)
            )
    if request.GET.get("only") == "uncited":
        found = found.exclude(pk__in=list(cited))
    return found.order_by("position")


def _cited(
    request: HttpRequest,
    topic: Topic,
    outcome: Outcome,
    paragraph: OutcomeParagraph,
    ticked: set[int],
) -> tuple[int, str]:
    """Add posts to a paragraph: 200, or the status and the sentence of a refusal."""
    content = wording.content_of(outcome)
    for each in content["paragraphs"]:
        each["keep"] = True
        if each["id"] == paragraph.pk:
            each["posts"] = list(dict.fromkeys([*each["posts"], *sorted(ticked)]))
    given = {
        "topic": topic,
        "seen": composing.number_in(request.POST.get("seen")),
        "paragraphs": content["paragraphs"],
        "changed": content["changed"],
    }
    try:
        _saved(request, request.POST.get("key", "") or new_key(), **given)
    except Refused as refused:
        return 422, " ".join(str(each) for each in refused.messages.values())
    except Stale:
        return 409, _("The draft was changed meanwhile. Look at it, and add the posts again.")
    return 200, ""


def _after_citing(
    request: HttpRequest, topic: Topic, paragraph: OutcomeParagraph, number: int
) -> HttpResponse:
    if request.POST.get("do") == "more":
        to = max(1, composing.number_in(request.GET.get("page"))) + 1
        return redirect(f"{request.path}?{urlencode({**_kept(request), 'page': to})}")
    here = reverse("discussions:outcome-write", args=[topic.pk])
    beside = request.GET.get("beside", "")
    query = f"?{urlencode({'beside': beside})}" if beside in languages.CODES else ""
    return redirect(f"{here}{query}#paragraph-{number}")


@private
@signed_in
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """`spaces/topics/<pk>/outcome/preview/?in=ar`: the draft as readers of a language will see
    it, what is missing, and who is cited."""
    topic = moderated_topic(request, pk)
    outcome = draft_of(topic)
    if outcome is None or outcome.published_at:
        return redirect("discussions:outcome-write", topic.pk)
    asked = request.GET.get("in", "")
    language = asked if asked in languages.CODES else languages.current().code
    context = {
        **head(topic),
        **_looked_at(topic, outcome, language),
        "language_shown": language,
        "codes": languages.CODES,
        "is_open": topic.state == TopicState.OPEN,
    }
    return render(request, "discussions/outcomes/preview.html", context)


def _looked_at(topic: Topic, outcome: Outcome, language: str) -> dict[str, Any]:
    whole = reading.whole(outcome)
    return {
        "outcome": whole,
        "shown": show(whole, language),
        "coverage": coverage(outcome),
        "problems": publishing.named(publishing.problems(topic, outcome)),
        "untranslated": _untranslated(whole),
    }


def _untranslated(outcome: Outcome) -> list[str]:
    """The languages of the interface in which some of it is missing."""
    texts = [each.texts.all() for each in outcome.paragraphs.all()]
    texts.append(outcome.texts.all())  # type: ignore[arg-type]  # of another table, with a language too
    return [
        code
        for code in languages.CODES
        if not all(any(text.language == code for text in each) for each in texts)
    ]


@private
@signed_in
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """`spaces/topics/<pk>/close/`: what closing a topic with its outcome does, and doing it; for
    a topic that is closed already, publishing its outcome."""
    topic = moderated_topic(request, pk)
    outcome = draft_of(topic)
    if outcome is None or outcome.published_at or topic.state == TopicState.SCHEDULED:
        return redirect("discussions:outcome-write", topic.pk)
    form = KeyedForm(sent(request))
    is_stale = False
    if form.is_valid() and request.method == "POST":
        run: Any = close_with_outcome if topic.state == TopicState.OPEN else publish_outcome
        number = composing.number_in(request.POST.get("seen"))
        try:
            answer = form.carry_out(run, by=request.user, topic=topic, seen=number)
        except (Stale, KeyReused):
            form, is_stale, answer = KeyedForm(), True, None
        if answer:
            messages.success(request, _("The outcome is published. Everybody who wrote is told."))
            there = reverse("discussions:topic", args=[topic.pk])
            return redirect(f"{there}#outcome")
        topic, outcome = moderated_topic(request, pk), draft_of(topic) or outcome
    context = {
        **head(topic),
        **_looked_at(topic, outcome, languages.current().code),
        "form": form,
        "is_stale": is_stale,
        "days": settings.HUB_MISQUOTATION_DAYS,
        "is_open": topic.state == TopicState.OPEN,
    }
    status = 409 if is_stale else 422 if form.is_bound else 200
    return render(request, "discussions/outcomes/close.html", context, status=status)
