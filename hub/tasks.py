"""Background work of the ground floor: by id, harmless when it runs twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from hub import invitation_tokens, languages, letters
from hub.models import Invitation, JoinRequest, Membership, Receipt, Role, User

# Minutes between two runs.
SCHEDULED_PAGES_EVERY = 5
FORGETTING_EVERY = 60
RECEIPTS_ARE_KEPT = timedelta(days=90)


@task()
def publish_scheduled_pages() -> None:
    """Publish and withdraw the pages for which editors set a time that has come."""
    call_command("publish_scheduled", verbosity=0)


@task()
def forget_what_expired() -> None:
    """Delete sessions that ended, from where they were held, jobs done two weeks ago, and
    receipts so old that nobody sends the same again: each save of a draft leaves one."""
    call_command("clearsessions", verbosity=0)
    held = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=held).delete()
    call_command("prune_db_task_results", verbosity=0)
    Receipt.objects.filter(created_at__lt=timezone.now() - RECEIPTS_ARE_KEPT).delete()


@task()
def mail_invitation(pk: int) -> bool:
    """Mail an invitation, unless it has gone out since it was last asked for."""
    row = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if row is None or not row.is_open or (row.mailed_at and row.mailed_at >= row.sent_at):
        return False
    token = invitation_tokens.token_of(row.seed)
    context = {"invitation": row, "url": _address("join", row.language, token)}
    letters.send(
        "hub/mail/joining_invitation.html", to=row.email, language=row.language, context=context
    )
    Invitation.objects.filter(pk=pk).update(mailed_at=timezone.now())
    return True


@task()
def mail_request(pk: int) -> int:
    """Tell those who decide that somebody asks to join; how many were told."""
    row = JoinRequest.objects.for_rows().filter(pk=pk).first()
    if row is None or not row.is_open or row.announced_at:
        return 0
    told = 0
    for person in _deciders(row):
        _write(person, "hub/mail/joining_request.html", row)
        told += 1
    JoinRequest.objects.filter(pk=pk).update(announced_at=timezone.now())
    return told


@task()
def mail_answer(pk: int) -> bool:
    """Tell the person who asked what was decided, with the reason."""
    row = JoinRequest.objects.for_rows().filter(pk=pk).first()
    if row is None or row.is_open or row.answered_at:
        return False
    _write(row.person, "hub/mail/joining_answer.html", row)
    JoinRequest.objects.filter(pk=pk).update(answered_at=timezone.now())
    return True


def _deciders(request: JoinRequest) -> Iterable[User]:
    if request.decided_inside:
        steering = Membership.objects.steering().filter(organisation=request.organisation)
        people = User.objects.filter(pk__in=steering.values("user"))
    else:
        people = User.objects.filter(groups__name=Role.SECRETARIAT)
    return people.filter(is_active=True).exclude(pk=request.person_id)


def _write(person: User, template: str, request: JoinRequest) -> None:
    context = {
        "request": request,
        "url": _address("join-request", person.language, request.pk),
    }
    letters.send(template, to=person.email, language=person.language, context=context)


def _address(name: str, language: str, *arguments: Any) -> str:
    with translation.override(languages.get(language).path):
        return f"{settings.HUB_BASE_URL}{reverse(name, args=arguments)}"
