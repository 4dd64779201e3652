"""The way out that each mail carries: a signed address that stops mails of its sort.

It works for whoever holds the mail, without signing in and for as long as the mail is kept, and
can do nothing else. A scope is one kind of notices, or all that a person gets in one rhythm.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing

from hub.models import Frequency, User
from hub.notifications import choices, kinds

SALT = "hub.notices.unsubscribe"
FOLLOWING_SALT = "hub.notices.unfollow"


@dataclass(frozen=True)
class Way:
    """Whose mails, and which of them."""

    person: User
    scope: str

    @property
    def kind(self) -> kinds.Kind | None:
        """The one kind that it stops, None where it stops a rhythm."""
        return kinds.find(self.scope.removeprefix("kind "))

    def names(self) -> list[str]:
        """The kinds that it stops now."""
        sort, _space, value = self.scope.partition(" ")
        if sort == "kind":
            return [value] if kinds.find(value) else []
        wanted = choices.of_person(self.person)
        return [
            kind.name
            for kind in kinds.offered_to(self.person)
            if value in _rhythms(kind, self.person, wanted[kind.name])
        ]


def _rhythms(kind: kinds.Kind, person: User, wanted: Frequency) -> Collection[Frequency]:
    """In which rhythms a person is mailed about a kind."""
    if kind.rhythms is None or wanted == Frequency.OFF:
        return {wanted}
    return kind.rhythms(person)


def of_kind(name: str) -> str:
    return f"kind {name}"


def of_rhythm(frequency: Frequency) -> str:
    return f"rhythm {frequency.value}"


def token(person: User, scope: str) -> str:
    return signing.dumps([person.pk, scope], salt=SALT)


def read(sent: str) -> Way | None:
    """What a token stands for; None for one that was not made here, or whose person is gone."""
    try:
        pk, scope = signing.loads(sent, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk).first()
    return Way(person, scope) if person else None


def following_token(person: User, kind: str, object_id: str) -> str:
    """As `token`, for no longer following one object."""
    return signing.dumps([person.pk, kind, object_id], salt=FOLLOWING_SALT)


def read_following(sent: str) -> tuple[User, str, str] | None:
    """Who follows what no longer, by the token's word; None as `read`."""
    try:
        pk, kind, object_id = signing.loads(sent, salt=FOLLOWING_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk).first()
    return (person, str(kind), str(object_id)) if person else None
