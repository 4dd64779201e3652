"""What a person changes in how they sign in, and where they are signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from hub.actions.core import Act, action
from hub.models import User
from hub.permissions import can_edit_profile


@action("person.factor")
def note_factor(act: Act, *, person: User, verb: str, factor: str) -> dict[str, Any]:
    """A second factor was added, renewed or removed: `verb` is add, renew or remove."""
    act.require(can_edit_profile(act.user, person))
    act.details = {"verb": verb, "factor": factor}
    act.changed("person", person.pk)
    return {"person": person.pk}


@action("person.end_session")
def end_session(act: Act, *, person: User, session: int) -> dict[str, Any]:
    """Sign out one of a person's browsers; nothing is left to do when it is signed out already."""
    act.require(can_edit_profile(act.user, person))
    ended = _end(UserSession.objects.filter(user=person, pk=session))
    return _ended(act, person, ended)


@action("person.end_other_sessions")
def end_other_sessions(act: Act, *, person: User, kept: str) -> dict[str, Any]:
    """Sign out all of a person's browsers but the one with this session key."""
    act.require(can_edit_profile(act.user, person))
    ended = _end(UserSession.objects.filter(user=person).exclude(session_key=kept))
    return _ended(act, person, ended)


@action("person.forget_factors")
def forget_factors(act: Act, *, person: User) -> dict[str, Any]:
    """Remove every second factor of somebody who has lost them, and sign them out everywhere.

    For who runs the machine, from the command line: nobody does it from a page.
    """
    act.require(False)
    removed, _by_kind = Authenticator.objects.filter(user=person).delete()
    act.details = {"removed": removed, "ended": _end(UserSession.objects.filter(user=person))}
    act.changed("person", person.pk)
    return {"person": person.pk, "removed": removed}


def _end(sessions: Any) -> int:
    rows = list(sessions)
    for row in rows:
        row.end()
    return len(rows)


def _ended(act: Act, person: User, ended: int) -> dict[str, Any]:
    act.details = {"ended": ended}
    act.changed("person", person.pk)
    return {"person": person.pk, "ended": ended}
