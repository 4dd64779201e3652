"""What a topic came to: paragraphs that rest on posts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.models.fields import language, person
from discussions.models.posts import Post
from discussions.models.topics import Topic
from discussions.outcomes.querysets import CitationQuerySet, MisquotationQuerySet, OutcomeQuerySet


class Outcome(models.Model):
    """What became of what was said in a topic; a draft until the topic is closed with it."""

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="outcome")
    original_language = models.CharField(max_length=12)
    # Rises with each save, so that two who write at once are told.
    number = models.PositiveIntegerField(default=1)
    written_by = person()
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person()
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return f"of {self.topic_id}"


class OutcomeText(models.Model):
    """What changed, or will, as a result of the topic, in one language (Markdown)."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="texts")
    language = language()
    changed = models.TextField(_("What changed as a result"), max_length=10_000)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "language"], name="outcome_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} in {self.language}"


class OutcomeParagraph(models.Model):
    """One claim, in the order of the outcome. A published one has at least one citation."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    # When its words or its citations were last changed after publication.
    corrected_at = models.DateTimeField(null=True, blank=True)
    posts: models.ManyToManyField[Post, Citation] = models.ManyToManyField(
        Post, through="Citation", related_name="cited_in"
    )

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.outcome_id} ¶{self.order}"


class ParagraphText(models.Model):
    """A paragraph in one language (Markdown)."""

    paragraph = models.ForeignKey(OutcomeParagraph, models.CASCADE, related_name="texts")
    language = language()
    source = models.TextField(max_length=5_000)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "language"], name="paragraph_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} in {self.language}"


class Citation(models.Model):
    """That a paragraph rests on a post."""

    paragraph = models.ForeignKey(OutcomeParagraph, models.CASCADE, related_name="citations")
    post = models.ForeignKey(Post, models.CASCADE, related_name="citations")

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "post"], name="citation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.paragraph_id}"


class MisquotationState(models.TextChoices):
    OPEN = "open", _("Open")
    CORRECTED = "corrected", _("Corrected")
    REJECTED = "rejected", _("Not changed")


class Misquotation(models.Model):
    """That a contributor finds their post misread in an outcome."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="misquotations")
    # Null where the paragraph was taken out since.
    paragraph = models.ForeignKey(
        OutcomeParagraph, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(Post, models.CASCADE, related_name="misquotations")
    by = models.ForeignKey("hub.User", models.CASCADE, related_name="+")
    said = models.TextField(max_length=2_000)
    language = language()
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=9, choices=MisquotationState.choices, default=MisquotationState.OPEN
    )
    answer = models.TextField(blank=True, max_length=2_000)
    answer_language = models.CharField(max_length=12, blank=True)
    decided_by = person()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MisquotationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "post", "by"],
                condition=Q(state="open"),
                name="misquotation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.outcome_id}"
