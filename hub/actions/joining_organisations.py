"""New organisations, whether they are who they say, and their facts."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages, names, vocabulary
from hub.actions.core import Act, Refused, action
from hub.actions.joining_people import locked
from hub.actions.joining_requests import open_request, settle_verification
from hub.models import JoinRequest, Membership, MembershipRole, Organisation, Verification
from hub.permissions import (
    can_correct,
    can_correct_verified_facts,
    can_verify,
    is_secretariat,
    steers,
)

# What a verification was about; the rest of the facts its people keep up to date themselves.
VERIFIED_FACTS = ("name", "name_language", "kind", "country")
FACTS = (*VERIFIED_FACTS, "website")
Facts = dict[str, str]


@action("organisation.register")
def register_organisation(
    act: Act, *, facts: Facts, evidence: str, link: str = ""
) -> dict[str, Any]:
    """A new organisation with the person as its focal point. Drafting can begin; what is
    submitted waits until the secretariat has verified it. Answers `{"organisation": 3,
    "request": 9}`.

    facts: `name`, `name_language`, `kind`, `country`, `website`.
    """
    act.require(act.user_or_none is not None)
    organisation = _created(act, facts, Verification.PENDING)
    Membership.objects.create(
        user=act.user,
        organisation=organisation,
        role=MembershipRole.FOCAL_POINT,
        added_by=act.user,
    )
    row = open_request(act, organisation, JoinRequest.Kind.REGISTER, evidence, link)
    return {"organisation": organisation.pk, "request": row.pk}


@action("organisation.add")
def add_organisation(act: Act, *, facts: Facts) -> dict[str, Any]:
    """The secretariat adds an organisation that it knows, to invite people into it. Answers
    `{"organisation": 3}`."""
    act.require(is_secretariat(act.user))
    organisation = _created(act, facts, Verification.VERIFIED)
    return {"organisation": organisation.pk}


@action("organisation.ask-for-verification")
def ask_for_verification(
    act: Act, *, organisation: Organisation, evidence: str, link: str = ""
) -> dict[str, Any]:
    """Ask again for an organisation that was not verified. Answers `{"request": 9}`."""
    row = locked(organisation)
    act.require(steers(act.user, row))
    if row.verification != Verification.DECLINED:
        raise Refused(_("Its verification is open or done."))
    row.verification = Verification.PENDING
    row.save(update_fields=["verification"])
    request = open_request(act, row, JoinRequest.Kind.REGISTER, evidence, link)
    act.changed("organisation", row.pk)
    return {"request": request.pk}


@action("organisation.verify")
def verify_organisation(
    act: Act, *, organisation: Organisation, reason: str = ""
) -> dict[str, Any]:
    """The secretariat confirms that an organisation is who it says. What its people submitted
    meanwhile can go on: who holds it listens for the change of an "organisation"."""
    row = locked(organisation)
    act.require(can_verify(act.user, row))
    if row.is_verified:
        return {"changed": False}
    settle_verification(act, row, True, reason.strip())
    act.details |= {"reason": reason.strip()}
    return {"changed": True}


@action("organisation.decline")
def decline_organisation(act: Act, *, organisation: Organisation, reason: str) -> dict[str, Any]:
    """The secretariat does not verify an organisation, or takes its verification back, and says
    why. What its people made stays with them."""
    row = locked(organisation)
    act.require(can_verify(act.user, row))
    reason = reason.strip()
    if not reason:
        raise Refused({"reason": _("Give the reason: the organisation’s people will read it.")})
    if row.verification == Verification.DECLINED:
        return {"changed": False}
    settle_verification(act, row, False, reason)
    act.details |= {"reason": reason}
    return {"changed": True}


@action("organisation.correct")
def correct_organisation(act: Act, *, organisation: Organisation, facts: Facts) -> dict[str, Any]:
    """Set facts anew; those that are left out stay. Once it is verified, what the verification
    was about is corrected by the secretariat. Answers `{"changed": ["website"]}`."""
    row = locked(organisation)
    act.require(can_correct(act.user, row))
    checked = _checked({name: getattr(row, name) for name in FACTS} | facts)
    changed = [name for name in FACTS if checked[name] != getattr(row, name)]
    if any(name in VERIFIED_FACTS for name in changed):
        act.require(can_correct_verified_facts(act.user, row))
        _is_new(act, checked, but=row)
    if changed:
        act.details = {name: [getattr(row, name), checked[name]] for name in changed}
        for name in changed:
            setattr(row, name, checked[name])
        row.save(update_fields=changed)
        act.changed("organisation", row.pk)
    return {"changed": changed}


def _created(act: Act, facts: Facts, verification: Verification) -> Organisation:
    checked = _checked(facts)
    _is_new(act, checked)
    verified = verification == Verification.VERIFIED
    organisation = Organisation.objects.create(
        **checked,
        verification=verification,
        verified_at=timezone.now() if verified else None,
        verified_by=act.user_or_none if verified else None,
        created_by=act.user_or_none,
    )
    act.details = {"organisation": organisation.pk}
    act.changed("organisation", organisation.pk)
    return organisation


def _checked(facts: Facts) -> Facts:
    """The facts with each value in its one spelling; refused where one cannot be."""
    checked = {name: str(facts.get(name) or "").strip() for name in FACTS}
    checked["name"] = names.tidy(checked["name"])
    wrong = {}
    longest = Organisation._meta.get_field("name").max_length or 0
    if not checked["name"] or len(checked["name"]) > longest:
        wrong["name"] = _("Give its name, in at most %(letters)s letters.") % {"letters": longest}
    try:
        checked["name_language"] = languages.normalise(checked["name_language"])
    except ValueError:
        wrong["name_language"] = _("This is no language.")
    try:
        vocabulary.stakeholder_kind(checked["kind"])
    except vocabulary.UnknownTerm:
        wrong["kind"] = _("Choose what kind of organisation it is.")
    try:
        if checked["country"]:
            vocabulary.country(checked["country"])
    except vocabulary.UnknownTerm:
        wrong["country"] = _("Choose a country from the list.")
    if checked["website"] and not checked["website"].startswith(("https://", "http://")):
        wrong["website"] = _("An address on the web begins with https://.")
    if wrong:
        raise Refused(wrong)
    return checked


def _is_new(act: Act, facts: Facts, but: Organisation | None = None) -> None:
    """One body registers once; only those that the actor may know of are named."""
    same = Organisation.objects.visible_to(act.user).filter(
        name__iexact=facts["name"], country=facts["country"]
    )
    if any(each != but for each in same):
        raise Refused(
            {"name": _("There is an organisation of this name here already. Ask to join it.")}
        )
