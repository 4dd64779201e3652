"""How a person stands to a practice that is screened: on the submitter's side, apart from it and
able to judge, or running its screening."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import Membership, Role, User
from hub.permissions import can_submit_for, is_secretariat, steers
from practices.models import Practice

if TYPE_CHECKING:
    from hub.querysets import Viewer

# Who left the submitting organisation this long ago no longer stands on its side.
APART_AFTER = timedelta(days=365)


def may_submit(viewer: Viewer, practice: Practice) -> bool:
    """Who submits for its organisation; the secretariat what it wrote for none."""
    if practice.organisation is None:
        return is_secretariat(viewer)
    return can_submit_for(viewer, practice.organisation)


def decides_for(viewer: Viewer, practice: Practice) -> bool:
    return practice.organisation is not None and steers(viewer, practice.organisation)


def memberships_that_bind(now: datetime | None = None) -> QuerySet[Membership]:
    """Those that put a person on an organisation's side: open, or ended within a year."""
    since = (now or timezone.now()) - APART_AFTER
    return Membership.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since))


def is_apart(viewer: Any, practice: Practice) -> bool:
    """Whether the person has no part in the practice: is not of the submitting organisation, has
    not been within a year, and did not submit it."""
    if practice.focal_point_id == viewer.pk:
        return False
    if practice.rounds.filter(submitted_by=viewer.pk).exists():
        return False
    if practice.organisation_id is None:
        return True
    bound = memberships_that_bind().filter(user=viewer.pk, organisation=practice.organisation_id)
    return not bound.exists()


def may_review(viewer: Any, practice: Practice) -> bool:
    """A screener who is apart from it."""
    return bool(
        viewer.is_authenticated
        and viewer.is_active
        and viewer.has_role(Role.SCREENER)
        and is_apart(viewer, practice)
    )


def runs_screening_of(viewer: Any, practice: Practice) -> bool:
    """The secretariat, but nobody what they have a part in."""
    return is_secretariat(viewer) and is_apart(viewer, practice)


def people_of(practice: Practice) -> QuerySet[User]:
    """Whom the hub writes to about a submission: who submitted it, its focal point, and who
    decides for the organisation."""
    submitters = practice.rounds.exclude(submitted_by=None).values("submitted_by")
    wanted = Q(pk=practice.focal_point_id) | Q(pk__in=submitters)
    if practice.organisation_id is not None:
        members = Membership.objects.open().filter(organisation=practice.organisation_id)
        steering = members.filter(role__in=("focal-point", "deputy"))
        # Who left the organisation is told nothing more.
        wanted &= Q(pk__in=members.values("user"))
        wanted |= Q(pk__in=steering.values("user"))
    return User.objects.filter(wanted, is_active=True)


def secretariat_for(practice: Practice) -> QuerySet[User]:
    """Those of the secretariat who run its screening."""
    people = User.objects.filter(is_active=True, groups__name=Role.SECRETARIAT)
    submitters = practice.rounds.exclude(submitted_by=None).values("submitted_by")
    people = people.exclude(pk__in=submitters).exclude(pk=practice.focal_point_id)
    if practice.organisation_id is None:
        return people
    bound = memberships_that_bind().filter(organisation=practice.organisation_id)
    return people.exclude(pk__in=bound.values("user"))
