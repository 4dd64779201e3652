"""A practice's facts, and its text in each language. Each has its own drafts and revisions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin

from practices.models.dangling import without_dangling
from practices.models.states import State
from practices.querysets import PracticeQuerySet, PracticeTextQuerySet


class EvidenceSource(models.TextChoices):
    """Who said how strong the evidence is."""

    SUBMITTER = "submitter", _("said by the submitter")
    SCREENING = "screening", _("found at screening")


class Drafted(DraftStateMixin, RevisionMixin, models.Model):
    """What can be drafted and published here: nothing is live before an action publishes it."""

    # Wagtail would note, by a task after each save, which pages and pictures it uses: none.
    wagtail_reference_index_ignore = True
    # What belongs to the object and not to a version of it: a draft that was begun before such a
    # value changed must not bring the old one back when it is published. Wagtail's timers too:
    # they would publish and withdraw without an action.
    kept: ClassVar[tuple[str, ...]] = ()
    _always_kept: ClassVar[frozenset[str]] = frozenset(
        {
            "import_hash",
            "draft_number",
            "go_live_at",
            "expire_at",
            "expired",
            "last_published_at",
        }
    )

    live = models.BooleanField(_("Published"), default=False, editable=False)
    import_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Rises with each save of the draft: who saves says which one was read, and a save over
    # another's is refused instead of undoing it.
    draft_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """The object as the content of a revision has it, but for what is `kept`."""
        kept = self._always_kept.union(self.kept)
        values = {
            column.name: column.value_from_object(self)
            for column in self._meta.concrete_fields
            if column.name in kept
        }
        return super().with_content_json({**content, **values})


class Practice(PreviewableMixin, Drafted, ClusterableModel):
    """The facts of a practice that are the same in every language.

    Objectives, principles, levels, countries, regions, SDGs, themes, organisations and links are
    children, drafted and published with it. Its texts are not (`PracticeText`): publishing one
    language must never touch another.
    """

    # The relations of its children, drafted and published with it.
    CHILDREN = (
        "objectives", "principles", "levels", "countries", "regions", "sdgs", "theme_items",
        "organisations", "links", "files",
    )  # fmt: skip
    kept = (
        "slug", "import_id", "provenance", "organisation", "focal_point", "last_confirmed",
        "created_at", "state", "state_since", "reference", "sections_done",
        "self_check", "confirmation_asked_at",
    )  # fmt: skip

    slug = models.SlugField(
        _("Address"), max_length=200, unique=True, allow_unicode=True, null=True, blank=True,
        help_text=_("Set at first publication. The old address keeps leading here."),
    )  # fmt: skip
    import_id = models.CharField(
        _("Import id"), max_length=200, unique=True, null=True, blank=True, editable=False
    )
    type = models.CharField(_("Type"), max_length=20, default="practice")
    original_language = models.CharField(_("Original language"), max_length=12)
    start_year = models.PositiveSmallIntegerField(_("Start (year)"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(
        _("End (year)"), null=True, blank=True, help_text=_("Empty while it goes on or is unknown.")
    )
    evidence = models.CharField(_("Strength of evidence"), max_length=30, blank=True)
    evidence_source = models.CharField(
        _("Who said so"), max_length=12, choices=EvidenceSource.choices, blank=True
    )
    licence = models.CharField(_("Licence"), max_length=30, blank=True)
    provenance = models.CharField(_("Provenance"), max_length=12, default="screened")
    source_url = models.URLField(_("Source address"), max_length=1000, blank=True)
    last_confirmed = models.DateField(_("Last confirmed"), null=True, blank=True)
    organisation = models.ForeignKey(
        "hub.Organisation", models.PROTECT, null=True, blank=True, related_name="practices",
        verbose_name=_("Submitting organisation"),
    )  # fmt: skip
    focal_point = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("Focal point (never public)"),
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        _("State"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False
    )
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    # Given with the first submission and told to the submitter: `GCM-2026-00042`.
    reference = models.CharField(
        _("Reference"), max_length=20, unique=True, null=True, blank=True, editable=False
    )
    # The sections of the form that its people marked as done, see `practices.form`.
    sections_done = models.JSONField(default=list, blank=True, editable=False)
    # What its people say of each criterion before they submit, by the criterion's key:
    # {"relevant": {"answer": "yes", "note": ""}}.
    self_check = models.JSONField(default=dict, blank=True, editable=False)
    # When its people were last asked whether what it says still holds.
    confirmation_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    themes = ClusterTaggableManager(
        through="practices.PracticeTheme", blank=True, verbose_name=_("Themes")
    )
    _revisions = GenericRelation(
        Revision, content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="practice", for_concrete_model=False,
    )  # fmt: skip

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["-first_published_at", "-pk"]
        indexes = [
            models.Index(fields=["live", "-first_published_at"]),
            models.Index(fields=["state", "state_since"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year__isnull=True)
                | Q(end_year__isnull=True)
                | Q(end_year__gte=models.F("start_year")),
                name="practice_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | (Q(slug__isnull=False) & ~Q(slug="")),
                name="practice_live_has_an_address",
            ),
            models.CheckConstraint(
                condition=(Q(evidence="") & Q(evidence_source=""))
                | (~Q(evidence="") & ~Q(evidence_source="")),
                name="practice_evidence_says_who_said_so",
            ),
            models.CheckConstraint(
                condition=Q(provenance__in=["screened", "imported", "example"]),
                name="practice_provenance_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="practice_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug or f"practice {self.pk}"

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        """As the library has it, which asks for each key of each child with a query of its own."""
        data = without_dangling(cls, cls.CHILDREN, data) if check_fks else data
        return super().from_serializable_data(data, check_fks=False, strict_fks=strict_fks)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from practices.views import preview_practice

        return preview_practice(request, self)

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions


class TextOrigin(models.TextChoices):
    """Who wrote a text."""

    AUTHOR = "author", _("Written by the submitter")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Machine translation")


class PracticeText(PreviewableMixin, Drafted, models.Model):
    """What a practice says in one language. Sections are Markdown, see `hub.richtext`."""

    kept = ("practice", "language", "offered_at")

    # The sections in the order in which a page shows them, after title and summary.
    SECTIONS = (
        "challenge", "activities", "results", "lessons", "replication", "innovation",
    )  # fmt: skip

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="texts")
    language = models.CharField(_("Language"), max_length=12)
    title = models.CharField(_("Title"), max_length=300)
    summary = models.TextField(_("Summary"), max_length=4_000)
    challenge = models.TextField(_("Challenge"), blank=True, max_length=20_000)
    activities = models.TextField(_("Activities"), blank=True, max_length=20_000)
    results = models.TextField(_("Results"), blank=True, max_length=20_000)
    lessons = models.TextField(_("Lessons learned"), blank=True, max_length=20_000)
    replication = models.TextField(_("Replication"), blank=True, max_length=20_000)
    innovation = models.TextField(_("Innovation"), blank=True, max_length=20_000)
    origin = models.CharField(
        _("Origin"), max_length=8, choices=TextOrigin.choices, default=TextOrigin.AUTHOR
    )
    # The hash of the original text that this translation was made from (`practices.staleness`);
    # when the original has another one now, the translation is stale.
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The same of its own words as they are public, so that lists tell what is stale without
    # reading texts; set at publication, never in a revision.
    words_hash = models.CharField(max_length=64, blank=True, editable=False, serialize=False)
    # When a translator last said that this translation is ready to be looked at and published.
    offered_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The parts as they were rendered at publication (`practices.rendering`); never in a revision.
    html = models.JSONField(default=dict, blank=True, editable=False, serialize=False)
    updated_at = models.DateTimeField(auto_now=True)

    _revisions = GenericRelation(
        Revision, content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="practice_text", for_concrete_model=False,
    )  # fmt: skip

    objects = PracticeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a practice")
        verbose_name_plural = _("texts of practices")
        ordering = ["practice_id", "pk"]
        # What anyone may read is asked of the texts that are live, at every search.
        indexes = [
            models.Index(fields=["practice"], condition=Q(live=True), name="practice_text_live"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "language"], name="practice_text_one_in_each_language"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(language=""), name="practice_text_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from practices.views import preview_text

        return preview_text(request, self)

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions


class SlugRedirect(models.Model):
    """An address that a practice had before; it keeps leading to the practice."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug
