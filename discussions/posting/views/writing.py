"""The page on which one writes a post, and what its buttons do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
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


@csrf_protect
def _sent(request: HttpRequest, pk: int) -> HttpResponse:
    to = asking.number(request.POST.get("parent"))
    try:
        topic = asking.visible_topic(request, pk)
    except Http404:
        return asking.gone(request)
    standing = Standing(request.user, topic)
    parent = asking.answered(topic, to)
    reply = reply_for(request, topic, standing, parent, data=request.POST)
    do = request.POST.get("do") or PUBLISH
    doing = {
        PUBLISH: _publish, PREVIEW: _preview, SAVE: _save, FILES: _files, MENTION: _mention,
        DISCARD: _discard,
    }.get(do, _publish)  # fmt: skip
    return doing(request, reply)


def _form(request: HttpRequest, reply: Reply) -> ReplyForm:
    """The form as it was sent, also where the topic takes no posts any more."""
    if reply.form is None:
        reply.form = ReplyForm(
            request.POST,
            topic=reply.topic,
            author=request.user,  # type: ignore[arg-type]  # signed in
            moderates=reply.standing.moderates,
        )
    return reply.form


def _publish(request: HttpRequest, reply: Reply) -> HttpResponse:
    form = _form(request, reply)
    if not form.is_valid():
        return _wrong(request, reply, form)
    to = form.cleaned_data["parent"]
    try:
        answer = publish(
            by=request.user,
            key=form.cleaned_data["key"],
            topic=reply.topic,
            source=form.cleaned_data["source"],
            language=form.language_code,
            draft=form.cleaned_data["draft"],
            **{name: form.payload[name]
               for name in ("parent", "organisation", "capacity", "name_withheld")},
        )  # fmt: skip
    except NotAllowed:
        return asking.gone(request)
    except KeyReused:
        # Sent before with other words, by way of the back button or a line that broke.
        form.add_error(None, _("You have sent this form already, with other words. Look at what"
                               " was published; sent again, this is another post."))  # fmt: skip
        return _wrong(request, reply, form, status=409)
    except Refused as refusal:
        if "parent" in refusal.messages:
            reply.parent, to = None, None
        for name, sentence in refusal.messages.items():
            form.add_error(name if name in form.fields and name != "parent" else None, sentence)
        return _wrong(request, reply, form)
    keeping.forget(request, reply.topic.pk, to.pk if to else None)
    return _receipt(request, reply.topic, answer)


def _receipt(request: HttpRequest, topic: Topic, answer: dict[str, Any]) -> HttpResponse:
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


def _preview(request: HttpRequest, reply: Reply) -> HttpResponse:
    form = _form(request, reply)
    form.is_valid()
    if "source" in form.errors:
        return _wrong(request, reply, form)
    reply.preview = richtext.render(form.cleaned_data["source"])
    reply.preview_language = form.language_code
    reply.preview_says = _would_be_said(request, reply.topic, form)
    return _show(request, reply)


def _would_be_said(request: HttpRequest, topic: Topic, form: ReplyForm) -> list[str]:
    """What would happen if it were published: in which language, who is told, that it waits."""
    source, author = form.cleaned_data["source"], request.user
    named = mentions.named_in(source, topic, author)  # type: ignore[arg-type]  # signed in
    name = languages.language_in_sentence(form.language_code, languages.current().code)
    said = [_("Language: %(language)s.") % {"language": name}, mentions.said_of(named)]
    if holding.reasons_to_hold(author, topic, source, named):  # type: ignore[arg-type]  # as above
        said.append(_("It would wait for a moderator before others see it."))
    return [each for each in said if each]


def _save(request: HttpRequest, reply: Reply) -> HttpResponse:
    _draft, refused = _saved(request, reply)
    if refused is not None:
        return refused
    messages.success(request, _("It is saved with your drafts. Only you see it."))
    return HttpResponseRedirect(reply.page)


def _files(request: HttpRequest, reply: Reply) -> HttpResponse:
    draft, refused = _saved(request, reply, even_empty=True)
    if refused is not None:
        return refused
    address = reverse("discussions:post-files", args=[reply.topic.pk, draft])
    return HttpResponseRedirect(address)


def _saved(
    request: HttpRequest, reply: Reply, *, even_empty: bool = False
) -> tuple[str, HttpResponse | None]:
    """The key of the draft, or the page that says why there is none."""
    form = _form(request, reply)
    form.is_valid()
    payload = form.payload
    try:
        answer = save_draft(
            by=request.user,
            topic=reply.topic,
            keep_empty=even_empty,
            **payload,
        )
    except NotAllowed:
        return "", asking.gone(request)
    except Refused as refusal:
        for sentence in refusal.messages.values():
            form.add_error(None, sentence)
        return "", _wrong(request, reply, form)
    parent = payload["parent"]
    keeping.forget(request, reply.topic.pk, parent.pk if parent else None)
    return answer["draft"], None


def _mention(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Put the chosen name into the text, after what is there."""
    chosen = str(request.POST.get("mention") or "")
    people = mentions.people_in(reply.topic, request.user)  # type: ignore[arg-type]  # signed in
    found = next((each for each in people if str(each.pk) == chosen), None)
    data = request.POST.copy()
    if found is not None:
        source = str(data.get("source") or "").rstrip(" ")
        between = "" if not source or source.endswith("\n") else " "
        data["source"] = f"{source}{between}{found.written} "
    again = reply_for(request, reply.topic, reply.standing, reply.parent, data=data)
    if again.form is None:
        return _wrong(request, reply, _form(request, reply))
    again.people = people
    return _show(request, again, focus=True)


