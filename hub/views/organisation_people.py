"""The people of an organisation: inviting, parts, handing over, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Refused
from hub.actions.joining_invitations import (
    invite as send_invitation,
)
from hub.actions.joining_invitations import (
    send_invitation_again,
    withdraw_invitation,
)
from hub.actions.joining_people import change_role, end_membership
from hub.actions.joining_people import hand_over as hand_over_part
from hub.forms.joining import HandOverForm, InvitationForm, RoleForm
from hub.forms.keyed import KeyedForm, sent
from hub.models import Invitation, Membership
from hub.permissions import (
    can_change_role,
    can_end_membership,
    can_hand_over,
    can_invite,
    can_view_organisation,
)
from hub.views.confirming import confirm_first
from hub.views.organisations import form_page, visible_organisation
from hub.views.signed_in import signed_in


@signed_in
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/people/invite/`; `?page=` names what it is about."""
    shown = visible_organisation(request, pk)
    if not can_invite(request.user, shown):
        raise PermissionDenied
    confirm_first(request)
    form = InvitationForm(
        sent(request),
        viewer=request.user,
        organisation=shown,
        host=request.get_host(),
        initial={
            "language": languages.current().code,
            "page": request.GET.get("page", "")[:500],
        },
    )
    if form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("email", "role", "language", "page")}
        if form.carry_out(send_invitation, by=request.user, organisation=shown, **wanted):
            messages.success(
                request, _("An invitation goes to %(address)s.") % {"address": wanted["email"]}
            )
            return redirect("organisation", pk)
    return form_page(
        request, form, title=_("Invite somebody"), button=_("Send"), organisation=shown
    )


@signed_in
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/invitations/<id>/again/`: a button; who comes by its address, as
    after signing in again, is led to the page that it stands on."""
    invitation = _invitation(request, pk)
    if request.method != "POST":
        return redirect("organisation", invitation.organisation_id)
    try:
        send_invitation_again(
            by=request.user, key=request.POST.get("key"), invitation=invitation
        )  # fmt: skip
        messages.success(
            request, _("The invitation goes to %(address)s again.") % {"address": invitation.email}
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("organisation", invitation.organisation_id)


@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/invitations/<id>/withdraw/`: a button, as `send_again`."""
    invitation = _invitation(request, pk)
    if request.method != "POST":
        return redirect("organisation", invitation.organisation_id)
    try:
        withdraw_invitation(by=request.user, key=request.POST.get("key"), invitation=invitation)
        messages.success(request, _("The invitation was withdrawn; its link opens nothing now."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("organisation", invitation.organisation_id)


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    return get_object_or_404(
        Invitation.objects.managed_by(request.user).select_related("organisation"), pk=pk
    )


@signed_in
def role(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/people/<id>/role/`"""
    membership = _membership(request, pk, membership_pk)
    if not can_change_role(request.user, membership):
        raise PermissionDenied
    confirm_first(request)
    form = RoleForm(
        sent(request),
        viewer=request.user,
        organisation=membership.organisation,
        initial={"role": membership.role},
    )
    if form.is_valid():
        wanted = form.cleaned_data["role"]
        answer = form.carry_out(change_role, by=request.user, membership=membership, role=wanted)
        if answer is not None:
            if answer["changed"]:
                messages.success(request, _("The part was changed."))
            return redirect("organisation", pk)
    return form_page(
        request,
        form,
        title=_("What %(person)s does") % {"person": membership.user},
        button=_("Save"),
        organisation=membership.organisation,
    )


@signed_in
def end(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/people/<id>/end/`"""
    membership = _membership(request, pk, membership_pk)
    if not can_end_membership(request.user, membership):
        raise PermissionDenied
    own = membership.user_id == request.user.pk
    if not own:
        confirm_first(request)
    form = KeyedForm(sent(request))
    if form.is_valid() and form.carry_out(end_membership, by=request.user, membership=membership):
        said = _("You have left %(organisation)s.") if own else _("%(person)s was removed.")
        messages.success(
            request, said % {"organisation": membership.organisation, "person": membership.user}
        )
        if can_view_organisation(request.user, membership.organisation):
            return redirect("organisation", pk)
        return redirect("organisations")
    return form_page(
        request,
        form,
        title=(
            _("Leave %(organisation)s") % {"organisation": membership.organisation}
            if own
            else _("Remove %(person)s") % {"person": membership.user}
        ),
        lead=_("Nothing is lost: what was made for the organisation stays with it."),
        button=_("Leave") if own else _("Remove"),
        bad=True,
        organisation=membership.organisation,
    )


@signed_in
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/organisations/<id>/people/hand-over/`"""
    shown = visible_organisation(request, pk)
    if not can_hand_over(request.user, shown):
        raise PermissionDenied
    confirm_first(request)
    others = shown.memberships.open().exclude(user=request.user.pk).select_related("user")
    form = HandOverForm(sent(request), others=others)
    if form.is_valid():
        to = form.cleaned_data["to"]
        if form.carry_out(hand_over_part, by=request.user, organisation=shown, to=to):
            messages.success(request, _("%(person)s is the focal point now.") % {"person": to.user})
            return redirect("organisation", pk)
    return form_page(
        request,
        form,
        title=_("Hand over"),
        lead=_("You become a member, and may leave after that."),
        button=_("Hand over"),
        organisation=shown,
    )


def _membership(request: HttpRequest, pk: int, membership_pk: int) -> Membership:
    return get_object_or_404(
        Membership.objects.open()
        .visible_to(request.user)
        .select_related("organisation", "user"),
        pk=membership_pk,
        organisation=pk,
    )  # fmt: skip
