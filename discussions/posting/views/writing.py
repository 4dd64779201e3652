"""The page on which one writes a post, and what its buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from discussions.models import Post, PostDraft, PostState, Topic
from discussions.moderation import holding
from discussions.posting import drafts, keeping, mentions
from discussions.posting.actions import discard_draft, publish, save_draft
from discussions.posting.forms import ReplyForm
from discussions.posting.reply import Reply, reply_for
from discussions.posting.texts import quote
from discussions.posting.views import asking
from discussions.reading.standing import Standing
from hub import languages, richtext
from hub.actions import KeyReused, NotAllowed, Refused
from hub.forms.keyed import new_key
from hub.views.errors import signed_out
from hub.wording import plain

PUBLISH, PREVIEW, SAVE, FILES, MENTION, DISCARD = (
    "publish", "preview", "save", "files", "mention", "discard",
)  # fmt: skip


# What nobody types.
HIDDEN = {"key", "parent", "draft"}


# What a visitor sends only goes into their own session, and pages that are kept for all visitors
# carry no token: whoever is signed in needs one.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/write/`: the form, with `to=12` in reply to a post, with
    `quote=1` quoting it. Sent, `do` says what for: to publish (also without it), to look at it
    first (`preview`), to save it for later (`save`), to add files (`files`) or a name
    (`mention`), to throw it away (`discard`). Answers in JSON where that is asked for."""
    if request.method != "POST":
        return _page(request, pk)
    if not request.user.is_authenticated:
        return _keep(request, pk)
    response: HttpResponse = _sent(request, pk)
    return response


def _page(request: HttpRequest, pk: int) -> HttpResponse:
    to = asking.number(request.GET.get("to"))
    try:
        topic = asking.visible_topic(request, pk)
    except Http404:
        typed = keeping.kept(request, pk, to)
        if typed is None:
            raise
        # They may have to sign in before they see it, or it is not for them: alike.
        return _only_typed(request, pk, to, typed["source"])
    standing = Standing(request.user, topic)
    parent = asking.answered(topic, to)
    if to is not None and parent is None:
        typed = keeping.kept(request, pk, to)
        if typed is None:
            raise Http404
        return _only_typed(request, pk, to, typed["source"])
    quoting = request.GET.get("quote") == "1"
    if asking.wants_json(request):
        return JsonResponse({"quote": quote(parent).source if parent else ""})
    return _show(request, reply_for(request, topic, standing, parent, quoting=quoting))


# Sent by somebody who is not signed in


def _keep(request: HttpRequest, pk: int) -> HttpResponse:
    parent = asking.number(request.POST.get("parent"))
    back = drafts.address(pk, parent)
    source = str(request.POST.get("source") or "")
    kept = _is_ours(request) and keeping.keep(
        request, pk, parent, source, str(request.POST.get("language") or "")
    )
    if asking.wants_json(request):
        error = _("You are not signed in. Sign in and go on: what you typed is kept.")
        return asking.said(401, error, sign_in=asking.sign_in_address(back))
    if kept:
        return HttpResponseRedirect(back)
    return signed_out(request) if source.strip() else redirect_to_login(back)


