"""Readings of the ground floor's tables. Each one that names a viewer is the twin of a `can_…`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from hub.models import Invitation, JoinRequest, Membership, Organisation, User  # noqa: F401  (named in strings)

# Whoever looks: a person who signed in, or nobody in particular.
Viewer: TypeAlias = "User | AnonymousUser"

STEERING = ("focal-point", "deputy")


class PersonQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: Viewer) -> PersonQuerySet:
        """Oneself, the people of one's organisations, and everybody for the secretariat.

        Twin of `permissions.can_view_person`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self
        from hub.models import Membership

        own = Membership.objects.open().filter(user_id=viewer.pk).values("organisation")
        beside = Membership.objects.open().filter(organisation__in=own).values("user")
        return self.filter(Q(pk=viewer.pk) | Q(pk__in=beside))

    def editable_by(self, viewer: Viewer) -> PersonQuerySet:
        """One's own account. Twin of `permissions.can_edit_profile`."""
        return self.filter(pk=viewer.pk) if viewer.is_authenticated else self.none()

    def correctable_by(self, viewer: Viewer) -> PersonQuerySet:
        """Twin of `permissions.can_correct_account`."""
        allowed = viewer.is_authenticated and viewer.is_active and viewer.is_superuser
        return self if allowed else self.none()

    def appointable_by(self, viewer: Viewer) -> PersonQuerySet:
        """Those whose roles a viewer gives and takes. Twin of `permissions.can_appoint`."""
        allowed = viewer.is_authenticated and viewer.has_role("secretariat")
        return self if allowed else self.none()

    def found_by(self, words: str) -> PersonQuerySet:
        """Those whose name or mail address has each of the words in it."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def verified(self) -> OrganisationQuerySet:
        return self.filter(verification="verified")

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
        """Those in which a person has an open membership. Twin of `permissions.is_member`."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(memberships__user=viewer, memberships__ended_at__isnull=True)

    def steered_by(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those that a person decides for. Twin of `permissions.steers`."""
        return self._in_roles(viewer, STEERING)

    def led_by(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those whose focal point a person is. Twin of `permissions.can_hand_over`."""
        return self._in_roles(viewer, ("focal-point",))

    def _in_roles(self, viewer: Viewer, roles: tuple[str, ...]) -> OrganisationQuerySet:
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            memberships__user=viewer,
            memberships__ended_at__isnull=True,
            memberships__role__in=roles,
        )

    def open_to(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those whose people a viewer sees. Twin of `permissions.can_view_people`."""
        if viewer.is_authenticated and viewer.has_role("secretariat"):
            return self
        return self.of(viewer)

    def inviting_for(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those into which a viewer may invite. Twin of `permissions.can_invite`."""
        if viewer.is_authenticated and viewer.has_role("secretariat"):
            return self
        return self.steered_by(viewer).filter(verification="verified")

    def corrected_by(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those whose facts a viewer may correct. Twin of `permissions.can_correct`."""
        if viewer.is_authenticated and viewer.has_role("secretariat"):
            return self
        return self.steered_by(viewer)

    def verifiable_by(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those that a viewer may verify or decline. Twin of `permissions.can_verify`."""
        if not viewer.is_authenticated or not viewer.has_role("secretariat"):
            return self.none()
        return self.exclude(pk__in=self.model._default_manager.of(viewer).values("pk"))

    def joinable_by(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those that a person may ask to join. Twin of `permissions.can_ask_to_join`."""
        if not viewer.is_authenticated:
            return self.none()
        return self.verified().exclude(pk__in=self.model._default_manager.of(viewer).values("pk"))

    def drafting_for(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those in whose name a person writes drafts. Twin of `permissions.can_draft_for`."""
        return self.of(viewer).exclude(verification="declined")

    def submitting_for(self, viewer: Viewer) -> OrganisationQuerySet:
        """Those in whose name a person submits; what is submitted for one that
        `holds_submissions` waits. Twin of `permissions.can_submit_for`."""
        return self.drafting_for(viewer)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)

    def steering(self) -> MembershipQuerySet:
        """Open memberships of those who decide for an organisation and can sign in."""
        return self.open().filter(role__in=STEERING, user__is_active=True)

    def visible_to(self, viewer: Viewer) -> MembershipQuerySet:
        """One's own, and those in organisations whose people one sees.

        Twin of `permissions.can_view_membership`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self
        from hub.models import Organisation

        inside = Organisation.objects.of(viewer).values("pk")
        return self.filter(Q(user=viewer) | Q(organisation__in=inside))

    def changeable_by(self, viewer: Viewer) -> MembershipQuerySet:
        """Open ones whose role a viewer may change. Twin of `permissions.can_change_role`."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self.open()
        from hub.models import Organisation

        led = Organisation.objects.led_by(viewer).values("pk")
        steered = Organisation.objects.steered_by(viewer).values("pk")
        return self.open().filter(
            Q(organisation__in=led) | (Q(organisation__in=steered) & ~Q(role="focal-point"))
        )

    def endable_by(self, viewer: Viewer) -> MembershipQuerySet:
        """Open ones that a viewer may end. Twin of `permissions.can_end_membership`."""
        if not viewer.is_authenticated:
            return self.none()
        changeable = self.model._default_manager.changeable_by(viewer).values("pk")
        return self.open().filter(Q(user=viewer) | Q(pk__in=changeable))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn, whether or not they have run out."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def standing(self, now: datetime) -> InvitationQuerySet:
        """Open ones that can be accepted."""
        return self.open().filter(expires_at__gt=now)

    def managed_by(self, viewer: Viewer) -> InvitationQuerySet:
        """Those that a viewer sees, withdraws and sends again.

        Twin of `permissions.can_manage_invitation`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self
        from hub.models import Organisation

        return self.filter(organisation__in=Organisation.objects.steered_by(viewer).values("pk"))

    def addressed_to(self, viewer: Viewer) -> InvitationQuerySet:
        """Those for a person's own mail address. Twin of `permissions.is_invited_by`."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(email__iexact=viewer.email)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> JoinRequestQuerySet:
        return self.filter(state="open")

    def of(self, viewer: Viewer) -> JoinRequestQuerySet:
        """Those that a person made. Twin of `permissions.can_withdraw_request`."""
        return self.filter(person=viewer) if viewer.is_authenticated else self.none()

    def visible_to(self, viewer: Viewer) -> JoinRequestQuerySet:
        """One's own, and those that one decides; all for the secretariat.

        Twin of `permissions.can_view_request`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self
        return self.filter(Q(person=viewer) | self._inside(viewer))

    def decidable_by(self, viewer: Viewer) -> JoinRequestQuerySet:
        """Those that a viewer answers, open or not; nobody answers their own.

        Twin of `permissions.can_decide_request`.
        """
        if not viewer.is_authenticated:
            return self.none()
        others = self.exclude(person=viewer)
        return others if viewer.has_role("secretariat") else others.filter(self._inside(viewer))

    def _inside(self, viewer: Viewer) -> Q:
        from hub.models import Organisation

        steered = Organisation.objects.steered_by(viewer).verified().values("pk")
        return Q(kind="join", organisation__in=steered)

    def for_rows(self) -> JoinRequestQuerySet:
        """With what a row shows; `decided_inside` says whether the organisation's people decide."""
        from hub.models import Membership

        steering = Membership.objects.steering().filter(organisation=OuterRef("organisation"))
        return self.select_related("person", "organisation", "decided_by").annotate(
            decided_inside=models.Case(
                models.When(
                    Q(kind="join", organisation__verification="verified") & Q(Exists(steering)),
                    then=True,
                ),
                default=False,
                output_field=models.BooleanField(),
            )
        )
