"""The page of the files that go with a post that is being written."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from discussions.models import PostDraft
from discussions.posting import drafts
from discussions.posting.files import MOST, of_draft, purpose_of, remove_file
from discussions.posting.views import asking
from hub.files import kinds, receiving
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
def files(request: HttpRequest, pk: int, draft: uuid.UUID) -> HttpResponse:
    """`/<language>/spaces/topics/<pk>/drafts/<uuid>/files/`: one's own draft's files."""
    topic = asking.visible_topic(request, pk)
    row = get_object_or_404(PostDraft, pk=draft, user=request.user, topic=topic)
    here = reverse("discussions:post-files", args=[topic.pk, row.pk])
    form = FileForm()
    status = 200
    if request.method == "POST" and request.POST.get("do") == "remove":
        file = StoredFile(pk=_uuid(request.POST.get("file", "")))
        remove_file(by=request.user, key=request.POST.get("key"), draft=row, file=file)
        messages.success(request, _("The file was removed."))
        return HttpResponseRedirect(here)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            run = partial(receiving.whole, purpose=purpose_of(row), sent=form.cleaned_data["file"])
            if form.carry_out(run, by=request.user) is not None:
                messages.success(request, _("The file was added."))
                return HttpResponseRedirect(here)
        status = 422
    context = {
        "topic": topic,
        "files": [(file, kinds.label(file.content_type), new_key()) for file in of_draft(row)],
        "most": MOST,
        "form": form,
        "purpose": purpose_of(row),
        "page_url": here,
        "back": drafts.address(topic.pk, row.parent_id),
        "crumbs": asking.crumbs(topic),
    }
    return render(request, "discussions/posting/files.html", context, status=status)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
