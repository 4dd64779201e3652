"""The signed address by which a person answers for one practice without signing in.

It can do nothing but that: it names the person, the practice and the question. It ends with the
question, after `LASTS`, and when the person no longer decides for the organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from hub.models import User
from practices.models import Practice
from practices.permissions import can_confirm

SALT = "practices.confirming"
LASTS = timedelta(days=120)


@dataclass(frozen=True)
class Way:
    """Who may answer for which practice. is_open: whether it still leads anywhere."""

    person: User
    practice: Practice
    is_open: bool


def token(person: int, practice: int, asked_at: datetime | str) -> str:
    """asked_at: of the question, a moment or as `notices` carry it."""
    asked = asked_at if isinstance(asked_at, str) else asked_at.isoformat()
    return signing.dumps([person, practice, asked], salt=SALT)


def read(sent: str) -> Way | None:
    """None for what was not made here, or is about what is gone."""
    try:
        person_pk, practice_pk, asked = signing.loads(sent, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=person_pk).first()
    rows = Practice.objects.select_related("organisation")
    practice = rows.filter(pk=practice_pk).first()
    if person is None or practice is None:
        return None
    now = practice.confirmation_asked_at
    is_open = (
        person.is_active
        and now is not None
        and now.isoformat() == asked
        and _is_fresh(sent)
        and can_confirm(person, practice)
    )
    return Way(person, practice, is_open)


def _is_fresh(sent: str) -> bool:
    try:
        signing.loads(sent, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        return False
    return True
