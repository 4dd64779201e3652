"""Readings of the library. Each `visible_to` is the twin of a `can_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hub.models import Organisation, Role

if TYPE_CHECKING:
    from hub.querysets import OrganisationQuerySet, Viewer
    from practices.models import Practice, PracticeText  # noqa: F401  (named in strings)


class PracticeQuerySet(models.QuerySet["Practice"]):
    def published(self) -> PracticeQuerySet:
        """Those that anyone may read: live, with at least one live text."""
        from practices.models import PracticeText

        texts = PracticeText.objects.filter(practice=OuterRef("pk"), live=True)
        return self.filter(Exists(texts), live=True)

    def visible_to(self, viewer: Viewer) -> PracticeQuerySet:
        """Published ones, those of the viewer's organisations, and all for the secretariat.

        Twin of `permissions.can_view_practice`.
        """
        if not viewer.is_authenticated:
            return self.published()
        if viewer.has_role("secretariat"):
            return self
        from practices.models import PracticeText

        texts = PracticeText.objects.filter(practice=OuterRef("pk"), live=True)
        own = Organisation.objects.of(viewer).values("pk")
        return self.filter((Exists(texts) & Q(live=True)) | Q(organisation__in=own))

    def drafts_visible_to(self, viewer: Viewer) -> PracticeQuerySet:
        """Those of the viewer's organisations, and all for the secretariat.

        Twin of `permissions.can_view_draft`.
        """
        return self._within(Organisation.objects.of(viewer), viewer)

    def editable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Those of the organisations that the viewer may draft for, and all for the secretariat.

        Twin of `permissions.can_edit_practice`.
        """
        return self._within(Organisation.objects.drafting_for(viewer), viewer)

    def writable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Those that a viewer may edit, in the states in which words may change; all for the
        secretariat.

        Twin of `permissions.can_write`.
        """
        from practices.permissions import WRITABLE

        editable = self.editable_by(viewer)
        if viewer.is_authenticated and viewer.has_role("secretariat"):
            return editable
        return editable.filter(state__in=WRITABLE)

    def translatable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Those that a viewer may edit; for a translator those too that are published or accepted.

        Twin of `permissions.can_translate`.
        """
        editable = self.editable_by(viewer)
        if not viewer.is_authenticated or not viewer.has_role(Role.TRANSLATOR):
            return editable
        from practices.models import PracticeText, State

        texts = PracticeText.objects.filter(practice=OuterRef("pk"), live=True)
        return self.filter(
            (Exists(texts) & Q(live=True))
            | Q(state=State.ACCEPTED)
            | Q(pk__in=editable.order_by().values("pk"))
        )

    def confirmable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Public ones of the organisations that the viewer decides for; all public ones for the
        secretariat.

        Twin of `permissions.can_confirm`.
        """
        return self._within(Organisation.objects.steered_by(viewer), viewer).filter(live=True)

    def deletable_by(self, viewer: Viewer) -> PracticeQuerySet:
        """Drafts that a viewer writes and that were never submitted nor public.

        Twin of `permissions.can_delete_draft`.
        """
        return self.writable_by(viewer).filter(
            state="draft", import_id=None, first_published_at=None, rounds=None
        )

    def _within(self, own: OrganisationQuerySet, viewer: Viewer) -> PracticeQuerySet:
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_role("secretariat"):
            return self
        return self.filter(organisation__in=own.values("pk"))


class PracticeTextQuerySet(models.QuerySet["PracticeText"]):
    def visible_to(self, viewer: Viewer) -> PracticeTextQuerySet:
        """Live texts of published practices, and every text of a practice of one's own.

        Twin of `permissions.can_view_text`.
        """
        public = Q(live=True, practice__live=True)
        if not viewer.is_authenticated:
            return self.filter(public)
        if viewer.has_role("secretariat"):
            return self
        own = Organisation.objects.of(viewer).values("pk")
        return self.filter(public | Q(practice__organisation__in=own))
