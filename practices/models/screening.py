"""A submission and how it is judged: rounds, reviewers, findings, and what goes back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from practices.models.practice import Practice, PracticeText
from practices.models.states import State
from practices.screening.querysets import (
    AssignmentQuerySet,
    FindingQuerySet,
    ScreeningEventQuerySet,
    ScreeningRoundQuerySet,
)


def _person() -> models.ForeignKey:
    return models.ForeignKey("hub.User", models.SET_NULL, null=True, blank=True, related_name="+")


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    CHANGES = "changes", _("Changes requested")
    DECLINED = "declined", _("Declined")


class ScreeningRound(models.Model):
    """One submission of a practice, and its screening. It judges the revisions that it names,
    whatever is written meanwhile."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("Round"))
    facts = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    # Of the original text, by which reviewers are chosen; kept, as the practice's may change.
    language = models.CharField(max_length=12)
    licence = models.CharField(_("Licence"), max_length=30)
    submitted_by = _person()
    submitted_at = models.DateTimeField(default=timezone.now)
    # Of an organisation that waits for verification: taken in, and judged once it is verified.
    held = models.BooleanField(default=False)
    # By when the submitter was told to have an answer.
    due = models.DateField()
    # The criteria as they were when it was submitted: [{"key": …, "required": …}].
    criteria = models.JSONField(default=list)
    eligible_by = _person()
    eligible_at = models.DateTimeField(null=True, blank=True)
    # Why fewer reviewers than the rule says judged it; shown to the submitter and in public.
    too_few_reason = models.TextField(blank=True, max_length=2_000)
    # The submitter asked that others look again; once in the life of a practice.
    reconsideration = models.TextField(blank=True, max_length=4_000)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    # Said to the submitter with the decision, in the language named.
    decision_note = models.TextField(blank=True, max_length=8_000)
    decision_language = models.CharField(max_length=12, blank=True)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    # When it ended: decided, withdrawn, or overtaken.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ScreeningRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening round")
        verbose_name_plural = _("screening rounds")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="round_numbered_once"),
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(closed_at__isnull=True),
                name="round_one_open_for_each_practice",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_at__isnull=False),
                name="round_decided_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice.reference or self.practice_id} / {self.number}"


class RoundText(models.Model):
    """A text that a round judges, in the version that was submitted."""

    round = models.ForeignKey(ScreeningRound, models.CASCADE, related_name="texts")
    text = models.ForeignKey(PracticeText, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "text"], name="round_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} in round {self.round_id}"


class Side(models.TextChoices):
    """Where a reviewer stands: the rule asks for one of the UN and two others."""

    UN = "un", _("United Nations")
    OTHER = "other", _("Not of the United Nations")


class Reviewer(models.Model):
    """What is known of a screener, so that work is shared out well."""

    user = models.OneToOneField("hub.User", models.CASCADE, related_name="reviewer")
    side = models.CharField(max_length=5, choices=Side.choices)
    # Codes of languages, keys of regions, numbers of objectives; empty means any.
    languages = models.JSONField(default=list, blank=True)
    regions = models.JSONField(default=list, blank=True)
    objectives = models.JSONField(default=list, blank=True)
    is_available = models.BooleanField(_("Takes new work"), default=True)
    most_at_once = models.PositiveSmallIntegerField(_("Most at once"), default=5)

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")

    def __str__(self) -> str:
        return str(self.user)


class AssignmentState(models.TextChoices):
    OFFERED = "offered", _("Waiting for an answer")
    # The reviewer has declared that no interest stands in the way; the text is open.
    READING = "reading", _("Being read")
    SPOKEN = "spoken", _("Recommendation given")
    CONFLICT = "conflict", _("Conflict of interest")
    HANDED_BACK = "handed-back", _("Handed back")
    LAPSED = "lapsed", _("Not answered in time")
    RELEASED = "released", _("Given to somebody else")


