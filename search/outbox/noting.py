"""Noting what changed for the cluster, inside the transaction of the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from hub.indexing import PUBLIC
from search.engines.elasticsearch.connection import is_configured
from search.models import SearchOutbox
from search.outbox import leaving
from search.soon import Soon

BATCH = 500
# Seconds between a change and the work; changes in between come with it.
PAUSE = 1.0


_work = Soon("drain_outbox", PAUSE)


def note(kind: str, audiences: Mapping[int, Sequence[str]]) -> None:
    """Note objects with the tokens of who may find them now, none for those that are gone. Nothing
    happens where no cluster is set; three statements and one for each audience."""
    if not is_configured() or not audiences:
        return
    with transaction.atomic():
        for batch in _batches(sorted(audiences)):
            _note(kind, {pk: " ".join(audiences[pk]) for pk in batch})
    transaction.on_commit(_work.ask, robust=True)


def note_again(kind: str, ids: Collection[int] | None = None) -> None:
    """Have objects of a kind, all or those of `ids`, sent once more as they are now."""
    rows = SearchOutbox.objects.filter(kind=kind)
    if ids is not None:
        rows = rows.filter(object_id__in=ids)
    rows.update(version=F("version") + 1, tries=0, retry_at=None, parked_at=None, error="")
    transaction.on_commit(_work.ask, robust=True)


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _note(kind: str, audiences: dict[int, str]) -> None:
    rows = SearchOutbox.objects.filter(kind=kind)
    # What nobody ever found has nothing to leave.
    new = [SearchOutbox(kind=kind, object_id=pk) for pk, words in audiences.items() if words]
    SearchOutbox.objects.bulk_create(new, ignore_conflicts=True)
    known = dict(
        rows.filter(object_id__in=list(audiences))
        .select_for_update()
        .order_by("object_id")
        .values_list("object_id", "audience")
    )
    narrowed = [pk for pk, before in known.items() if is_narrower(before, audiences[pk])]
    # Leaves a version for `leaving`, below that of the object as it is now.
    rows.filter(object_id__in=narrowed).update(version=F("version") + 1, narrowed=True)
    alike: dict[str, list[int]] = defaultdict(list)
    for pk in known:
        alike[audiences[pk]].append(pk)
    for words, keys in alike.items():
        unsent = Q(sent_version__lt=F("version"))
        rows.filter(object_id__in=keys).update(
            version=F("version") + 1,
            audience=words,
            changed_at=Case(When(unsent, then=F("changed_at")), default=timezone.now()),
            tries=0, retry_at=None, parked_at=None, error="",
        )  # fmt: skip
    if narrowed:
        transaction.on_commit(lambda: leaving.take_out(kind, narrowed), robust=True)


def is_narrower(before: str, now: str) -> bool:
    """Whether somebody found it by `before` who does not by `now`: tokens with spaces between."""
    tokens = now.split()
    return PUBLIC not in tokens and not set(before.split()) <= set(tokens)
