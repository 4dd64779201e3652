"""Notices as their reader may read them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import translation

from hub import languages
from hub.models import Notice, User
from hub.notifications import kinds
from hub.notifications.kinds import Line


def lines(person: User, notices: Iterable[Notice], language: str) -> dict[int, Line]:
    """The line of each notice that a person may still see, by its key.

    Rights are asked now, once for each kind, and each kind is worded once.
    """
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    found: dict[int, Line] = {}
    with translation.override(languages.get(language).path):
        for name, told in by_kind.items():
            kind = kinds.find(name)
            if kind is None:
                continue
            if kind.may_see is not None:
                seen = kind.may_see(person, {notice.object_id for notice in told})
                told = [notice for notice in told if notice.object_id in seen]
            if told:
                found.update(kind.render(told, languages.get(language).code))
    return found
