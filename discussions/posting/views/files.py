"""The pages of the files that go with a post: while it is written, and while it can be edited."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from discussions.models import Post, PostDraft, Topic
from discussions.permissions import can_edit_post
from discussions.posting import drafts
from discussions.posting import files as kept
from discussions.posting.views import asking
from hub.files import kinds, receiving, registry
from hub.forms.keyed import KeyedForm, new_key
from hub.models import StoredFile
from hub.views.signed_in import signed_in


class FileForm(KeyedForm):
    """A new file; without a script it comes with the form."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=1_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.fields["file"].help_text = kinds.allowed()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_draft(request: HttpRequest, pk: int, draft: uuid.UUID) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/drafts/<uuid>/files/`: one's own draft's files."""
    topic = asking.visible_topic(request, pk)
    row = get_object_or_404(PostDraft, pk=draft, user=request.user, topic=topic)
    shelf = Shelf(
        topic=topic,
        purpose=kept.purpose_of(row),
        files=kept.of_draft(row),
        here=reverse("discussions:post-files", args=[topic.pk, row.pk]),
        back=drafts.address(topic.pk, row.parent_id),
        remove=partial(kept.remove_from_draft, draft=row),
        is_draft=True,
    )
    return _page(request, shelf)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_post(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/spaces/posts/<pk>/files/`: those of one's own post, while it can be edited."""
    posts = Post.objects.visible_to(request.user).select_related("topic__space")
    post = get_object_or_404(posts, pk=pk)
    if not can_edit_post(request.user, post):
        raise PermissionDenied
    shelf = Shelf(
        topic=post.topic,
        purpose=registry.purpose(kept.POST, post.pk),
        files=StoredFile.objects.filter(pk__in=post.files.values("file")),
        here=reverse("discussions:post-own-files", args=[post.pk]),
        back=reverse("discussions:post", args=[post.pk]),
        remove=partial(kept.remove_from_post, post=post),
        is_draft=False,
    )
    return _page(request, shelf)


@dataclass(frozen=True)
class Shelf:
    """The files of a draft or a post. here, back: addresses of the page, and of where one came
    from. remove: the action, which takes `by`, `key` and `file`."""

    topic: Topic
    purpose: str
    files: QuerySet[StoredFile]
    here: str
    back: str
    remove: Callable[..., Any]
    is_draft: bool


def _page(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    form, status = FileForm(), 200
    if request.method == "POST" and request.POST.get("do") == "remove":
        file = StoredFile(pk=_uuid(request.POST.get("file", "")))
        shelf.remove(by=request.user, key=request.POST.get("key"), file=file)
        messages.success(request, _("The file was removed."))
        return HttpResponseRedirect(shelf.here)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            run = partial(receiving.whole, purpose=shelf.purpose, sent=form.cleaned_data["file"])
            if form.carry_out(run, by=request.user) is not None:
                messages.success(request, _("The file was added."))
                return HttpResponseRedirect(shelf.here)
        status = 422
    context = {
        "topic": shelf.topic,
        "files": [(file, kinds.label(file.content_type), new_key()) for file in shelf.files],
        "most": kept.MOST,
        "form": form,
        "purpose": shelf.purpose,
        "page_url": shelf.here,
        "back": shelf.back,
        "is_draft": shelf.is_draft,
        "crumbs": asking.crumbs(shelf.topic),
    }
    return render(request, "discussions/posting/files.html", context, status=status)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
