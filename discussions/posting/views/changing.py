"""What authors do to what is published: edit it, withdraw it; and what it said before."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from discussions.models import Post, PostState
from discussions.permissions import can_edit_post, can_withdraw_post
from discussions.posting import actions, history
from discussions.posting.forms import EditForm
from discussions.posting.views import asking
from discussions.reading.standing import Standing
from hub import richtext
from hub.actions import KeyReused, Refused
from hub.forms.keyed import KeyedForm, new_key, sent
from hub.views.signed_in import signed_in

PREVIEW = "preview"


def visible_post(request: HttpRequest, pk: int) -> Post:
    """404 where there is none, and the same where the viewer may not read it."""
    posts = Post.objects.visible_to(request.user)
    return get_object_or_404(
        posts.select_related("topic__space", "author", "organisation"), pk=pk
    )  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Post:
    """403 where it is another's."""
    post = visible_post(request, pk)
    if post.author_id != request.user.pk:
        raise PermissionDenied
    return post


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/edit/`"""
    try:
        post = _own(request, pk)
    except Http404:
        return asking.gone(request)
    initial = {"source": post.source, "language": post.language, "seen": post.version}
    form = EditForm(sent(request), initial=initial, auto_id="reply-%s", label_suffix="")
    if request.method != "POST":
        why = "" if can_edit_post(request.user, post) else _why_not_edited(request, post)
        return _show_edit(request, post, form, why=why)
    if not form.is_valid():
        return _show_edit(request, post, form, status=422)
    if request.POST.get("do") == PREVIEW:
        return _show_edit(request, post, form, previews=True)
    return _edited(request, post, form)


def _edited(request: HttpRequest, post: Post, form: EditForm) -> HttpResponse:
    status = 422
    try:
        actions.edit(
            by=request.user,
            key=form.cleaned_data["key"],
            post=post,
            source=form.cleaned_data["source"],
            language=form.language_code,
            seen=form.cleaned_data.get("seen") or 0,
        )
    except Refused as refusal:
        for name, sentence in refusal.messages.items():
            form.add_error(name if name in form.fields else None, sentence)
    except (actions.Stale, KeyReused):
        status = 409
        form.add_error(
            None,
            _(
                "The post was changed meanwhile, from another window. Below is what it says now;"
                " save again to put your words in its place."
            ),
        )
    else:
        messages.success(request, _("The change was saved. What it said before can be read."))
        return redirect("discussions:post", post.pk)
    if asking.wants_json(request):
        errors = {
            ("" if name == "__all__" else name): [str(each) for each in said]
            for name, said in form.errors.items()
        }
        return asking.said(status, errors=errors)
    post.refresh_from_db(fields=["source", "language", "version"])
    form.data = {**form.data.dict(), "key": new_key(), "seen": post.version}  # type: ignore[attr-defined]  # a QueryDict
    return _show_edit(request, post, form, status=status, clash=status == 409)


def _why_not_edited(request: HttpRequest, post: Post) -> str:
    return actions.why_not_edited(request.user, post)  # type: ignore[arg-type]  # signed in


def _show_edit(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    *,
    why: str = "",
    previews: bool = False,
    clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "post": post,
        "topic": post.topic,
        "form": form,
        "why": why,
        "clash": clash,
        "preview": richtext.render(form.cleaned_data["source"]) if previews else None,
        "preview_language": form.language_code if previews else "",
        "crumbs": asking.crumbs(post.topic),
    }
    return render(request, "discussions/posting/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/withdraw/`"""
    post = _own(request, pk)
    form = KeyedForm(sent(request), label_suffix="")
    status = 200
    if request.method == "POST" and form.is_valid():
        answer = form.carry_out(actions.withdraw, by=request.user, post=post)
        if answer is not None:
            messages.success(request, _("Your post was withdrawn."))
            return HttpResponseRedirect(reverse("discussions:topic", args=[post.topic_id]))
        status = 422
    why = ""
    if not can_withdraw_post(request.user, post):
        why = actions.why_not_withdrawn(post)
    context = {
        "post": post,
        "topic": post.topic,
        "form": form,
        "why": why,
        "is_public": post.state == PostState.PUBLISHED,
        "html": richtext.render(post.source),
        "crumbs": asking.crumbs(post.topic),
    }
    return render(request, "discussions/posting/withdraw.html", context, status=status)


@require_safe
def past(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/history/`: what a post said before, version by version."""
    post = visible_post(request, pk)
    standing = Standing(request.user, post.topic)
    context = {
        "post": post,
        "topic": post.topic,
        "versions": history.versions_of(post),
        "author": history.author_shown(post, moderates=standing.moderates),
        "crumbs": asking.crumbs(post.topic),
    }
    return render(request, "discussions/posting/history.html", context)
