"""Who may read a file: said by the floor that the file belongs to.

    registry.use("practice", PracticeFiles())

A file says what it belongs to by its `purpose`: `practice:7` is the practice with the key 7. One
of no purpose, or of a kind that nobody has registered, is read by who sent it and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from hub.models import StoredFile

if TYPE_CHECKING:
    import uuid

    from hub.actions import Act
    from hub.querysets import Viewer


class Keeper(Protocol):
    """What a floor says about its files."""

    def may_add(self, viewer: Viewer, pk: str) -> bool:
        """Whether the person may send a file for the object."""

    def announced(self, pk: str) -> None:
        """Somebody is about to send a file for the object. Raises `Refused` where it has enough."""

    def readable_by(self, viewer: Viewer) -> Q:
        """Which of the files of this kind the viewer may read."""

    def received(self, act: Act, file: StoredFile, pk: str, about: dict[str, Any]) -> None:
        """A file was taken in for the object: put it to use, in the same transaction.

        about: what the sender said of it, such as `label` and `language`. May raise `Refused`.
        """

    def in_use(self, files: Iterable[StoredFile]) -> set[uuid.UUID]:
        """Which of these files of the kind something still needs."""


_keepers: dict[str, Keeper] = {}


def use(kind: str, keeper: Keeper) -> None:
    """Let a floor answer for the files of a kind; once for each kind."""
    _keepers[kind] = keeper


def purpose(kind: str, pk: object) -> str:
    return f"{kind}:{pk}"


def keeper_of(purpose: str) -> tuple[Keeper | None, str]:
    """Who answers for a purpose, and the key of the object."""
    kind, _colon, pk = purpose.partition(":")
    return _keepers.get(kind), pk


def may_add(viewer: Viewer, purpose: str) -> bool:
    """Whether the person may send a file for this."""
    keeper, pk = keeper_of(purpose)
    return keeper is not None and viewer.is_authenticated and keeper.may_add(viewer, pk)


def announced(purpose: str) -> None:
    """Raise `Refused` where the object takes no more files."""
    keeper, pk = keeper_of(purpose)
    if keeper is not None:
        keeper.announced(pk)


def readable_by(viewer: Viewer) -> QuerySet[StoredFile]:
    """The files that the viewer may read. Twin of `may_read`."""
    readable, claimed = Q(pk__in=()), Q(pk__in=())
    for kind, keeper in _keepers.items():
        of_kind = Q(purpose__startswith=f"{kind}:")
        claimed |= of_kind
        readable |= of_kind & keeper.readable_by(viewer)
    if viewer.is_authenticated:
        readable |= ~claimed & Q(uploaded_by=viewer.pk)
    return StoredFile.objects.filter(readable)


def may_read(viewer: Viewer, file: StoredFile) -> bool:
    """Twin of `readable_by`."""
    return readable_by(viewer).filter(pk=file.pk).exists()


def is_public(file: StoredFile) -> bool:
    """Whether anyone may read it."""
    return may_read(AnonymousUser(), file)


def unused(files: Iterable[StoredFile]) -> list[StoredFile]:
    """Those of the files that nothing needs. One of a kind that nobody answers for is left alone:
    the floor that does may only be switched off."""
    by_keeper: dict[str, list[StoredFile]] = {}
    for file in files:
        by_keeper.setdefault(file.purpose.partition(":")[0], []).append(file)
    left: list[StoredFile] = []
    for kind, some in by_keeper.items():
        keeper = _keepers.get(kind)
        if keeper is None and kind:
            continue
        needed = keeper.in_use(some) if keeper else set()
        left += [file for file in some if file.pk not in needed]
    return left
