"""Asking a mail address into a space, to a topic of it, and coming in by that."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions.models import Deed, Space, SpaceInvitation, Topic
from discussions.permissions import can_manage_space_invitation, can_moderate
from discussions.spaces import checks, tasks, tokens
from discussions.spaces.actions.noting import note
from discussions.spaces.actions.people import admit
from hub import languages
from hub.actions import Act, Refused, action

# How many addresses one sending takes.
MOST = 100


@action("space.invite")
def invite(
    act: Act,
    *,
    space: Space,
    emails: list[str],
    topic: Topic | None = None,
    language: str = languages.DEFAULT,
    message: str = "",
) -> dict[str, Any]:
    """Mail an invitation to each address: to one topic of the space, or to the space. Answers
    `{"invitations": [4, 5], "before": ["a@example.org"]}`, where `before` were invited already or
    are members. `Refused` by field where an address is none; then nobody is invited."""
    act.require(can_moderate(act.user, space))
    if topic is not None and topic.space_id != space.pk:
        raise Refused({"topic": _("Choose a topic of this space.")})
    addresses = _addresses(emails)
    now = timezone.now()
    standing = space.invitations.standing(now).filter(topic=topic)
    known = {email.lower() for email in standing.values_list("email", flat=True)}
    members = space.members.filter(ended_at__isnull=True)
    known |= {email.lower() for email in members.values_list("user__email", flat=True)}
    made = []
    for address in addresses:
        if address in known:
            continue
        row = tokens.new(
            SpaceInvitation(
                space=space,
                topic=topic,
                email=address,
                language=languages.get(language).code,
                message=message.strip(),
                invited_by=act.user_or_none,
                created_at=now,
            )
        )
        checks.fits(row, "message")
        row.save()
        made.append(row.pk)
    if made:
        act.details = {"space": space.pk, "topic": topic and topic.pk, "invitations": made}
        act.changed("space-invitation", *made)
        details = {"did": "invited", "how_many": len(made)}
        note(act, space, Deed.PEOPLE, topic=topic, details=details)
        for pk in made:
            transaction.on_commit(partial(tasks.mail_invitation.enqueue, pk))
    return {"invitations": made, "before": [each for each in addresses if each in known]}


@action("space.accept-invitation")
def accept_invitation(act: Act, *, invitation: SpaceInvitation) -> dict[str, Any]:
    """Become a member of the space. Answers `{"changed": true, "space": 3, "topic": 7}`."""
    act.require(act.user_or_none is not None)
    row = _locked(invitation)
    answer = {"space": row.space_id, "topic": row.topic_id}
    if row.accepted_at is not None and row.accepted_by == act.user:
        return {"changed": False, **answer}
    obstacle = what_stands_in_the_way(row)
    if obstacle:
        raise Refused(obstacle)
    if row.email.lower() != act.user.email.lower():
        raise Refused(
            _("This invitation is for %(address)s. You are signed in with %(own)s.")
            % {"address": row.email, "own": act.user.email}
        )
    row.accepted_at = timezone.now()
    row.accepted_by = act.user
    row.save(update_fields=["accepted_at", "accepted_by"])
    act.details = {"space": row.space_id}
    act.changed("space-invitation", row.pk)
    admit(act, row.space, act.user)
    return {"changed": True, **answer}


@action("space.withdraw-invitation")
def withdraw_invitation(act: Act, *, invitation: SpaceInvitation) -> dict[str, Any]:
    """Close an invitation that nobody has accepted. Answers whether anything changed."""
    row = _locked(invitation)
    act.require(can_manage_space_invitation(act.user, row))
    if row.accepted_at is not None:
        raise Refused(_("The invitation was accepted already."))
    if row.withdrawn_at is not None:
        return {"changed": False}
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    act.details = {"space": row.space_id}
    act.changed("space-invitation", row.pk)
    note(act, row.space, Deed.PEOPLE, topic=row.topic, details={"did": "invitation withdrawn"})
    return {"changed": True}


def what_stands_in_the_way(invitation: SpaceInvitation) -> str:
    """Why nobody can accept it any more, as a sentence; "" where somebody can."""
    if invitation.accepted_at is not None:
        return _("This invitation was used already.")
    if invitation.withdrawn_at is not None:
        return _("This invitation was withdrawn. Ask whoever invited you for a new one.")
    if invitation.expires_at <= timezone.now():
        return _("This invitation has run out. Ask whoever invited you for a new one.")
    return ""


def _addresses(emails: list[str]) -> list[str]:
    """In small letters, each once."""
    found: dict[str, None] = {}
    for email in emails:
        address = email.strip().lower()
        if not address:
            continue
        try:
            validate_email(address)
        except ValidationError as error:
            said = _("%(address)s is no mail address.") % {"address": address[:100]}
            raise Refused({"emails": said}) from error
        found[address] = None
    if not found:
        raise Refused({"emails": _("Write at least one mail address.")})
    if len(found) > MOST:
        said = _("Invite at most %(most)s addresses at once.") % {"most": MOST}
        raise Refused({"emails": said})
    return list(found)


def _locked(invitation: SpaceInvitation) -> SpaceInvitation:
    rows = SpaceInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("space", "topic", "accepted_by").get(pk=invitation.pk)
