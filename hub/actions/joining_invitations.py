"""Asking a mail address into an organisation, and coming in by that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hub import invitation_tokens, languages, tasks
from hub.actions.core import Act, Refused, action
from hub.actions.joining_people import admit, locked
from hub.models import Invitation, MembershipRole, Organisation, Verification
from hub.permissions import can_give_role, can_invite, can_manage_invitation, is_invited_by


@action("invitation.send")
def invite(
    act: Act,
    *,
    organisation: Organisation,
    email: str,
    role: str = MembershipRole.MEMBER,
    page: str = "",
    language: str = languages.DEFAULT,
) -> dict[str, Any]:
    """Ask a mail address into an organisation. Answers `{"invitation": 4}`.

    page: the path on this site that the accepted invitation leads to; "" is the organisation's.
    """
    organisation = locked(organisation)
    act.require(can_invite(act.user, organisation))
    address = _address(email)
    if role not in MembershipRole.values:
        raise Refused({"role": _("There is no such role.")})
    act.require(can_give_role(act.user, organisation, role))
    if page and not _is_path(page):
        raise Refused({"page": _("This is no address on this site.")})
    if organisation.memberships.open().filter(user__email__iexact=address).exists():
        raise Refused({"email": _("This person belongs to the organisation already.")})
    now = timezone.now()
    earlier = organisation.invitations.open().filter(email__iexact=address)
    if earlier.standing(now).exists():
        raise Refused(
            {"email": _("There is an open invitation for this address. You can send it again.")}
        )
    earlier.update(withdrawn_at=now)
    seed = invitation_tokens.new_seed()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        page=page,
        language=languages.get(language).code,
        seed=seed,
        token_hash=invitation_tokens.hash_of(invitation_tokens.token_of(seed)),
        invited_by=act.user_or_none,
        expires_at=_end(),
    )
    act.details = {"organisation": organisation.pk, "role": role}
    act.changed("invitation", invitation.pk)
    _mail(invitation)
    return {"invitation": invitation.pk}


@action("invitation.send-again")
def send_invitation_again(act: Act, *, invitation: Invitation) -> dict[str, Any]:
    """Mail an open invitation once more, with its whole time before it; the earlier mail's link
    works as well. Answers `{"changed": true}`."""
    row = _locked(invitation)
    act.require(can_manage_invitation(act.user, row))
    if not row.is_open:
        raise Refused(_("This invitation is no longer open. You can send a new one."))
    row.sent_at = timezone.now()
    row.expires_at = _end()
    # The secret of the installation may have changed since.
    row.token_hash = invitation_tokens.hash_of(invitation_tokens.token_of(row.seed))
    row.save(update_fields=["sent_at", "expires_at", "token_hash"])
    act.details = {"organisation": row.organisation_id}
    act.changed("invitation", row.pk)
    _mail(row)
    return {"changed": True}


@action("invitation.withdraw")
def withdraw_invitation(act: Act, *, invitation: Invitation) -> dict[str, Any]:
    """Close an invitation that nobody has accepted. Answers whether anything changed."""
    row = _locked(invitation)
    act.require(can_manage_invitation(act.user, row))
    if row.accepted_at is not None:
        raise Refused(_("The invitation was accepted already."))
    if row.withdrawn_at is not None:
        return {"changed": False}
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    act.details = {"organisation": row.organisation_id}
    act.changed("invitation", row.pk)
    return {"changed": True}


@action("invitation.accept")
def accept_invitation(act: Act, *, invitation: Invitation) -> dict[str, Any]:
    """Come in. Answers `{"changed": true, "organisation": 3, "page": "/en/…"}`."""
    act.require(act.user_or_none is not None)
    locked(invitation.organisation)
    row = _locked(invitation)
    answer = {"organisation": row.organisation_id, "page": row.page}
    if row.accepted_at is not None and row.accepted_by == act.user:
        return {"changed": False, **answer}
    obstacle = what_stands_in_the_way(row)
    if obstacle:
        raise Refused(obstacle)
    if not is_invited_by(act.user, row):
        raise Refused(
            _("This invitation is for %(address)s. You are signed in with %(own)s.")
            % {"address": row.email, "own": act.user.email}
        )
    act.details = {"organisation": row.organisation_id, "role": row.role}
    act.changed("invitation", row.pk)
    membership = admit(act, row.organisation, act.user, row.role)
    return {"changed": True, "membership": membership.pk, **answer}


def what_stands_in_the_way(invitation: Invitation) -> str:
    """Why nobody can accept it any more, as a sentence; "" where somebody can."""
    if invitation.accepted_at is not None:
        return _("This invitation was used already.")
    if invitation.withdrawn_at is not None:
        return _("This invitation was withdrawn. Ask whoever invited you for a new one.")
    if invitation.has_run_out:
        return _(
            "This invitation ran out on %(date)s. Ask whoever invited you to send it again."
        ) % {"date": date_format(invitation.expires_at)}
    if invitation.organisation.verification == Verification.DECLINED:
        return _("The secretariat has not verified this organisation.")
    return ""


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused({"email": _("This is no mail address.")}) from error
    return address


def _is_path(page: str) -> bool:
    longest = Invitation._meta.get_field("page").max_length or 0
    return (
        page.startswith("/")
        and len(page) <= longest
        and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    )


def _end() -> Any:
    return timezone.now() + timedelta(days=settings.HUB_INVITATION_DAYS)


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "accepted_by")
        .get(pk=invitation.pk)
    )


def _mail(invitation: Invitation) -> None:
    transaction.on_commit(lambda: tasks.mail_invitation.enqueue(invitation.pk))
