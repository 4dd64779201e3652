"""Asking to join an organisation, and the answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import tasks
from hub.actions.core import Act, Refused, action
from hub.actions.joining_people import admit, locked
from hub.models import JoinRequest, MembershipRole, Organisation, User, Verification
from hub.permissions import (
    can_ask_to_join,
    can_decide_request,
    can_give_role,
    can_withdraw_request,
    is_member,
)
from hub.working_days import working_days_later

# Each one asks for somebody's time.
OPEN_AT_ONCE = 10


@action("join-request.send")
def request_to_join(
    act: Act, *, organisation: Organisation, evidence: str, link: str = ""
) -> dict[str, Any]:
    """Ask to join a verified organisation. Answers `{"request": 9}`."""
    organisation = locked(organisation)
    if act.user_or_none is not None and is_member(act.user, organisation):
        raise Refused(_("You belong to this organisation already."))
    act.require(can_ask_to_join(act.user, organisation))
    row = open_request(act, organisation, JoinRequest.Kind.JOIN, evidence, link)
    return {"request": row.pk}


@action("join-request.withdraw")
def withdraw_request(act: Act, *, request: JoinRequest) -> dict[str, Any]:
    """Take one's own request back. An organisation that it registered stays, not verified, with
    what was drafted in it."""
    organisation = locked(request.organisation)
    row = _locked(request)
    act.require(can_withdraw_request(act.user, row))
    if row.state == JoinRequest.State.WITHDRAWN:
        return {"changed": False}
    if not row.is_open:
        raise Refused(_("This request was answered already."))
    _close(act, row, JoinRequest.State.WITHDRAWN, "")
    if row.is_registration:
        organisation.verification = Verification.DECLINED
        organisation.save(update_fields=["verification"])
        act.changed("organisation", organisation.pk)
    return {"changed": True}


@action("join-request.decide")
def decide_request(
    act: Act,
    *,
    request: JoinRequest,
    accept: bool,
    role: str = MembershipRole.MEMBER,
    reason: str = "",
) -> dict[str, Any]:
    """Answer a request: let the person in as `role`, or verify the organisation that was
    registered; or decline, with a reason. Answers `{"state": "accepted"}`."""
    organisation = locked(request.organisation)
    row = _locked(request)
    act.require(can_decide_request(act.user, row))
    if not row.is_open:
        raise Refused(
            _("This request was answered meanwhile: %(state)s.")
            % {"state": row.get_state_display().lower()}
        )
    reason = reason.strip()
    if not accept and not reason:
        raise Refused({"reason": _("Give the reason: the person who asked will read it.")})
    if row.is_registration:
        settle_verification(act, organisation, accept, reason)
    elif accept:
        if role not in MembershipRole.values:
            raise Refused({"role": _("There is no such role.")})
        act.require(can_give_role(act.user, organisation, role))
        _close(act, row, JoinRequest.State.ACCEPTED, reason)
        admit(act, organisation, row.person, role)
    else:
        _close(act, row, JoinRequest.State.DECLINED, reason)
    return {"state": JoinRequest.objects.values_list("state", flat=True).get(pk=row.pk)}


def settle_verification(act: Act, organisation: Organisation, accept: bool, reason: str) -> None:
    """Verify an organisation or not, and answer whoever registered it."""
    organisation.verification = Verification.VERIFIED if accept else Verification.DECLINED
    organisation.verified_at = timezone.now() if accept else None
    organisation.verified_by = act.user_or_none if accept else None
    organisation.save(update_fields=["verification", "verified_at", "verified_by"])
    act.changed("organisation", organisation.pk)
    state = JoinRequest.State.ACCEPTED if accept else JoinRequest.State.DECLINED
    asked = JoinRequest.objects.open().filter(
        organisation=organisation, kind=JoinRequest.Kind.REGISTER
    )
    for row in asked.select_for_update():
        _close(act, row, state, reason)


def open_request(
    act: Act, organisation: Organisation, kind: str, evidence: str, link: str
) -> JoinRequest:
    """Write a request down with the day by which it is answered, and tell who answers."""
    person: User = act.user
    if not evidence.strip():
        raise Refused({"evidence": _("Say how one can see that you belong to it.")})
    waiting = JoinRequest.objects.open().of(person)
    if waiting.filter(organisation=organisation).exists():
        raise Refused(_("You have asked already; the answer is still open."))
    if waiting.count() >= OPEN_AT_ONCE:
        raise Refused(_("Many of your requests wait for an answer. Ask again when they have it."))
    today = timezone.now().date()
    row = JoinRequest.objects.create(
        person=person,
        organisation=organisation,
        kind=kind,
        evidence=evidence.strip(),
        link=link,
        due_on=working_days_later(today, settings.HUB_JOINING_ANSWER_DAYS),
    )
    act.details |= {"organisation": organisation.pk, "request": row.pk}
    act.changed("join_request", row.pk)
    transaction.on_commit(lambda: tasks.mail_request.enqueue(row.pk))
    return row


def _close(act: Act, row: JoinRequest, state: str, reason: str) -> None:
    row.state = state
    row.reason = reason
    row.decided_by = act.user_or_none
    row.decided_at = timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    act.details |= {"organisation": row.organisation_id, "request": row.pk, "state": state}
    act.changed("join_request", row.pk)
    if state != JoinRequest.State.WITHDRAWN:
        transaction.on_commit(lambda: tasks.mail_answer.enqueue(row.pk))


def _locked(request: JoinRequest) -> JoinRequest:
    return (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=request.pk)
    )
