"""The children of a practice: one row for each value of a fact that can have several."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


def _one_each(name: str, *fields: str) -> list[models.BaseConstraint]:
    return [models.UniqueConstraint(fields=["practice", *fields], name=f"{name}_once")]


class PracticeObjective(models.Model):
    """An objective of the Compact. `rank` 1–3 where the source names it as primary."""

    practice = ParentalKey(
        "practices.Practice", on_delete=models.CASCADE, related_name="objectives"
    )
    number = models.PositiveSmallIntegerField(_("Objective"))
    rank = models.PositiveSmallIntegerField(_("Rank"), null=True, blank=True)
    inferred = models.BooleanField(
        _("Inferred"), default=False, help_text=_("Read into the text by us, not stated in it.")
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            *_one_each("practice_objective", "number"),
            models.UniqueConstraint(
                fields=["practice", "rank"], name="practice_objective_rank_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=23), name="practice_objective_1_to_23"
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1, rank__lte=3),
                name="practice_objective_rank_1_to_3",
            ),
        ]


class PracticePrinciple(models.Model):
    practice = ParentalKey(
        "practices.Practice", on_delete=models.CASCADE, related_name="principles"
    )
    number = models.PositiveSmallIntegerField(_("Guiding principle"))

    class Meta:
        ordering = ["number"]
        constraints = [
            *_one_each("practice_principle", "number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=10), name="practice_principle_1_to_10"
            ),
        ]


class PracticeLevel(models.Model):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="levels")
    level = models.CharField(_("Level"), max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = _one_each("practice_level", "level")


class PracticeCountry(models.Model):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(_("Country"), max_length=2)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *_one_each("practice_country", "country"),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="practice_country_is_iso2"
            ),
        ]


class PracticeRegion(models.Model):
    """A region that the practice is about; those of its countries are derived, not stored."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(_("Region"), max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = _one_each("practice_region", "region")


class PracticeSDG(models.Model):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="sdgs")
    number = models.PositiveSmallIntegerField(_("Sustainable Development Goal"))

    class Meta:
        ordering = ["number"]
        constraints = [
            *_one_each("practice_sdg", "number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=17), name="practice_sdg_1_to_17"
            ),
        ]


class OrganisationPart(models.TextChoices):
    IMPLEMENTING = "implementing", _("Led by")
    PARTNER = "partner", _("With")


class PracticeOrganisation(models.Model):
    """A body that implements the practice or is a partner in it, as the source names it."""

    practice = ParentalKey(
        "practices.Practice", on_delete=models.CASCADE, related_name="organisations"
    )
    part = models.CharField(_("Part"), max_length=12, choices=OrganisationPart.choices)
    name = models.CharField(_("Name"), max_length=300)
    language = models.CharField(_("Language of the name"), max_length=12)
    kind = models.CharField(_("Kind"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        "hub.Organisation", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("Organisation"),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["part", "position", "pk"]


class PracticeLink(models.Model):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("Address"), max_length=1000)
    label = models.CharField(_("Name of the link"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class PracticeFile(models.Model):
    """A file that belongs to the practice, read under the practice's own permission."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("hub.StoredFile", models.PROTECT, related_name="+")
    label = models.CharField(_("Name of the file"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = _one_each("practice_file", "file")


class Theme(TagBase):
    """A theme in the words of one language."""

    name = models.CharField(_("Name"), max_length=100)
    slug = models.SlugField(_("Slug"), max_length=120, unique=True, allow_unicode=True)
    language = models.CharField(_("Language"), max_length=12)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="theme_once_in_a_language")
        ]


class PracticeTheme(ItemBase):
    tag = models.ForeignKey(
        Theme, models.CASCADE, related_name="uses", verbose_name=_("Theme")
    )  # fmt: skip
    content_object = ParentalKey(
        "practices.Practice", on_delete=models.CASCADE, related_name="theme_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="practice_theme_once")
        ]
