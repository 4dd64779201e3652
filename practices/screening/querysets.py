"""Readings of rounds, assignments and findings. Each is the twin of a `can_…` in `permissions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from practices.models.states import State

if TYPE_CHECKING:
    from hub.querysets import Viewer
    from practices.models import (  # noqa: F401  (named in strings)
        Assignment,
        Finding,
        Practice,
        ScreeningEvent,
        ScreeningRound,
    )

STANDING = ("offered", "reading", "spoken")
DECLARED = ("reading", "spoken")
JUDGED = (State.IN_REVIEW, State.EXTRA_REVIEWER)


def _is_secretariat(viewer: Viewer) -> bool:
    return bool(viewer.is_authenticated and viewer.has_role("secretariat"))


def _is_screener(viewer: Viewer) -> bool:
    return bool(viewer.is_authenticated and viewer.has_role("screener"))


def _with_a_part(viewer: Viewer) -> models.QuerySet[Practice]:
    """Practices that the person is not apart from (`standing.is_apart`)."""
    from practices.models import Practice, ScreeningRound
    from practices.screening.standing import memberships_that_bind

    bound = memberships_that_bind().filter(user=viewer.pk).values("organisation")
    submitted = ScreeningRound.objects.filter(submitted_by=viewer.pk).values("practice")
    return Practice.objects.filter(
        Q(organisation__in=bound) | Q(pk__in=submitted) | Q(focal_point=viewer.pk)
    )


class ScreeningRoundQuerySet(models.QuerySet["ScreeningRound"]):
    def open(self) -> ScreeningRoundQuerySet:
        return self.filter(closed_at__isnull=True)

    def in_state(self, *states: State) -> ScreeningRoundQuerySet:
        """Open rounds of practices in one of the states."""
        return self.open().filter(practice__state__in=states)

    def decidable_by(self, viewer: Viewer) -> ScreeningRoundQuerySet:
        """Rounds whose screening the viewer runs: for the secretariat all but of practices that
        they have a part in. Twin of `permissions.can_decide`."""
        if not _is_secretariat(viewer):
            return self.none()
        return self.exclude(practice__in=_with_a_part(viewer).values("pk"))

    def visible_to(self, viewer: Viewer) -> ScreeningRoundQuerySet:
        """Rounds that the viewer runs, and those with an assignment of the viewer's that stands;
        the text is another matter (`readable_by`). Twin of `permissions.can_view_round`."""
        if not viewer.is_authenticated:
            return self.none()
        own = self.filter(self._assigned(viewer, STANDING), self._of_screener(viewer))
        if _is_secretariat(viewer):
            return self.filter(
                Q(pk__in=self.model._default_manager.decidable_by(viewer).values("pk"))
                | Q(pk__in=own.values("pk"))
            )
        return own

    def readable_by(self, viewer: Viewer) -> ScreeningRoundQuerySet:
        """Rounds of which the viewer reads what was submitted: a reviewer who has declared that no
        interest stands in the way, the practice's own people, the secretariat. Twin of
        `permissions.can_read_submission`."""
        from practices.models import Practice

        if not viewer.is_authenticated:
            return self.none()
        own = Practice.objects.drafts_visible_to(viewer).values("pk")
        declared = self.model._default_manager.filter(
            self._assigned(viewer, DECLARED), self._of_screener(viewer)
        )
        return self.filter(Q(practice__in=own) | Q(pk__in=declared.values("pk")))

    def claimable_by(self, viewer: Viewer) -> ScreeningRoundQuerySet:
        """Rounds that still look for a reviewer such as the viewer. Twin of
        `permissions.can_claim`."""
        from practices.models import Assignment, Reviewer, Side

        profile = Reviewer.objects.filter(user=viewer.pk).first()
        if profile is None or not _is_screener(viewer):
            return self.none()
        # By practice: who has a conflict in one round has it in the next.
        of_practice = Assignment.objects.filter(
            round__practice=OuterRef("practice"), reviewer=viewer.pk
        )
        judged = of_practice.filter(state="spoken", round__number__lt=OuterRef("number"))
        side = Assignment.objects.filter(
            round=OuterRef("pk"), state__in=STANDING, side=profile.side, is_extra=False
        )
        standing = (
            side.order_by().values("round").annotate(count=models.Count("pk")).values("count")
        )
        extra = Assignment.objects.filter(
            round=OuterRef("pk"), state__in=("offered", "reading"), is_extra=True
        )
        wanted = 1 if profile.side == Side.UN else 2
        counted = models.functions.Coalesce(models.Subquery(standing), 0)
        return (
            self.in_state(*JUDGED)
            .exclude(practice__in=_with_a_part(viewer).values("pk"))
            .exclude(self._assigned(viewer, STANDING))
            .exclude(Exists(of_practice.filter(state="conflict")))
            .exclude(~Q(reconsideration="") & Exists(judged))
            .alias(standing_on_side=counted)
            .filter(
                Q(practice__state=State.IN_REVIEW, standing_on_side__lt=wanted)
                | (Q(practice__state=State.EXTRA_REVIEWER) & ~Exists(extra))
            )
        )

    def _assigned(self, viewer: Viewer, states: tuple[str, ...]) -> Exists:
        from practices.models import Assignment

        return Exists(
            Assignment.objects.filter(round=OuterRef("pk"), reviewer=viewer.pk, state__in=states)
        )

    def _of_screener(self, viewer: Viewer) -> Q:
        """Nothing where the viewer is no screener any more, or has a part in the practice now."""
        if not _is_screener(viewer):
            return Q(pk__in=[])
        return ~Q(practice__in=_with_a_part(viewer).values("pk"))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> AssignmentQuerySet:
        return self.filter(state__in=STANDING)

    def waiting(self) -> AssignmentQuerySet:
        """Those that their reviewer has not finished."""
        return self.filter(state__in=("offered", "reading"))

    def judgeable_by(self, viewer: Viewer) -> AssignmentQuerySet:
        """The viewer's own that are open for judging. Twin of `permissions.can_judge`."""
        if not _is_screener(viewer):
            return self.none()
        return self.filter(
            reviewer=viewer.pk,
            state="reading",
            round__closed_at__isnull=True,
            round__practice__state__in=JUDGED,
        ).exclude(round__practice__in=_with_a_part(viewer).values("pk"))

    def visible_to(self, viewer: Viewer) -> AssignmentQuerySet:
        """One's own, and who reviews the rounds that one runs; for a reviewer who has spoken the
        others when all have. Twin of `permissions.can_view_assignment`."""
        from practices.models import ScreeningRound

        if not viewer.is_authenticated:
            return self.none()
        mine = Q(reviewer=viewer.pk)
        runs = Q(round__in=ScreeningRound.objects.decidable_by(viewer).values("pk"))
        others = Q(round__in=_rounds_spoken_out(viewer), state="spoken")
        return self.filter(mine | runs | others)


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, viewer: Viewer) -> FindingQuerySet:
        """One's own; those of the rounds that one runs; those of the other reviewers of a round
        in which all have spoken, oneself among them. Never for the submitter's people. Twin of
        `permissions.can_see_finding`."""
        from practices.models import Assignment

        if not viewer.is_authenticated:
            return self.none()
        return self.filter(assignment__in=Assignment.objects.visible_to(viewer).values("pk"))


