"""A file as an answer: in pieces from the disk, whole or the range that was asked for.

In the server the bytes go out after the request has given back its thread (`hub.handler`): a slow
line holds a file open and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags

from hub.files.storage import BLOCK

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class FileAnswer(StreamingHttpResponse):
    """`length` bytes of a file from `start`."""

    def __init__(self, path: Path, start: int, length: int, **options: Any) -> None:
        self.path, self.start, self.length = path, start, length
        super().__init__(self.blocks(), **options)
        self["Content-Length"] = str(length)

    def blocks(self) -> Iterator[bytes]:
        left = self.length
        if not left:
            return
        with self.path.open("rb") as file:
            file.seek(self.start)
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block


def answer(
    request: HttpRequest, path: Path, *, name: str, content_type: str, etag: str, public: bool
) -> HttpResponseBase:
    """The file to save, never to show as a page of ours. Raises `FileNotFoundError`.

    A reader's browser asks again each time, so that what was withdrawn is gone at once; what is
    not public is kept nowhere.
    """
    size = path.stat().st_size
    part = _asked_for(request, size, etag)
    if part is None:
        response: HttpResponseBase = StreamingHttpResponse((), status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        start, length = part
        whole = length == size
        response = made = FileAnswer(path, start, length, status=200 if whole else 206)
        if request.method == "HEAD":
            made.length = 0
        if not whole:
            response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
        response["Content-Type"] = content_type
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Robots-Tag"] = "noindex" if not public else "all"
    # Packing would make ranges and lengths untrue; the server takes the header off.
    response["Content-Encoding"] = "identity"
    return response


def _asked_for(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Start and length; all of it where no one range is asked for, None where there is none."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range", etag)
    if wanted is None or request.method != "GET" or etag not in parse_etags(condition):
        return 0, size
    first, last = wanted.groups()
    if not first and not last:
        return 0, size
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return 0, size
    return (start, end - start + 1) if start < size else None
