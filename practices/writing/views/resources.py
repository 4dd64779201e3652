"""The page of a practice's links and files: each is added, changed, moved and removed by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import richtext
from hub.actions import Refused
from hub.files import receiving
from hub.forms.keyed import KeyedForm, new_key
from hub.models import StoredFile
from practices import fields
from practices.attached import attached
from practices.files import as_uuid, purpose_of
from practices.permissions import can_edit_practice, can_write
from practices.writing import criteria
from practices.writing.actions import mark_section
from practices.writing.draft import Draft, Step
from practices.writing.forms.resources import FileForm, FileWordsForm, LinkForm
from practices.writing.resource_actions import (
    RELATIONS,
    add_link,
    change_resource,
    in_order,
    key_of,
    move_resource,
    remove_resource,
)
from practices.writing.views.found import with_draft

SECTION = "resources"
_MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Row:
    """A link or file in the list. kind, size: of a file. form_key: of the buttons beside it."""

    relation: str
    key: str
    name: str
    url: str
    code: str
    first: bool
    last: bool
    form_key: str
    kind: str = ""
    size: int = 0

    @property
    def change_url(self) -> str:
        return "?" + urlencode({"list": self.relation, "change": self.key}) + "#change"


@with_draft
def resources(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`/<language>/practices/drafts/<pk>/resources/`"""
    if request.method == "POST":
        if not can_edit_practice(request.user, draft.practice):
            raise PermissionDenied
        return _sent(request, draft)
    if not can_write(request.user, draft.practice):
        return redirect("practices:draft-check", draft.pk)
    return _show(request, draft)


def _sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    doing = {
        "link": _add_link, "file": _add_file, "change": _change, "done": _done,
        "up": _move, "down": _move, "remove": _remove,
    }.get(request.POST.get("do") or request.POST.get("what", ""))  # fmt: skip
    if doing is None:
        return _show(request, draft, status=422)
    return doing(request, draft)


# What each button does


def _add_link(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = LinkForm(request.POST, prefix="link")
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("url", "label", "language")}
        answer = form.carry_out(add_link, by=request.user, practice=draft.practice, **said)
        if answer is not None:
            messages.success(request, _("The link was added."))
            return _to(draft, f"#item-{answer['key']}")
    return _show(request, draft, link=form, status=422)


def _add_file(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = FileForm(request.POST, request.FILES, prefix="file")
    if form.is_valid():
        run = partial(
            receiving.whole,
            purpose=purpose_of(draft.practice),
            sent=form.cleaned_data["file"],
            about={name: form.cleaned_data[name] for name in ("label", "language")},
        )
        answer = form.carry_out(run, by=request.user)
        if answer is not None:
            messages.success(request, _("The file was added."))
            return _to(draft, f"#item-{answer['file']}")
    return _show(request, draft, file=form, status=422)


def _change(request: HttpRequest, draft: Draft) -> HttpResponse:
    relation, item = _named(request)
    form_class: type[KeyedForm] = LinkForm if relation == "links" else FileWordsForm
    form = form_class(request.POST, prefix="change")
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.fields if name != "key"}
        answer = form.carry_out(
            change_resource,
            by=request.user,
            practice=draft.practice,
            relation=relation,
            item=item,
            **said,
        )
        if answer is not None:
            messages.success(request, _("The change was saved."))
            return _to(draft, f"#item-{answer['key']}")
    return _show(request, draft, change=form, changed=(relation, item), status=422)


def _move(request: HttpRequest, draft: Draft) -> HttpResponse:
    relation, item = _named(request)
    by_places = _MOVES[request.POST["do"]]
    run = partial(
        move_resource, practice=draft.practice, relation=relation, item=item, by_places=by_places
    )
    return _by_button(request, draft, run) or _to(draft, f"#item-{item}")


def _remove(request: HttpRequest, draft: Draft) -> HttpResponse:
    relation, item = _named(request)
    run = partial(remove_resource, practice=draft.practice, relation=relation, item=item)
    wrong = _by_button(request, draft, run)
    if wrong is None:
        messages.success(request, _("It was removed from the draft."))
    return wrong or _to(draft, f"#{relation}")