def _is_ours(request: HttpRequest) -> bool:
    """Whether a browser says that the form was a page of ours; old ones say nothing."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _only_typed(request: HttpRequest, pk: int, to: int | None, source: str) -> HttpResponse:
    context = {"typed": source, "page": drafts.address(pk, to)}
    return render(request, "discussions/posting/typed.html", context, status=404)


# Sent by somebody who is


@dataclass
class Sent:
    """A form that somebody sent. Its topic and the box around it cost queries that a post which
    is published at once does not need: who may not see the topic gets 404."""

    request: HttpRequest
    pk: int
    topic: Topic
    form: ReplyForm

    @cached_property
    def reply(self) -> Reply:
        self.form.fit_topic()
        parent = asking.answered(self.topic, asking.number(self.request.POST.get("parent")))
        standing = Standing(self.request.user, self.topic)
        return reply_for(self.request, self.topic, standing, parent, form=self.form)


def _read(request: HttpRequest, pk: int, data: Any = None, *, topic: Topic | None = None) -> Sent:
    topic = topic or cast("Topic", SimpleLazyObject(lambda: asking.visible_topic(request, pk)))
    form = ReplyForm(
        data or request.POST,
        topic=topic,
        author=request.user,  # type: ignore[arg-type]  # signed in
        answers=bool(request.POST.get("parent")),
    )
    return Sent(request, pk, topic, form)


@csrf_protect
def _sent(request: HttpRequest, pk: int) -> HttpResponse:
    doing = {
        PUBLISH: _publish, PREVIEW: _preview, SAVE: _save, FILES: _files, MENTION: _mention,
        DISCARD: _discard,
    }.get(request.POST.get("do") or PUBLISH, _publish)  # fmt: skip
    try:
        return doing(_read(request, pk))
    except (Http404, Topic.DoesNotExist):
        return asking.gone(request)


def _publish(sent: Sent) -> HttpResponse:
    form = sent.form
    if not form.is_valid():
        return _wrong(sent)
    to = form.cleaned_data["parent"]
    try:
        answer = publish(
            by=sent.request.user,
            key=form.cleaned_data["key"],
            topic=Topic(pk=sent.pk),
            source=form.cleaned_data["source"],
            language=form.language_code,
            draft=form.cleaned_data["draft"],
            **{name: form.payload[name]
               for name in ("parent", "organisation", "capacity", "name_withheld")},
        )  # fmt: skip
    except NotAllowed:
        return asking.gone(sent.request)
    except KeyReused:
        # Sent before with other words, by way of the back button or a line that broke.
        form.add_error(None, _("You have sent this form already, with other words. Look at what"
                               " was published; sent again, this is another post."))  # fmt: skip
        return _wrong(sent, status=409)
    except Refused as refusal:
        if "parent" in refusal.messages:
            sent.reply.parent = None
        for name, sentence in refusal.messages.items():
            form.add_error(name if name in form.fields and name != "parent" else None, sentence)
        return _wrong(sent)
    keeping.forget(sent.request, sent.pk, to.pk if to else None)
    return _receipt(sent.request, answer)


def _receipt(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    """What became of it, in words: it is published, or why it waits and what happens next."""
    is_held = answer["state"] == PostState.HELD
    words = [_("Your post was published.")]
    url = reverse("discussions:post", args=[answer["post"]])
    if is_held:
        post = Post.objects.select_related("topic").get(pk=answer["post"])
        words = [
            _("We have received your post. It waits for a moderator before others see it."),
            *map(str, holding.why(post)),
            *map(str, holding.what_next()),
        ]
        url = reverse("discussions:my-posts")
    if asking.wants_json(request):
        content = {**answer, "words": words, "url": url, "key": new_key()}
        return JsonResponse(content, status=201)
    if is_held:
        messages.warning(request, " ".join(words))
    else:
        messages.success(request, words[0])
    return HttpResponseRedirect(url)


def _preview(sent: Sent) -> HttpResponse:
    form, reply = sent.form, sent.reply
    form.is_valid()
    if "source" in form.errors:
        return _wrong(sent)
    reply.preview = richtext.render(form.cleaned_data["source"])
    reply.preview_language = form.language_code
    reply.preview_says = _would_be_said(sent)
    return _show(sent.request, reply)


def _would_be_said(sent: Sent) -> list[str]:
    """What would happen if it were published: in which language, who is told, that it waits."""
    topic, form = sent.topic, sent.form
    source, author = form.cleaned_data["source"], sent.request.user
    named = mentions.named_in(source, topic, author)  # type: ignore[arg-type]  # signed in
    name = languages.language_in_sentence(form.language_code, languages.current().code)
    said = [_("Language: %(language)s.") % {"language": name}, mentions.said_of(named)]
    if holding.reasons_to_hold(author, topic, source, named):  # type: ignore[arg-type]  # as above
        said.append(_("It would wait for a moderator before others see it."))
    return [each for each in said if each]


def _save(sent: Sent) -> HttpResponse:
    _draft, refused = _saved(sent)
    if refused is not None:
        return refused
    messages.success(sent.request, _("It is saved with your drafts. Only you see it."))
    return HttpResponseRedirect(sent.reply.page)


def _files(sent: Sent) -> HttpResponse:
    draft, refused = _saved(sent, even_empty=True)
    if refused is not None:
        return refused
    return HttpResponseRedirect(reverse("discussions:post-files", args=[sent.topic.pk, draft]))


def _saved(sent: Sent, *, even_empty: bool = False) -> tuple[str, HttpResponse | None]:
    """The key of the draft, or the page that says why there is none."""
    sent.form.is_valid()
    payload = sent.form.payload
    try:
        answer = save_draft(
            by=sent.request.user,
            topic=sent.topic,
            keep_empty=even_empty,
            **payload,
        )
    except NotAllowed:
        return "", asking.gone(sent.request)
    except Refused as refusal:
        for sentence in refusal.messages.values():
            sent.form.add_error(None, sentence)
        return "", _wrong(sent)
    parent = payload["parent"]
    keeping.forget(sent.request, sent.topic.pk, parent.pk if parent else None)
    return answer["draft"], None


def _mention(sent: Sent) -> HttpResponse:
    """Put the chosen name into the text, after what is there."""
    request = sent.request
    chosen = str(request.POST.get("mention") or "")
    people = mentions.people_in(sent.topic, request.user)  # type: ignore[arg-type]  # signed in
    found = next((each for each in people if str(each.pk) == chosen), None)
    data = request.POST.copy()
    if found is not None:
        source = str(data.get("source") or "").rstrip(" ")
        between = "" if not source or source.endswith("\n") else " "
        data["source"] = f"{source}{between}{found.written} "
    again = _read(request, sent.pk, data)
    # What is wrong is said when it is published.
    again.form.errors.clear()
    again.reply.people = people
    return _show(request, again.reply, focus=True)


def _discard(sent: Sent) -> HttpResponse:
    reply = sent.reply
    if reply.draft is not None:
        discard_draft(by=sent.request.user, draft=PostDraft(pk=reply.draft.pk))
    keeping.forget(sent.request, reply.topic.pk, reply.parent_pk)
    messages.success(sent.request, _("The draft was thrown away."))
    return HttpResponseRedirect(reverse("discussions:topic", args=[reply.topic.pk]))


# The page


def _show(
    request: HttpRequest, reply: Reply, *, status: int = 200, focus: bool = False
) -> HttpResponse:
    if reply.people is None and reply.form is not None:
        reply.people = mentions.people_in(reply.topic, request.user)  # type: ignore[arg-type]  # signed in
    reply.people = reply.people and reply.people[: mentions.OFFERED]
    context = {
        "reply": reply,
        "form": reply.form,
        "topic": reply.topic,
        "crumbs": asking.crumbs(reply.topic),
        "is_page": True,
        "focus": focus,
    }
    return render(request, "discussions/posting/write.html", context, status=status)


def _wrong(sent: Sent, status: int = 422) -> HttpResponse:
    """The form with what is wrong, and everything that was typed; as JSON `errors` by field."""
    form, reply = sent.form, sent.reply
    if set(form.errors) & HIDDEN:
        form.add_error(None, _("This form cannot be read. Reload the page and send it again."))
    if asking.wants_json(sent.request):
        errors = {
            ("" if name == "__all__" else name): [plain(str(each)) for each in said]
            for name, said in form.errors.items()
        }
        return JsonResponse({"errors": errors, "key": new_key()}, status=status)
    form.data = {**form.data.dict(), "key": new_key()}  # type: ignore[attr-defined]  # a QueryDict
    if reply.parent is None:
        form.data["parent"] = ""
    return _show(sent.request, reply, status=status)


# For scripts


@require_POST
@asking.for_people
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/preview/`: JSON of what `source` looks like: `html`,
    `language` and `direction`, and in `says` what would happen to it. Without JSON, the page."""
    sent = _read(request, pk, topic=asking.visible_topic(request, pk))
    if not asking.wants_json(request):
        return _preview(sent)
    sent.form.is_valid()
    if "source" in sent.form.errors:
        return _wrong(sent)
    code = sent.form.language_code
    return JsonResponse(
        {
            "html": str(richtext.render(sent.form.cleaned_data["source"])),
            "language": languages.html_tag(code),
            "direction": languages.direction(code),
            "says": _would_be_said(sent),
        }
    )


@require_POST
@asking.for_people
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/draft/`: keep what the form says, under its own place;
    JSON with the key of the draft, "" where nothing is kept. Without JSON, back to the page."""
    sent = _read(request, pk, topic=asking.visible_topic(request, pk))
    if not asking.wants_json(request):
        return _save(sent)
    key, refused = _saved(sent)
    return refused or JsonResponse({"draft": key})
