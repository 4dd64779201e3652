"""What of the library may be found: published practices, each with all its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from hub import languages, richtext, vocabulary
from hub.indexing import Document, DocumentText, batches
from practices.confirming.age import is_overdue
from practices.models import Practice, PracticeText

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.querysets import Viewer

KIND = "practice"
BATCH = 200


class PracticeSource:
    kind = KIND
    facets = (
        "objective", "level", "country", "region", "principle", "sdg", "type", "language",
        "theme", "organisation_kind", "organisation", "evidence", "provenance", "year",
    )  # fmt: skip

    def visible_to(self, viewer: Viewer) -> QuerySet[Practice]:
        """Published ones, whoever looks: drafts are listed where they are worked on."""
        return Practice.objects.published()

    def is_indexable(self, instance: Practice) -> bool:
        return instance.live and instance.texts.filter(live=True).exists()

    def indexable(self) -> QuerySet[Practice]:
        return Practice.objects.published()

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        """In the order of their ids; thirteen queries for each batch."""
        for batch in batches(self.indexable(), ids, BATCH):
            practices = list(self.indexable().filter(pk__in=batch).order_by("pk"))
            texts = PracticeText.objects.filter(live=True)
            prefetch_related_objects(
                practices,
                "objectives", "principles", "levels", "countries", "regions", "sdgs",
                "theme_items__tag", "organisations",
                Prefetch("texts", queryset=texts, to_attr="live_texts"),
            )  # fmt: skip
            for practice in practices:
                # A text may have been withdrawn between the two queries.
                if practice.live_texts:
                    yield to_document(practice)


def to_document(practice: Practice) -> Document:
    """A practice whose children and `live_texts` are in memory, as search sees it."""
    texts: list[PracticeText] = practice.live_texts
    # The original first: it is what a list sorts by.
    texts = sorted(texts, key=lambda text: (text.language != practice.original_language, text.pk))
    names = _names(practice)
    return Document(
        kind=KIND,
        object_id=practice.pk,
        key=practice.import_id or "",
        texts=[
            DocumentText(
                language=text.language,
                title=text.title,
                summary=richtext.plain(text.summary),
                labels=names,
                body="\n".join(
                    filter(None, (richtext.plain(getattr(text, s)) for s in text.SECTIONS))
                ),
            )
            for text in texts
        ],
        facets=_facets(practice, texts),
        published_at=practice.first_published_at,
        # What its page says of itself, too.
        demoted=is_overdue(practice),
    )


@lru_cache(maxsize=1024)
def _in_every_language(set_name: str, key: vocabulary.Key) -> tuple[str, ...]:
    terms = vocabulary.set_named(set_name)
    return tuple(dict.fromkeys(terms.label(key, code) for code in languages.CODES))


def _names(practice: Practice) -> str:
    """What a practice is filed under, in all six languages, so that a query in any of them finds
    it: objectives, levels, countries, regions; and its themes and organisations as written."""
    filed = [
        *(("objective", each.number) for each in practice.objectives.all()),
        *(("country", each.country) for each in practice.countries.all()),
        *(("level", each.level) for each in practice.levels.all()),
        *(("region", each.region) for each in practice.regions.all()),
    ]
    names = [name for set_name, key in filed for name in _in_every_language(set_name, key)]
    # In one order on any database: a phrase may reach from one into the next.
    names += sorted(item.tag.name for item in practice.theme_items.all())
    names += [each.name for each in practice.organisations.all()]
    return " · ".join(dict.fromkeys(names))


def _facets(practice: Practice, texts: list[PracticeText]) -> dict[str, list[str]]:
    countries = [each.country for each in practice.countries.all()]
    organisations = practice.organisations.all()
    ids = [practice.organisation_id, *(each.organisation_id for each in organisations)]
    values: dict[str, Iterable[object]] = {
        "objective": (each.number for each in practice.objectives.all()),
        "level": (each.level for each in practice.levels.all()),
        "country": countries,
        "region": (
            *(each.region for each in practice.regions.all()),
            *(region for iso2 in countries for region in vocabulary.regions_of(iso2)),
        ),
        "principle": (each.number for each in practice.principles.all()),
        "sdg": (each.number for each in practice.sdgs.all()),
        "type": [practice.type],
        "language": (text.language for text in texts),
        "theme": (item.tag.slug for item in practice.theme_items.all()),
        "organisation_kind": (each.kind for each in organisations),
        "organisation": ids,
        "evidence": [practice.evidence],
        "provenance": [practice.provenance],
        "year": years_active(practice),
    }
    return {
        name: list(dict.fromkeys(str(value) for value in of_facet if value))
        for name, of_facet in values.items()
    }


def years_active(practice: Practice) -> range:
    """From its start to its end, or to this year where no end is known; none without a start."""
    if practice.start_year is None:
        return range(0)
    last = practice.end_year or timezone.localdate().year
    return range(practice.start_year, last + 1)