def _rounds_spoken_out(viewer: Viewer) -> models.QuerySet[Any, Any]:
    """Keys of rounds in which the viewer and everybody else who reviews have spoken."""
    from practices.models import Assignment, ScreeningRound

    if not _is_screener(viewer):
        return ScreeningRound.objects.none().values("pk")
    of_round = Assignment.objects.filter(round=OuterRef("pk"))
    return (
        ScreeningRound.objects.filter(
            Exists(of_round.filter(reviewer=viewer.pk, state="spoken")),
            ~Exists(of_round.filter(state__in=("offered", "reading"))),
        )
        .exclude(practice__in=_with_a_part(viewer).values("pk"))
        .values("pk")
    )


class ScreeningEventQuerySet(models.QuerySet["ScreeningEvent"]):
    def visible_to(self, viewer: Viewer) -> ScreeningEventQuerySet:
        """The whole log for who runs the screening; for the practice's own people what is
        `for_submitter`. Twin of `permissions.can_view_event`."""
        from practices.models import Practice

        own = Practice.objects.drafts_visible_to(viewer).values("pk")
        told = Q(practice__in=own, for_submitter=True)
        if not _is_secretariat(viewer):
            return self.filter(told)
        return self.filter(told | ~Q(practice__in=_with_a_part(viewer).values("pk")))

    def update(self, **values: object) -> int:
        raise TypeError("The log is only ever added to.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The log is only ever added to.")
