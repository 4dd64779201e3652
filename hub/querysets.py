"""Readings of the ground floor's tables. Each `visible_to` is the twin of a `can_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from hub.models import Membership, Organisation, User  # noqa: F401  (named in strings)

# Whoever looks: a person who signed in, or nobody in particular.
Viewer: TypeAlias = "User | AnonymousUser"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: Viewer) -> OrganisationQuerySet:
        """Verified ones are public; others show to their own people and to the secretariat.

        Twin of `permissions.can_view_organisation`.
        """
        public = Q(verification="verified")
        if not viewer.is_authenticated:
            return self.filter(public)
        if viewer.has_role("secretariat"):
            return self
        return self.filter(public | Q(pk__in=self.all().of(viewer).values("pk")))

    def of(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those in which a person has an open membership."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(memberships__user=viewer, memberships__ended_at__isnull=True)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)

    def steering(self) -> MembershipQuerySet:
        """Open memberships of those who decide for an organisation."""
        return self.open().filter(role__in=["focal-point", "deputy"])
