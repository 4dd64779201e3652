"""The pages on which a draft goes out as a file and comes back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages
from hub.actions import KeyReused, NotAllowed, Refused
from hub.forms.keyed import KeyedForm, new_key, sent
from hub.models import Organisation, StoredFile
from practices.exchange import docx_writing, json_file, reading, reviewing, sheets
from practices.exchange.actions import begin_from_file, take_file
from practices.exchange.forms import EmptyFormForm, SendBackForm
from practices.exchange.reading import NotOurs
from practices.exchange.sheet import Sheet
from practices.fields import Field
from practices.permissions import can_write
from practices.writing.draft import Draft
from practices.writing.forms.starting import LONGEST_TITLE, StartForm
from practices.writing.views.found import with_draft, writers

_WRITERS = {
    "docx": (
        docx_writing.write,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "json": (json_file.write, "application/json"),
}


@with_draft
def download(request: HttpRequest, draft: Draft, format: str) -> HttpResponse:
    """`drafts/<pk>/download/<format>/`: the facts and all texts, or those of `?text=fr&text=ar`."""
    wanted = request.GET.getlist("text") or list(draft.rows)
    name = draft.practice.reference or _("practice-%(number)s") % {"number": draft.pk}
    return _file(sheets.of_draft(draft, wanted), format, name)


@writers
def download_empty(request: HttpRequest, format: str) -> HttpResponse:
    """`drafts/start/download/<format>/`: a form to be filled in offline, for `?language=fr`."""
    form = EmptyFormForm(request.GET)
    code = form.cleaned_data["language"] if form.is_valid() else languages.current().code
    return _file(sheets.empty(code), format, _("practice"))


def _file(sheet: Sheet, format: str, name: str) -> HttpResponse:
    write, content_type = _WRITERS[format]
    response = HttpResponse(write(sheet), content_type=content_type)
    response.headers["Content-Disposition"] = _disposition(f"{name}.{format}")
    return response


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


@with_draft
def upload(request: HttpRequest, draft: Draft) -> HttpResponse:
    """`drafts/<pk>/upload/`: the ways out, and the way back."""
    may_write = can_write(request.user, draft.practice)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = SendBackForm(sent(request), request.FILES or None, label_suffix="")
    token = _received(request, form, draft.pk)
    if token:
        return redirect("practices:draft-upload-review", draft.pk, token)
    context = {"draft": draft, "form": form, "may_write": may_write}
    return _page(request, "practices/exchange/upload.html", context, form.is_bound)


@writers
def start_upload(request: HttpRequest) -> HttpResponse:
    """`drafts/start/upload/`: an empty form, and the way back with one that was filled in."""
    if not Organisation.objects.drafting_for(request.user).exists():
        return render(request, "practices/writing/no_organisation.html")
    form = SendBackForm(sent(request), request.FILES or None, label_suffix="")
    token = _received(request, form, None)
    if token:
        return redirect("practices:draft-start-review", token)
    context = {"form": form, "empty": EmptyFormForm()}
    return _page(request, "practices/exchange/start.html", context, form.is_bound)


def _received(request: HttpRequest, form: SendBackForm, practice: int | None) -> str:
    """The key of the file that came, "" where none did; why not stands beside the field."""
    if not form.is_valid():
        return ""
    person: Any = request.user
    given = (practice, form.cleaned_data["file"])
    try:
        try:
            return reading.receive(person, form.cleaned_data["key"] or new_key(), *given)
        except KeyReused:
            # Another file from a page that was kept open, or from the back button.
            return reading.receive(person, new_key(), *given)
    except NotOurs as error:
        form.add_error("file", str(error))
    except Refused as refused:
        form.add_error("file", " ".join(str(each) for each in refused.messages.values()))
    return ""


@with_draft
def review(request: HttpRequest, draft: Draft, token: uuid.UUID) -> HttpResponse:
    """`drafts/<pk>/upload/<token>/`: what was read, what changes, what clashes; then take it."""
    if not can_write(request.user, draft.practice):
        raise PermissionDenied
    file, sheet = _sent_before(request, draft.pk, token)
    form = KeyedForm(sent(request))
    undecided: list[str] = []
    choices = _choices(request)
    if form.is_valid():
        try:
            answer = _carried_out(form, take_file, by=request.user, practice=draft.practice,
                                  file=file, choices=choices)  # fmt: skip
        except reviewing.Undecided as error:
            undecided = error.names
            draft = Draft(type(draft.practice).objects.get(pk=draft.pk))
            form = KeyedForm()
        except NotAllowed as error:
            raise PermissionDenied from error
        else:
            if answer is not None:
                _say_taken(request, len(answer["written"]))
                return redirect("practices:draft-tasks", draft.pk)
    found = reviewing.review(sheet, draft)
    context = {
        "draft": draft,
        "file": file,
        "form": form,
        "review": found,
        "clashes": [(each, choices.get(each.name, "")) for each in found.clashes],
        "undecided": undecided,
    }
    response = render(request, "practices/exchange/review.html", context)
    response.status_code = 409 if undecided else 422 if form.is_bound else 200
    return response


@writers
def start_review(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """`drafts/start/upload/<token>/`: what was read, and in whose name a draft begins with it."""
    organisations = Organisation.objects.drafting_for(request.user).order_by("name")
    if not organisations:
        return render(request, "practices/writing/no_organisation.html")
    file, sheet = _sent_before(request, None, token)
    form = StartForm(sent(request), organisations=organisations, initial=_known_of(sheet))
    _offer(form, sheet.original_language)
    if form.is_valid():
        answer = _carried_out(
            form, begin_from_file, by=request.user, organisation=form.organisation_chosen,
            language=form.cleaned_data["language"], title=form.cleaned_data["title"], file=file,
        )  # fmt: skip
        if answer:
            return redirect("practices:draft-tasks", answer["practice"])
    context = {
        "form": form,
        "file": file,
        "organisation": form.only,
        "review": _beside_the_form(reviewing.review(sheet, _nothing(sheet), is_new=True)),
    }
    return _page(request, "practices/exchange/start_review.html", context, form.is_bound)


def _beside_the_form(review: reviewing.Review) -> reviewing.Review:
    """Without the title, which the form asks for."""
    own = review.sheet.original_language
    review.changes = [
        each for each in review.changes if (each.field.part, each.field.name) != (own, "title")
    ]
    # The form asks for a title where the file has none.
    missing = Field(own, "title").full_label() if own else ""
    review.troubles = [each for each in review.troubles if each.where != missing]
    return review


def _nothing(sheet: Sheet) -> Any:
    """A draft in which nothing is written, to look at a file beside it."""
    from practices.models import Practice

    return _Blank(Practice(original_language=sheet.original_language))


class _Blank(Draft):
    def __init__(self, practice: Any) -> None:
        self.practice = self.facts = practice
        self.rows, self.texts, self._contents = {}, {}, {"facts": {}}


def _known_of(sheet: Sheet) -> dict[str, str]:
    language = sheet.original_language or next(iter(sheet.languages), "")
    title = sheet.part(language).get("title") if language else None
    known = {"title": title.value[:LONGEST_TITLE] if title else ""}
    return {**known, "language": language} if language else known


def _offer(form: StartForm, language: str) -> None:
    """A file may be in a language that the list does not have."""
    field: Any = form.fields["language"]
    if language:
        field.initial = language
        if not field.valid_value(language):
            name = languages.language_name(language, languages.current().code)
            field.choices = [*field.choices, (language, name)]


def _sent_before(
    request: HttpRequest, practice: int | None, token: uuid.UUID
) -> tuple[StoredFile, Sheet]:
    file = get_object_or_404(
        StoredFile, pk=token, purpose=reading.purpose(practice), uploaded_by=request.user.pk
    )
    try:
        return file, reading.read(file)
    except (NotOurs, OSError) as error:
        # It was readable when it came: the disk has lost it.
        raise Http404 from error


def _choices(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("choice-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("choice-")
    }


def _carried_out(form: KeyedForm, run: Any, **payload: Any) -> dict[str, Any] | None:
    """As `KeyedForm.carry_out`; with other choices than before under the same key it is another
    sending, as after a press of the back button."""
    try:
        return form.carry_out(run, **payload)
    except KeyReused:
        form.cleaned_data["key"] = new_key()
        return form.carry_out(run, **payload)


def _say_taken(request: HttpRequest, number: int) -> None:
    messages.success(
        request,
        ngettext(
            "%(number)s field was taken from the file.",
            "%(number)s fields were taken from the file.",
            number,
        )
        % {"number": number},
    )


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], is_bound: bool
) -> HttpResponse:  # fmt: skip
    return render(request, template, context, status=422 if is_bound else 200)
