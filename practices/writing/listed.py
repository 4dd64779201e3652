"""The practices of a reader's organisations, as a list shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hub import languages
from hub.models import Organisation, User
from practices.models import Practice, PracticeText, State


@dataclass(frozen=True)
class Listed:
    """title: the latest of the original, with its language; "" where it has none yet."""

    practice: Practice
    title: str
    language: str
    languages: list[str]
    saved_at: datetime | None
    saved_by: User | None

    @property
    def next_step(self) -> str:
        """What its people can do now, in words; "" where they wait."""
        return {
            State.DRAFT: _("Go on writing"),
            State.CHANGES_REQUESTED: _("Look at what was asked for"),
            State.PUBLISHED: _("Write a new version"),
        }.get(State(self.practice.state), _("See where it stands"))

    @property
    def next_url(self) -> str:
        """Where that is done."""
        working = (State.DRAFT, State.CHANGES_REQUESTED, State.PUBLISHED)
        if self.practice.state in working or not self.practice.reference:
            return self.url
        return reverse("practices:draft-status", args=[self.practice.pk])

    @property
    def url(self) -> str:
        return reverse("practices:draft-tasks", args=[self.practice.pk])


def own(viewer: Any) -> QuerySet[Practice]:
    """Those of the organisations that a person belongs to, what was worked on last first."""
    texts = (
        PracticeText.objects.select_related("latest_revision__user")
        .defer("latest_revision__content", *PracticeText.SECTIONS, "summary", "html")
        .annotate(latest_title=F("latest_revision__content__title"))
    )
    return (
        Practice.objects.filter(organisation__in=Organisation.objects.of(viewer).values("pk"))
        .select_related("organisation", "latest_revision__user")
        .defer("latest_revision__content")
        .prefetch_related(Prefetch("texts", texts, to_attr="listed_texts"))
        .order_by("-latest_revision__created_at", "-pk")
    )


def rows(practices: Iterable[Practice]) -> list[Listed]:
    """From what `own` brings, without a query."""
    return [_listed(practice) for practice in practices]


def _listed(practice: Any) -> Listed:
    inside = languages.current().code
    texts = sorted(
        practice.listed_texts,
        key=lambda text: (text.language != practice.original_language, text.pk),
    )
    titled = [(text.latest_title or text.title, text.language) for text in texts]
    title, language = next(((t, code) for t, code in titled if t.strip()), ("", ""))
    revisions = [each.latest_revision for each in (practice, *texts) if each.latest_revision]
    last = max(revisions, key=lambda revision: revision.created_at, default=None)
    return Listed(
        practice=practice,
        title=title,
        language=language or practice.original_language,
        languages=[languages.language_name(text.language, inside) for text in texts],
        saved_at=last.created_at if last else None,
        saved_by=last.user if last else None,
    )