def _done(request: HttpRequest, draft: Draft) -> HttpResponse:
    done = request.POST.get("done") == "on"
    if done is not (SECTION in draft.practice.sections_done):
        mark_section(by=request.user, practice=draft.practice, section=SECTION, done=done)
    if request.POST.get("go") == "later":
        return redirect("practices:draft-tasks", draft.pk)
    if request.GET.get("back") == "check":
        address = reverse("practices:draft-check", args=[draft.pk])
        return HttpResponseRedirect(f"{address}#{SECTION}")
    following = draft.after(_step(draft))
    return HttpResponseRedirect(
        following.url if following else reverse("practices:draft-tasks", args=[draft.pk])
    )


def _by_button(
    request: HttpRequest, draft: Draft, run: Callable[..., Any]
) -> HttpResponse | None:  # fmt: skip
    """Do what a button beside a row says; the page where that cannot be done."""
    try:
        run(by=request.user, key=request.POST.get("key", "")[:80])
    except Refused as refusal:
        messages.error(request, " ".join(map(str, refusal.messages.values())))
        return _show(request, draft, status=422)
    return None


def _named(request: HttpRequest) -> tuple[str, str]:
    """The list and the key of what a form is about."""
    relation = request.POST.get("relation", "")
    return relation if relation in RELATIONS else RELATIONS[0], request.POST.get("item", "")[:80]


def _to(draft: Draft, place: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("practices:draft-resources", args=[draft.pk]) + place)


# The page


def _show(
    request: HttpRequest,
    draft: Draft,
    *,
    link: LinkForm | None = None,
    file: FileForm | None = None,
    change: KeyedForm | None = None,
    changed: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    step = _step(draft)
    lists = {relation: in_order(draft.content(fields.FACTS), relation) for relation in RELATIONS}
    changed = changed or _asked_to_change(request)
    child = next(
        (each for each in lists.get(changed[0], []) if key_of(changed[0], each) == changed[1]), None
    )
    if change is None and child is not None:
        form_class = LinkForm if changed[0] == "links" else FileWordsForm
        change = form_class(prefix="change", initial=child)
    names = {reason for each in step.fields for reason in draft.reasons.get(str(each), [])}
    context = {
        "draft": draft,
        "step": step,
        "links": _links(lists["links"]),
        "files": _files(lists["files"]),
        "link_form": link or LinkForm(prefix="link"),
        "file_form": file or FileForm(prefix="file"),
        "change_form": change if child is not None else None,
        "changed": changed,
        "purpose": purpose_of(draft.practice),
        "reasons": sorted(names, key=lambda reason: reason.pk),
        "criteria": criteria.answered_by(SECTION),
        "back": request.GET.get("back") == "check",
        "is_done": SECTION in draft.practice.sections_done,
        "page_url": step.url,
    }
    return render(request, "practices/writing/resources.html", context, status=status)


def _step(draft: Draft) -> Step:
    return Step(draft.pk, fields.section(SECTION))


def _asked_to_change(request: HttpRequest) -> tuple[str, str]:
    relation = request.GET.get("list", "")
    return (relation if relation in RELATIONS else RELATIONS[0], request.GET.get("change", "")[:80])


def _links(children: list[dict[str, Any]]) -> list[Row]:
    return [
        Row(
            "links", key_of("links", child), child["label"] or child["url"],
            child["url"] if richtext.link_is_allowed(child["url"]) else "", child["language"],
            at == 0, at == len(children) - 1, new_key(),
        )
        for at, child in enumerate(children)
    ]  # fmt: skip


def _files(children: list[dict[str, Any]]) -> list[Row]:
    ids = [as_uuid(child["file"]) for child in children]
    found = StoredFile.objects.in_bulk([pk for pk in ids if pk]) if children else {}
    rows = []
    for at, (child, pk) in enumerate(zip(children, ids, strict=True)):
        stored = found.get(pk) if pk else None
        if stored is None:
            continue
        shown = attached(child, stored)
        rows.append(
            Row(
                "files", key_of("files", child), shown.name, shown.url, shown.code,
                at == 0, at == len(children) - 1, new_key(), shown.kind, shown.size,
            )
        )  # fmt: skip
    return rows