def _discard(request: HttpRequest, reply: Reply) -> HttpResponse:
    if reply.draft is not None:
        discard_draft(by=request.user, draft=PostDraft(pk=reply.draft.pk))
    keeping.forget(request, reply.topic.pk, reply.parent_pk)
    messages.success(request, _("The draft was thrown away."))
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


def _wrong(request: HttpRequest, reply: Reply, form: ReplyForm, status: int = 422) -> HttpResponse:
    """The form with what is wrong, and everything that was typed; as JSON `errors` by field."""
    if asking.wants_json(request):
        errors = {
            ("" if name == "__all__" else name): [plain(str(each)) for each in said]
            for name, said in form.errors.items()
        }
        return JsonResponse({"errors": errors, "key": new_key()}, status=status)
    if set(form.errors) & HIDDEN:
        form.add_error(None, _("This form cannot be read. Reload the page and send it again."))
    form.data = {**form.data.dict(), "key": new_key()}  # type: ignore[attr-defined]  # a QueryDict
    if reply.parent is None:
        form.data["parent"] = ""
    return _show(request, reply, status=status)


# For scripts


@require_POST
@asking.for_people
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/preview/`: JSON of what `source` looks like: `html`,
    `language` and `direction`, and in `says` what would happen to it. Without JSON, the page."""
    topic = asking.visible_topic(request, pk)
    standing = Standing(request.user, topic)
    parent = asking.answered(topic, asking.number(request.POST.get("parent")))
    reply = reply_for(request, topic, standing, parent, data=request.POST)
    if not asking.wants_json(request):
        return _preview(request, reply)
    form = _form(request, reply)
    form.is_valid()
    if "source" in form.errors:
        return _wrong(request, reply, form)
    code = form.language_code
    return JsonResponse(
        {
            "html": str(richtext.render(form.cleaned_data["source"])),
            "language": languages.html_tag(code),
            "direction": languages.direction(code),
            "says": _would_be_said(request, topic, form),
        }
    )


@require_POST
@asking.for_people
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/draft/`: keep what the form says, under its own place;
    JSON with the key of the draft, "" where nothing is kept. Without JSON, back to the page."""
    topic = asking.visible_topic(request, pk)
    standing = Standing(request.user, topic)
    parent = asking.answered(topic, asking.number(request.POST.get("parent")))
    reply = reply_for(request, topic, standing, parent, data=request.POST)
    if not asking.wants_json(request):
        return _save(request, reply)
    key, refused = _saved(request, reply)
    return refused or JsonResponse({"draft": key})
