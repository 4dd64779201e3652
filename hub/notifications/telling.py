"""Telling people, inside the transaction of what they are told about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from hub.models import Frequency, Notice, User
from hub.notifications import kinds, tasks

KEY_LENGTH = 120


def notify(
    kind: str,
    recipients: Iterable[User | int],
    key: str,
    object_id: object = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Write a notice for each of the recipients (people or their keys, each once).

    `key` names the occasion within the kind: told again, also by a run at the same time, it adds
    nothing. `data` is JSON for the wording, and holds nothing that may have to be hidden later.
    Runs inside an action: the notices are committed with the change, and mailed from then on.
    Raises `LookupError` for a kind that nobody registered.
    """
    kinds.get(kind)
    # In one order, so that two that tell the same at once wait for each other and do not lock up.
    ids = sorted({each if isinstance(each, int) else each.pk for each in recipients})
    if not ids:
        return
    stored = occasion(kind, key)
    rows = [
        Notice(
            recipient_id=recipient,
            kind=kind,
            key=stored,
            object_id=str(object_id),
            data=data or {},
        )
        for recipient in ids
    ]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    transaction.on_commit(lambda: tasks.mail_occasion.enqueue(stored))


@dataclass(frozen=True)
class Telling:
    """What one person is told, for `notify_each`; as the arguments of `notify`. rhythm: how often
    they want mail about this object, of a kind that has `rhythms`."""

    recipient: int
    key: str
    object_id: str
    rhythm: Frequency
    data: dict[str, Any] = field(default_factory=dict)


def notify_each(kind: str, told: Iterable[Telling]) -> None:
    """As `notify`, where each person is told something else. Whoever wants to hear of several of
    these at once gets one mail about them."""
    kinds.get(kind)
    rows = [
        Notice(
            recipient_id=each.recipient,
            kind=kind,
            key=occasion(kind, each.key),
            object_id=each.object_id,
            rhythm=each.rhythm,
            data=each.data,
        )
        for each in sorted(told, key=lambda each: (each.recipient, each.key))
    ]
    if rows:
        Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        transaction.on_commit(lambda: tasks.mail_due.enqueue())


def occasion(kind: str, key: str) -> str:
    """The key as it is stored: of the kind, and never longer than its column."""
    stored = f"{kind}:{key}"
    if len(stored) <= KEY_LENGTH:
        return stored
    return f"{kind}:{hashlib.sha256(key.encode()).hexdigest()[: KEY_LENGTH - len(kind) - 1]}"