OPEN_ASSIGNMENTS = (AssignmentState.OFFERED, AssignmentState.READING)


class Recommendation(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    CHANGES = "changes", _("Ask for changes")
    DECLINE = "decline", _("Decline")


class Assignment(models.Model):
    """One reviewer in one round."""

    round = models.ForeignKey(ScreeningRound, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey("hub.User", models.PROTECT, related_name="assignments")
    # As it was when the work was given; people change sides.
    side = models.CharField(max_length=5, choices=Side.choices)
    # The one more that is asked where the others disagree.
    is_extra = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=AssignmentState.choices, default=AssignmentState.OFFERED
    )
    assigned_by = _person()
    offered_at = models.DateTimeField(default=timezone.now)
    # Unanswered until then, it goes back to the queue.
    due = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    # What the conflict is, or why it was handed back; for the secretariat.
    said = models.TextField(blank=True, max_length=2_000)
    recommendation = models.CharField(max_length=8, choices=Recommendation.choices, blank=True)
    # For the secretariat and the other reviewers, never for the submitter.
    private_note = models.TextField(blank=True, max_length=8_000)
    # When the recommendation was given, or the assignment ended otherwise.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "reviewer"],
                condition=Q(state__in=["offered", "reading", "spoken"]),
                name="assignment_one_standing_for_each_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoken") | ~Q(recommendation=""),
                name="assignment_spoken_has_a_recommendation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on round {self.round_id}"


class Verdict(models.TextChoices):
    MET = "met", _("Met")
    PARTLY = "partly-met", _("Partly met")
    NOT_MET = "not-met", _("Not met")


class Finding(models.Model):
    """What a reviewer says of one criterion, and of which fields."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # Names of `practices.fields`: `facts.levels`, `fr.results`.
    fields = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True, max_length=8_000)
    reason_language = models.CharField(max_length=12, blank=True)
    private_note = models.TextField(blank=True, max_length=4_000)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "criterion"], name="finding_one_for_each_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict}"


class ReasonState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    SETTLED = "settled", _("Settled")


class ReturnedReason(models.Model):
    """What the submitter reads beside a field: a finding as the secretariat returned it, in a
    language the submitter reads."""

    round = models.ForeignKey(ScreeningRound, models.CASCADE, related_name="returned")
    findings: models.ManyToManyField[Finding, models.Model] = models.ManyToManyField(
        Finding, related_name="returned", blank=True
    )
    criterion = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    fields = models.JSONField(default=list)
    reason = models.TextField(max_length=8_000)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=ReasonState.choices, default=ReasonState.OPEN)
    answer = models.TextField(blank=True, max_length=4_000)
    answered_by = _person()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.criterion} of round {self.round_id}"


class CannedReason(models.Model):
    """A reason that comes up often, in six languages; the secretariat edits it."""

    key = models.SlugField(max_length=60, unique=True)
    criterion = models.CharField(max_length=40)
    # By code of language: {"en": "…", "fr": "…"}.
    texts = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("ready-made reason")
        verbose_name_plural = _("ready-made reasons")
        ordering = ["criterion", "position", "pk"]

    def __str__(self) -> str:
        return self.key


class ScreeningEvent(models.Model):
    """The log of a practice: one row for each thing that happened to it. Only ever added."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="events")
    round = models.ForeignKey(
        ScreeningRound, models.CASCADE, null=True, blank=True, related_name="events"
    )
    at = models.DateTimeField(default=timezone.now)
    by = _person()
    # Kept apart from the key, so that the line stays readable when the person is gone.
    by_label = models.CharField(max_length=254, blank=True)
    verb = models.CharField(max_length=60)
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    note = models.TextField(blank=True)
    # Whether the submitter's people read this line; who reviewed what is not for them.
    for_submitter = models.BooleanField(default=True)

    objects = ScreeningEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("log")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.practice_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The log is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The log is only ever added to.")
