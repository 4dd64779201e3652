"""A topic with its outcome as JSON; `docs/exchange-format.md` says what stands where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone

from discussions.models import Outcome, Post
from discussions.outcomes.exporting import told
from discussions.outcomes.exporting.told import Told
from discussions.outcomes.shown import gone, in_order
from hub import languages

FORMAT, VERSION = "gcm-hub-topic", 1


def write(topic: Told) -> IO[bytes]:
    """The file, which is never in memory whole."""
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    for piece in _pieces(topic):
        file.write(piece.encode())
    return file


def _pieces(topic: Told) -> Iterator[str]:
    head = _dumped(_head(topic))
    yield head[:-1] + ',"posts":['
    for number, post in enumerate(topic.posts()):
        yield (",\n" if number else "\n") + _dumped(_post(topic, post))
    yield "\n]}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _head(topic: Told) -> dict[str, Any]:
    row = topic.topic
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": _moment(timezone.now()),
        "address": topic.address,
        "space": {
            "title": {_tag(text.language): text.title for text in row.space.texts.all()},
            "original_language": _tag(row.space.original_language),
        },
        "topic": {
            "id": row.pk,
            "number": row.number,
            "state": row.state,
            "original_language": _tag(row.original_language),
            "texts": {
                _tag(text.language): {"question": text.question, "context": text.context}
                for text in row.texts.all()
            },
            "opens_at": _moment(row.opens_at),
            "closes_at": _moment(row.closes_at),
            "closed_at": _moment(row.closed_at),
        },
        "outcome": _outcome(topic.outcome) if topic.outcome else None,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "original_language": _tag(outcome.original_language),
        "published_at": _moment(outcome.published_at),
        "corrected_at": _moment(outcome.corrected_at),
        "paragraphs": [
            {
                "number": number,
                "texts": {_tag(text.language): text.source for text in each.texts.all()},
                "corrected_at": _moment(each.corrected_at),
                "rests_on": [_cited(outcome, citation.post) for citation in in_order(each)],
            }
            for number, each in enumerate(outcome.paragraphs.all(), start=1)
        ],
        "changed": {_tag(text.language): text.changed for text in outcome.texts.all()},
    }


def _cited(outcome: Outcome, post: Post) -> dict[str, Any]:
    why = gone(outcome, post)
    cited: dict[str, Any] = {"id": post.pk, "number": post.position if why != "moved" else None}
    return {**cited, "gone": why} if why else cited


def _post(topic: Told, post: Post) -> dict[str, Any]:
    base = {"id": post.pk, "number": post.position, "state": post.state}
    if not told.is_readable(post):
        return base
    author = told.author(post)
    return {
        **base,
        "address": told.address_of(post.pk),
        "in_reply_to": topic.positions.get(post.parent_id or 0),
        "author": {
            "name": author.name,
            "organisation": author.organisation,
            "capacity": author.capacity,
            "withheld": author.withheld,
        },
        "published_at": _moment(post.published_at),
        "edited_at": _moment(post.edited_at),
        "language": _tag(post.language),
        "text": post.source,
        "translations": {
            _tag(each.language): {"text": each.source, "origin": each.origin}
            for each in post.translations.all()
        },
        "files": [
            {
                "name": each.label or each.file.name,
                "address": told.absolute(reverse("file", args=[each.file_id, each.file.name])),
                "size": each.file.size,
            }
            for each in post.files.all()
        ],
    }


def _tag(code: str) -> str:
    return languages.html_tag(code)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
