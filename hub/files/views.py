"""Reading a file, and sending one in pieces."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.actions import Refused
from hub.files import kinds, pictures, receiving, registry, sending, storage
from hub.files.actions import MAX_PIECE, WrongOffset, begin_upload, cancel_upload
from hub.models import StoredFile, Upload

View = Callable[..., HttpResponseBase]
LONGEST_SAID = 200


@require_safe
def read(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponseBase:
    """`/files/<uuid>/<name>`: a file, to who may read it; to others it is not there."""
    file = _readable(request, pk, name)
    path = storage.path_of(file.path)
    return _answer(request, file, path, f'"{file.sha256[:32]}"', file.content_type)


@require_safe
def rendition(request: HttpRequest, pk: uuid.UUID, width: int, name: str) -> HttpResponseBase:
    """`/files/<uuid>/<width>/<name>`: a picture at most so many pixels wide."""
    file = _readable(request, pk, name)
    kind = kinds.of_type(file.content_type)
    if width not in pictures.WIDTHS or kind is None or kind.family is not kinds.Family.PICTURE:
        raise Http404
    try:
        path = pictures.rendition(file.path, width)
    except pictures.NotAPicture as error:
        raise Http404 from error
    return _answer(request, file, path, f'"{file.sha256[:32]}-{width}"', pictures.CONTENT_TYPE)


def _readable(request: HttpRequest, pk: uuid.UUID, name: str) -> StoredFile:
    return get_object_or_404(registry.readable_by(request.user), pk=pk, name=name)


def _answer(
    request: HttpRequest, file: StoredFile, path: Path, etag: str, content_type: str
) -> HttpResponseBase:
    try:
        response = sending.answer(
            request, path, name=file.name, content_type=content_type, etag=etag,
            public=registry.is_public(file),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise Http404 from error
    return get_conditional_response(request, etag=etag, response=response) or response  # type: ignore[arg-type]  # it copies headers only


# Sending in pieces. Each answer is JSON; what was refused is a sentence under `error`.


def _said(error: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"error": error, **more}, status=status)


def _for_people(view: View) -> View:
    """Answer who is signed out, what is refused and what does not fit in the same few words."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _said(_("You are no longer signed in. Sign in and go on."), 401)
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            return _said(" ".join(map(str, refusal.messages.values())), 422)
        except WrongOffset as wrong:
            return _said(_("This piece does not go on where the file stands."), 409,
                         received=wrong.offset)  # fmt: skip

    return wrapper


@require_POST
@_for_people
def begin(request: HttpRequest) -> HttpResponseBase:
    """`/<language>/uploads/`: announce a file by `purpose`, `name`, `size` and the client's own
    `key`. Answers its address under `upload`, how much of it is there under `received`."""
    purpose = _text(request.POST, "purpose", 80)
    if not registry.may_add(request.user, purpose):
        raise Http404
    key = _text(request.POST, "key", 80) or uuid.uuid4().hex
    size = _number(request.POST.get("size"))
    if size is None:
        return _said(_("This request cannot be read."), 400)
    answer = begin_upload(
        by=request.user, purpose=purpose, name=_text(request.POST, "name", 1_000), size=size,
        upload_key=key,
    )  # fmt: skip
    return _state(Upload.objects.get(pk=answer["upload"]), status=201)


@require_http_methods(["GET", "POST", "DELETE"])
@_for_people
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """`/<language>/uploads/<uuid>/`: how far it is; a piece of at most `MAX_PIECE` bytes as the
    body, at `Upload-Offset`; or the end of it."""
    row = get_object_or_404(Upload, pk=pk, by=request.user)
    if request.method == "DELETE":
        return JsonResponse(cancel_upload(by=request.user, upload=row))
    if request.method == "POST":
        offset = _number(request.headers.get("Upload-Offset"))
        length = _number(request.headers.get("Content-Length"))
        if offset is None or not length:
            return _said(_("This request cannot be read."), 400)
        try:
            content = b"" if length > MAX_PIECE else request.body
        except RequestDataTooBig:
            content = b""
        if not 0 < len(content) <= MAX_PIECE:
            return _said(_("This piece is too large."), 413)
        receiving.piece(request.user, row, offset, content)
        row.refresh_from_db()
    return _state(row)


@require_POST
@_for_people
def finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """`/<language>/uploads/<uuid>/finish/`: all of it is there. What the sender says of the file
    comes along: `label`, `language`."""
    row = get_object_or_404(Upload, pk=pk, by=request.user)
    if not registry.may_add(request.user, row.purpose):
        raise Http404
    about = {name: _text(request.POST, name, LONGEST_SAID) for name in ("label", "language")}
    answer = receiving.finished(request.user, row, about)
    file = StoredFile.objects.get(pk=answer["file"])
    messages.success(request, _("The file was added."))
    return JsonResponse({"file": str(file.pk), "name": file.name, "size": file.size})


def _state(row: Upload, status: int = 200) -> JsonResponse:
    content = {
        "upload": str(row.pk), "received": row.received, "size": row.size,
        "file": str(row.file_id) if row.file_id else None,
    }  # fmt: skip
    return JsonResponse(content, status=status)


def _text(sent: Any, name: str, longest: int) -> str:
    return str(sent.get(name, "")).replace("\x00", "")[:longest].strip()


def _number(text: str | None) -> int | None:
    """A number of bytes; None for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None
