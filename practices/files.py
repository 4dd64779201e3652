"""Files of practices: who reads them, and which are still needed.

A file belongs to the practice that it was sent for (its purpose, `practice:7`). It is public while
a published version of that practice has it; its people and the secretariat read it with the draft;
whoever screens it, while the round is open, where the version that is judged has it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from hub.files import registry
from hub.models import StoredFile
from practices.models import Practice, PracticeFile, ScreeningRound
from practices.permissions import can_write

if TYPE_CHECKING:
    from hub.actions import Act
    from hub.querysets import Viewer

KIND = "practice"


def purpose_of(practice: Practice) -> str:
    return registry.purpose(KIND, practice.pk)


class PracticeFiles:
    """Answers for them, see `hub.files.registry.Keeper`."""

    def may_add(self, viewer: Viewer, pk: str) -> bool:
        practice = _practice(pk)
        return practice is not None and can_write(viewer, practice)

    def announced(self, pk: str) -> None:
        from practices.writing.resource_actions import refuse_one_file_more

        practice = _practice(pk)
        if practice is not None:
            refuse_one_file_more(len(_latest(practice)))

    def readable_by(self, viewer: Viewer) -> Q:
        public = PracticeFile.objects.filter(practice__in=Practice.objects.published().values("pk"))
        readable = Q(pk__in=public.values("file"))
        if not viewer.is_authenticated:
            return readable
        own = Practice.objects.drafts_visible_to(viewer).annotate(
            of_files=Concat(Value(f"{KIND}:"), Cast("pk", CharField()))
        )
        return readable | Q(purpose__in=own.values("of_files")) | Q(pk__in=_judged_by(viewer))

    def received(self, act: Act, file: StoredFile, pk: str, about: dict[str, Any]) -> None:
        from practices.writing.resource_actions import attach

        attach(act, Practice.objects.select_for_update().get(pk=pk), file, about)

    def in_use(self, files: Iterable[StoredFile]) -> set[uuid.UUID]:
        by_practice: dict[str, set[uuid.UUID]] = defaultdict(set)
        for file in files:
            by_practice[registry.keeper_of(file.purpose)[1]].add(file.pk)
        needed: set[uuid.UUID] = set()
        for pk, of_it in by_practice.items():
            practice = _practice(pk)
            if practice is not None:
                needed |= _named(practice, of_it)
        return needed


def own_files(practice: Practice, children: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of children `files` as a version has them, those whose file was sent for this practice: no
    draft brings out another's by naming it."""
    named = StoredFile.objects.filter(pk__in=ids_of({"files": children}))
    mine = named.filter(purpose=purpose_of(practice)).select_for_update()
    own = set(mine.values_list("pk", flat=True))
    return [{**child} for child in children if as_uuid(child.get("file")) in own]


def ids_of(content: Mapping[str, Any] | None) -> set[uuid.UUID]:
    """The files that a version of the facts has."""
    children = (content or {}).get("files") or []
    found = {as_uuid(child.get("file")) for child in children}
    return {each for each in found if each is not None}


def _judged_by(viewer: Viewer) -> set[uuid.UUID]:
    """Files in the versions that the viewer judges now: a handful of rounds at most."""
    rounds = ScreeningRound.objects.readable_by(viewer).filter(
        closed_at=None, assignments__reviewer=viewer.pk
    )
    named = rounds.values_list("facts__content__files", flat=True)
    return {each for files in named for each in ids_of({"files": files})}


def _latest(practice: Practice) -> set[uuid.UUID]:
    latest = practice.latest_revision
    return ids_of(latest.content) if latest else set()


def _named(practice: Practice, files: set[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the files the practice, or any version of it that is kept, has. Old versions are
    read only for what the newest do not have."""
    public = PracticeFile.objects.filter(practice=practice).values_list("file", flat=True)
    named = files & (set(public) | _latest(practice))
    if named != files:
        for versions in practice.revisions.values_list("content__files", flat=True).iterator():
            named |= files & ids_of({"files": versions})
    return named


def _practice(pk: str) -> Practice | None:
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    return Practice.objects.filter(pk=int(pk)).first()


def as_uuid(value: object) -> uuid.UUID | None:
    """A key of a file as a version has it, where it is one."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
