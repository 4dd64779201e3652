"""Where a submission stands, in words for those who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from hub.models import Membership
from hub.working_days import working_days_between
from practices.models import Practice, ScreeningEvent, ScreeningRound, State
from practices.screening import rules

WAITING = (State.SUBMITTED, State.ELIGIBILITY, State.IN_REVIEW, State.EXTRA_REVIEWER)


@dataclass(frozen=True)
class Progress:
    """round: the last one, None where nothing was submitted yet."""

    practice: Practice
    round: ScreeningRound | None

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is owed."""
        return self.practice.state in WAITING

    @property
    def is_held(self) -> bool:
        return self.is_waiting and self.round is not None and self.round.held

    @property
    def days_waiting(self) -> int:
        """Working days since the submission; 0 where there was none."""
        if self.round is None:
            return 0
        return working_days_between(
            timezone.localdate(self.round.submitted_at), timezone.localdate()
        )

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.round is not None and self.round.due < timezone.localdate()

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """Its place among all that wait for an answer, the first submitted first, and how many
        these are; None where it does not wait, or is held."""
        round = self.round
        if round is None or not self.is_waiting or round.held:
            return None
        queue = ScreeningRound.objects.in_state(*WAITING).filter(held=False)
        earlier = Q(submitted_at__lt=round.submitted_at) | Q(
            submitted_at=round.submitted_at, pk__lt=round.pk
        )
        return queue.filter(earlier).count() + 1, queue.count()

    @cached_property
    def _step(self) -> tuple[str, str]:
        """What happens next, and who does it; nobody, where nothing does."""
        you, secretariat, reviewers = _("You"), _("The secretariat"), _("The reviewers")
        state = State(self.practice.state)
        if self.is_held:
            return _("Your organisation is verified. Then the submission goes on by itself."), (
                secretariat
            )
        if state == State.IN_REVIEW and self.round is not None:
            panel = rules.panel_of(self.round)
            if panel.waiting:
                return _("They read it criterion by criterion, each for themselves."), reviewers
            if panel.spoken and (panel.is_whole or self.round.too_few_reason):
                return _("What the reviewers say is weighed, and you get an answer."), secretariat
            return _("Reviewers are found who know the subject and read the language."), secretariat
        return {
            State.DRAFT: (_("Finish the sections, look them through and submit."), you),
            State.SUBMITTED: (
                _("It is checked whether the practice is within the scope of the Compact."),
                secretariat,
            ),
            State.ELIGIBILITY: (
                _("It is checked whether the practice is within the scope of the Compact."),
                secretariat,
            ),
            State.EXTRA_REVIEWER: (
                _("The reviewers do not agree, so one more reads it."), reviewers,
            ),
            State.CHANGES_REQUESTED: (
                _("Follow the suggestions or answer them, and submit again."), you,
            ),
            State.ACCEPTED: (_("It is made public."), secretariat),
            State.PUBLISHED: (
                _("Nothing has to be done. Once a year you are asked whether it still holds."), "",
            ),
            State.DECLINED: (
                _("Read why. You can write it anew, or ask once that others look at it."), you,
            ),
            State.WITHDRAWN: (_("Nothing, unless you work on it again."), ""),
            State.ARCHIVED: (_("Nothing. Write to the secretariat to bring it back."), ""),
        }.get(state, ("", ""))  # fmt: skip

    @property
    def next_step(self) -> str:
        return self._step[0]

    @property
    def next_by(self) -> str:
        return self._step[1]


@dataclass(frozen=True)
class Happened:
    """A line of the log as the submitter's people read it. who: by name for their own people."""

    event: ScreeningEvent
    who: str


def happened(viewer: Any, practice: Practice) -> list[Happened]:
    """What its people may know of what happened, the latest first, in two queries. Who of the
    secretariat did it is not told; who reviewed what is no line here."""
    events = ScreeningEvent.objects.visible_to(viewer).filter(practice=practice, for_submitter=True)
    own = set(
        Membership.objects.filter(organisation=practice.organisation_id).values_list(
            "user", flat=True
        )
    )
    return [
        Happened(event, _who(event, own))
        for event in events.select_related("by").order_by("-at", "-pk")
    ]


def _who(event: ScreeningEvent, own: set[int]) -> str:
    if event.by_id in own:
        return str(event.by)
    if event.by_id is None and not event.by_label:
        return _("The hub, by itself")
    return _("The secretariat")
