"""Readings of outcomes. Each one that names a viewer is the twin of a `can_…` beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from discussions.querysets import keeps_all

if TYPE_CHECKING:
    from discussions.models import Citation, Misquotation, Outcome  # noqa: F401  (in strings)
    from hub.querysets import Viewer


def reporting_since(now: datetime | None = None) -> datetime:
    """Outcomes that were published after this moment may be reported as misquoting now."""
    return (now or timezone.now()) - timedelta(days=settings.HUB_MISQUOTATION_DAYS)


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def published(self) -> OutcomeQuerySet:
        return self.filter(published_at__isnull=False)

    def visible_to(self, viewer: Viewer) -> OutcomeQuerySet:
        """Published ones of topics that one sees, and the drafts of what one moderates.

        Twin of `permissions.can_view_outcome`.
        """
        from discussions.models import Topic

        seen = Topic.objects.visible_to(viewer).values("pk")
        kept = Topic.objects.moderated_by(viewer).values("pk")
        return self.filter(
            Q(topic__in=seen, published_at__isnull=False) | Q(topic__in=kept)
        )  # fmt: skip


class CitationQuerySet(models.QuerySet["Citation"]):
    def published(self) -> CitationQuerySet:
        """Those of published outcomes."""
        return self.filter(paragraph__outcome__published_at__isnull=False)

    def out_of_sight(self) -> CitationQuerySet:
        """Those of published outcomes whose post cannot be read there any more."""
        return self.published().filter(
            ~Q(post__state="published") | ~Q(post__topic=F("paragraph__outcome__topic"))
        )

    def reportable_by(self, viewer: Viewer) -> CitationQuerySet:
        """Of one's own posts, in topics that one sees, while the time for it runs, unless a
        report of the post is open. Twin of `permissions.can_report_misquotation`."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        from discussions.models import Misquotation, Topic

        waiting = Misquotation.objects.filter(
            outcome=OuterRef("paragraph__outcome"),
            post=OuterRef("post"),
            by=viewer.pk,
            state="open",
        )
        return self.filter(
            ~Exists(waiting),
            post__author=viewer.pk,
            paragraph__outcome__published_at__gt=reporting_since(),
            paragraph__outcome__topic__in=Topic.objects.visible_to(viewer).values("pk"),
        )


class MisquotationQuerySet(models.QuerySet["Misquotation"]):
    def open(self) -> MisquotationQuerySet:
        return self.filter(state="open")

    def visible_to(self, viewer: Viewer) -> MisquotationQuerySet:
        """One's own, and those of what one moderates. Twin of
        `permissions.can_view_misquotation`."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(by=viewer.pk) | Q(pk__in=self.moderated_by(viewer).values("pk")))

    def moderated_by(self, viewer: Viewer) -> MisquotationQuerySet:
        """Those that the viewer answers. Twin of `permissions.can_answer_misquotation`."""
        if keeps_all(viewer):
            return self
        from discussions.models import Topic

        return self.filter(outcome__topic__in=Topic.objects.moderated_by(viewer).values("pk"))
