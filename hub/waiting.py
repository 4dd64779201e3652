"""What of the ground floor waits for the secretariat: verifications and requests to join."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.inbox import Item, Waiting
from hub.models import JoinRequest, User
from hub.wording import Name, worded


def verifications() -> Waiting:
    return Waiting(
        kind="verification",
        label=gettext_lazy("Organisations to verify"),
        rows=lambda viewer: _open(viewer).filter(kind=JoinRequest.Kind.REGISTER),
        since="created_at",
        promised="due_on",
        item=_verification,
    )


def join_requests() -> Waiting:
    """Those that nobody inside the organisation decides, or has decided in time."""
    return Waiting(
        kind="joining",
        label=gettext_lazy("Requests to join"),
        rows=lambda viewer: _open(viewer).filter(
            Q(decided_inside=False) | Q(due_on__lt=timezone.now().date()),
            kind=JoinRequest.Kind.JOIN,
        ),
        since="created_at",
        promised="due_on",
        item=_join_request,
    )


def _open(viewer: User) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.open().decidable_by(viewer).for_rows()


def _verification(request: JoinRequest) -> Item:
    return _item(
        request,
        worded(_("Verify %(organisation)s"), organisation=_organisation(request)),
        worded(_("Registered by %(person)s"), person=str(request.person)),
    )


def _join_request(request: JoinRequest) -> Item:
    title = worded(
        _("Let %(person)s join %(organisation)s, or decline"),
        person=str(request.person),
        organisation=_organisation(request),
    )
    inside = _("The organisation's own people have not answered in time.")
    return _item(request, title, inside if request.decided_inside else "")


def _item(request: JoinRequest, title: str, note: str) -> Item:
    url = reverse("join-request", args=[request.pk])
    return Item(title, url, request.created_at, request.due_on, note)


def _organisation(request: JoinRequest) -> Name:
    return Name(request.organisation.name, request.organisation.name_language)
