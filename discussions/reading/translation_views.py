"""The page on which a post is put into another language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from discussions.models import Post, PostTranslation, TranslationOrigin
from discussions.permissions import can_translate_post
from discussions.reading import showing
from discussions.reading.translating import LONGEST, Stale, ask_machine, remove, translate
from hub import languages
from hub.actions import Refused
from hub.forms.keyed import KeyedForm, sent
from hub.views.signed_in import signed_in
from practices.translating import providers
from practices.translating.forms import Words


class PostTranslationForm(KeyedForm):
    """of_hash, seen: of the wording and of the translation that the writer had before them."""

    source = Words(
        label=gettext_lazy("Translation"), max_length=LONGEST, widget=forms.Textarea({"rows": 10})
    )
    of_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def translatable(request: HttpRequest, pk: int) -> Post:
    """404 where the reader may not read it, 403 where they may not translate it."""
    posts = Post.objects.visible_to(request.user).select_related("topic__space", "author")
    post = get_object_or_404(posts, pk=pk)
    if not can_translate_post(request.user, post):
        raise PermissionDenied
    return post


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def translation(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/translate/<language>/`: POST `do` is `save`, `machine` or
    `remove`."""
    post = translatable(request, pk)
    if not languages.tag_is_valid(language):
        raise Http404
    code = languages.normalise(language)
    if code == post.language:
        raise Http404
    if code != language and request.method != "POST":
        return redirect("discussions:post-translate", pk, code)
    there = post.translations.filter(language=code).first()
    form = _form(request, post, code, there)
    if request.method != "POST":
        return _shown(request, post, code, there, form)
    verb = request.POST.get("do", "save")
    if verb in ("machine", "remove"):
        return _without_words(request, post, code, there, form, verb)
    if not form.is_valid():
        return _shown(request, post, code, there, form, status=422)
    return _saved(request, post, code, there, form)


def _form(
    request: HttpRequest, post: Post, code: str, there: PostTranslation | None
) -> PostTranslationForm:
    form = PostTranslationForm(
        sent(request),
        label_suffix="",
        initial={
            "source": there.source if there else "",
            "of_hash": showing.hash_of(post.source),
            "seen": showing.hash_of(there.source) if there else "",
        },
    )
    attributes = {"lang": languages.html_tag(code), "dir": languages.direction(code)}
    form.fields["source"].widget.attrs |= attributes
    return form


def _saved(
    request: HttpRequest,
    post: Post,
    code: str,
    there: PostTranslation | None,
    form: PostTranslationForm,
) -> HttpResponse:
    data = form.cleaned_data
    try:
        answer = form.carry_out(
            translate, by=request.user, post=post, language=code, source=data["source"],
            of_hash=data["of_hash"], seen=data["seen"],
        )  # fmt: skip
    except Stale as stale:
        # Sent again as it stands, it takes the place of what is there now.
        again = request.POST.copy()
        again["seen"] = showing.hash_of(stale.source)
        form.data = again
        return _shown(request, post, code, there, form, status=409, now=stale.source)
    if answer is None:
        return _shown(request, post, code, there, form, status=422)
    messages.success(request, _("The translation is public."))
    return HttpResponseRedirect(reverse("discussions:post", args=[post.pk]))


def _without_words(
    request: HttpRequest,
    post: Post,
    code: str,
    there: PostTranslation | None,
    form: PostTranslationForm,
    verb: str,
) -> HttpResponse:
    about: dict[str, Any] = {"by": request.user, "post": post, "language": code}
    key = f"{request.POST.get('key', '')[:60]}-{verb}"
    try:
        if verb == "remove":
            remove(key=key, **about)
            messages.success(request, _("The translation was taken away."))
        else:
            ask_machine(key=key, **about)
            messages.success(
                request,
                _("A machine translation is being made. It stands on the post when it is there."),
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("discussions:post-translate", post.pk, code)
    return HttpResponseRedirect(reverse("discussions:post", args=[post.pk]))


def _shown(
    request: HttpRequest,
    post: Post,
    code: str,
    there: PostTranslation | None,
    form: PostTranslationForm,
    status: int = 200,
    now: str | None = None,
) -> HttpResponse:
    """now: what somebody else wrote meanwhile."""
    human = there is not None and there.origin == TranslationOrigin.HUMAN
    context = {
        "post": post,
        "html": showing.html_of(post),
        "code": code,
        "there": there,
        "is_machine": there is not None and not human,
        "is_stale": there is not None and there.of_hash != showing.hash_of(post.source),
        "form": form,
        "now": now,
        "machine_on": providers.is_on() and not human,
        "others": [each for each in languages.CODES if each not in (code, post.language)],
        "crumbs": [(_("The topic"), reverse("discussions:topic", args=[post.topic_id]))],
    }
    return render(request, "discussions/translate.html", context, status=status)
