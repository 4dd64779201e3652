"""What an action is: a permission, a change, a receipt, an audit row and an announcement, in one
transaction.

    @action("invitation.withdraw")
    def withdraw_invitation(act: Act, *, invitation: Invitation) -> dict[str, Any]:
        act.require(can_withdraw_invitation(act.user, invitation))
        ...
        act.changed("invitation", invitation.pk)
        return {"invitation": invitation.pk}

    withdraw_invitation(by=request.user, key=request.POST["key"], invitation=invitation)

Calling it again with the same actor and key changes nothing and gives the first answer, also when
eight calls run at once. The same key for another verb or another payload raises `KeyReused` (409).
The answer must be JSON: it is stored with the receipt.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.dispatch import Signal

from hub import statements
from hub.models import AuditEntry, Generation, ObjectGeneration, Receipt

if TYPE_CHECKING:
    from hub.models import User

Answer = dict[str, Any]
P = ParamSpec("P")

# Sent inside the transaction, with `kind` and `ids`: who keeps an index or a notice in step
# writes it here, so that it is committed with the change or not at all. `new` are those of the ids
# that were not there before.
changed = Signal()


class NotAllowed(PermissionDenied):
    """The actor may see the object but not do this to it (403)."""


class KeyReused(Exception):
    """The same client-made key came with another verb or payload (409)."""


class Refused(Exception):
    """The rules of the domain say no. `messages` maps a field's name, or "" for the whole form,
    to a sentence for the reader."""

    def __init__(self, messages: str | dict[str, str]) -> None:
        self.messages = messages if isinstance(messages, dict) else {"": messages}
        super().__init__("; ".join(str(message) for message in self.messages.values()))


class _System:
    """The hub itself: imports, timers, the worker."""

    pk = None
    is_authenticated = False
    is_active = True

    def has_role(self, *roles: str) -> bool:
        return True

    def __str__(self) -> str:
        return "system"


system = _System()
if TYPE_CHECKING:
    Actor = User | AnonymousUser | _System
else:
    Actor = object


@dataclass
class Act:
    """One running action."""

    verb: str
    by: Actor
    details: Answer = field(default_factory=dict)
    _changed: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    _new: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    _last: list[tuple[tuple[Any, ...], Callable[[], object]]] = field(default_factory=list)

    @property
    def user(self) -> Any:
        return self.by

    @property
    def user_or_none(self) -> User | None:
        """The person, for a foreign key; None for the system and for visitors."""
        return self.by if isinstance(self.by, models.Model) else None

    def require(self, allowed: bool) -> None:
        """Raise `NotAllowed` unless the permission holds; the system may do everything."""
        if not allowed and self.by is not system:
            raise NotAllowed(self.verb)

    def changed(self, kind: str, *ids: Any) -> None:
        """Note what the action changed; announced once, when the function has returned."""
        self._changed[kind].extend(ids)

    def created(self, kind: str, *ids: Any) -> None:
        """As `changed`, of what the action made: nothing can know it yet."""
        self.changed(kind, *ids)
        self._new[kind].update(ids)

    def last(self, order: tuple[Any, ...], write: Callable[[], object]) -> None:
        """Have `write` called when all else is written, before the transaction commits: what locks
        a row that many actions want, and keeps it until then. Those of lower `order` go first, so
        that two actions which lock the same rows do so one after the other."""
        self._last.append((order, write))

    def announce(self) -> None:
        kinds = {kind: list(dict.fromkeys(ids)) for kind, ids in self._changed.items()}
        for kind, ids in kinds.items():
            changed.send(sender=kind, kind=kind, ids=ids, new=self._new[kind])

    def finish(self) -> None:
        """What locks rows that many actions want: last."""
        for _order, write in sorted(self._last, key=lambda pair: pair[0]):
            write()
        for kind in sorted(self._changed):
            raise_generation(kind)


class _Running(Protocol[P]):
    """An action as its callers see it."""

    verb: str

    def __call__(self, *, by: Actor, key: str | None = None, **kwargs: Any) -> Answer: ...


def announce(kind: str, ids: Iterable[Any]) -> None:
    """Tell indexes, caches and notices that objects changed, and raise the area's generation."""
    changed.send(sender=kind, kind=kind, ids=list(ids), new=frozenset())
    raise_generation(kind)


def raise_generation(area: str) -> None:
    """Make every cached page of an area stale from the moment the transaction commits."""
    statements.raise_number(Generation, area)


def raise_generation_of(area: str) -> None:
    """As `raise_generation`, for the pages of one object: `topic:7`."""
    statements.raise_number(ObjectGeneration, area)


def _actor_name(by: Actor) -> str:
    if by is system:
        return "system"
    pk = getattr(by, "pk", None)
    return f"user:{pk}" if pk is not None else f"visitor:{getattr(by, 'visitor_id', '')}"


def _plain(value: Any) -> Any:
    """A payload as JSON: an object of the database is its kind and id, a file its name and size."""
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, (set, frozenset)):
        return sorted(map(_plain, value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "as_payload"):
        return value.as_payload()
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    return value


def _storable(value: Any) -> Any:
    """The same without NUL, which PostgreSQL keeps in no text and in no JSON."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(each) for each in value]
    return value


def payload_hash(payload: dict[str, Any]) -> str:
    """The SHA-256 of what was sent, the same for the same content in any order."""
    text = json.dumps(_plain(payload), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def action(verb: str) -> Callable[[Callable[Concatenate[Act, P], Answer]], _Running[P]]:
    """Make a function an action (see the module's head)."""

    def decorate(function: Callable[..., Answer]) -> _Running[P]:
        @wraps(function)
        def run(*, by: Actor, key: str | None = None, **payload: Any) -> Answer:
            actor, digest = _actor_name(by), payload_hash(payload)
            # Nobody can send again what carries no key of the client's: it gets a fresh one.
            key = _storable(key or "")[:80] or uuid.uuid4().hex
            with transaction.atomic():
                # First, so that a repeat waits here until this one has committed.
                receipt = Receipt(actor=actor, key=key, verb=verb, payload_hash=digest)
                if not statements.insert(receipt, unless=("actor", "key")):
                    return _known(actor, key, verb, digest)
                act = Act(verb=verb, by=by)
                answer = _storable(
                    json.loads(json.dumps(function(act, **payload), cls=DjangoJSONEncoder))
                )
                audit = AuditEntry(
                    actor=act.user_or_none,
                    actor_label=str(by) if act.user_or_none or by is system else actor,
                    verb=verb,
                    details=_storable(act.details),
                    **_subject(act),
                )
                act.announce()
                with statements.together():
                    statements.update(receipt, answer=answer)
                    statements.append(audit)
                    act.finish()
            return answer

        run.verb = verb  # type: ignore[attr-defined]  # what the protocol promises
        return run  # type: ignore[return-value]  # as above

    return decorate


def _known(actor: str, key: str, verb: str, digest: str) -> Answer:
    """What was answered to the same key before."""
    receipt = Receipt.objects.get(actor=actor, key=key)
    if receipt.verb != verb or receipt.payload_hash != digest:
        raise KeyReused(f"{receipt.verb}, then {verb}")
    return receipt.answer or {}


def _subject(act: Act) -> dict[str, str]:
    """The first object that the action named as changed is what the audit row is about."""
    for kind, ids in act._changed.items():
        return {"kind": kind, "object_id": str(ids[0]) if len(ids) == 1 else ""}
    return {"kind": "", "object_id": ""}
