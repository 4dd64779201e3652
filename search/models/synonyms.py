"""What the secretariat adds to the concepts of the files, and what it takes out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.querysets import Viewer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


M = TypeVar("M", bound=models.Model, covariant=True)


class SecretariatsQuerySet(models.QuerySet[M]):
    """Rows that the secretariat keeps and nobody else sees."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Twin of `search.permissions.can_keep_words`."""
        allowed = viewer.is_authenticated and viewer.has_role("secretariat")
        return self if allowed else self.none()


class Synonyms(models.Model):
    """Names for one thing, in several languages: a concept as in `search.concepts`.

    names: by code of language, the usual one first, with the same marks as in the files.
    same_as: the key of the concept of the files that they are more names for, or "".
    """

    names: models.JSONField[Mapping[str, Sequence[str]]] = models.JSONField(default=dict)
    same_as = models.CharField(max_length=120, blank=True)
    is_on = models.BooleanField(_("In use"), default=True)
    note = models.TextField(_("Note"), blank=True)
    changed_at = models.DateTimeField(_("Changed"), auto_now=True)

    objects = SecretariatsQuerySet["Synonyms"].as_manager()

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        codes = [code for code in languages.CODES if self.names.get(code)]
        codes.sort(key=lambda code: code != languages.DEFAULT)
        return " · ".join(self.names[code][0] for code in codes)


class ConceptOff(models.Model):
    """A concept of the files or of the vocabulary that is not in use, by its key."""

    key = models.CharField(max_length=120, unique=True)
    since = models.DateTimeField(auto_now_add=True)

    objects = SecretariatsQuerySet["ConceptOff"].as_manager()

    def __str__(self) -> str:
        return self.key
