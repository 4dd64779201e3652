"""What a round judges, as its pages show it: the facts and the texts in the versions that were
submitted, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from hub import languages, vocabulary
from practices import fields
from practices.models import Practice, PracticeText
from practices.models.screening import ReturnedReason, ScreeningRound
from practices.page import PracticePage
from practices.screening import rules


def rounds_to_show() -> QuerySet[ScreeningRound]:
    """Rounds with what a `Submission` reads of them, in three queries."""
    return ScreeningRound.objects.select_related(
        "practice__organisation", "facts", "submitted_by"
    ).prefetch_related("texts__text", "texts__revision")


@dataclass(frozen=True)
class Submission:
    """round: with what `rounds_to_show` brings."""

    round: ScreeningRound

    @cached_property
    def practice(self) -> Practice:
        version: Practice = self.round.practice.with_content_json(self.round.facts.content)
        return version

    @cached_property
    def texts(self) -> list[PracticeText]:
        """The original first, then by the name of the language."""
        found = [
            each.text.with_content_json(each.revision.content) for each in self.round.texts.all()
        ]
        here = languages.current().code
        return sorted(
            found,
            key=lambda text: (
                text.language != self.round.language,
                languages.language_name(text.language, here),
            ),
        )

    @cached_property
    def pages(self) -> list[PracticePage]:
        """One for each text; the facts are the same in all of them."""
        shown = self.texts or [PracticeText(language=self.round.language)]
        path = reverse("practices:screening-round", args=[self.round.pk])
        return [
            PracticePage(
                practice=self.practice,
                content=self.round.facts.content,
                texts=shown,
                path=path,
                asked=text.language,
            )
            for text in shown
        ]

    @property
    def page(self) -> PracticePage:
        """The page of the original."""
        return self.pages[0]

    @property
    def title(self) -> str:
        return self.texts[0].title if self.texts else ""

    @property
    def licence(self) -> vocabulary.Licence:
        known = self.round.licence in vocabulary.set_named("licence")
        return vocabulary.licence(self.round.licence if known else "not-stated")

    def _criteria(self, wanted: Iterable[str]) -> list[tuple[vocabulary.Criterion, bool]]:
        known = vocabulary.set_named("criterion")
        must = rules.required(self.round)
        return [(vocabulary.criterion(key), key in must) for key in wanted if key in known]

    @cached_property
    def criteria(self) -> list[tuple[vocabulary.Criterion, bool]]:
        """Those that each reviewer judges, each with whether it must be met, as they were when
        it was submitted; one that the vocabulary has lost since is left out."""
        return self._criteria(rules.criteria_to_judge(self.round))

    @property
    def eligibility(self) -> list[tuple[vocabulary.Criterion, bool]]:
        """Those that the secretariat judges before anybody reviews."""
        judged = set(rules.criteria_to_judge(self.round))
        return self._criteria(
            each["key"] for each in self.round.criteria if each["key"] not in judged
        )

    @cached_property
    def field_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Names of all its fields with their labels, by section of the form and language, for
        whoever says what a finding is about. Fields that were left empty are there too."""
        here = languages.current().code
        groups = [
            (str(section.title), [_choice(fields.FACTS, name) for name in section.fields])
            for section in fields.SECTIONS
            if not section.of_text
        ]
        for text in self.texts:
            names = [
                _choice(text.language, name)
                for section in fields.SECTIONS
                if section.of_text
                for name in section.fields
            ]
            groups.append((languages.language_name(text.language, here), names))
        return groups

    @cached_property
    def field_names(self) -> frozenset[str]:
        return frozenset(name for _title, group in self.field_groups for name, _label in group)


def _choice(part: str, name: str) -> tuple[str, str]:
    field = fields.Field(part, name)
    return str(field), field.label()


def field_label(name: str) -> str:
    """What the form calls a field, with the language of its text; the name itself where no field
    has it any more."""
    try:
        return fields.parse(name).full_label()
    except fields.UnknownField:
        return name


@dataclass(frozen=True)
class Earlier:
    """A round before, with the reasons that went back to the submitter."""

    round: ScreeningRound
    reasons: list[ReturnedReason]


def earlier_rounds(screening_round: ScreeningRound) -> list[Earlier]:
    """Rounds of the same practice before this one, the last first, in two queries."""
    rounds: Iterable[ScreeningRound] = (
        ScreeningRound.objects.filter(
            practice=screening_round.practice_id, number__lt=screening_round.number
        )
        .select_related("facts")
        .prefetch_related("returned", "texts__text", "texts__revision")
        .order_by("-number")
    )
    return [Earlier(each, list(each.returned.all())) for each in rounds]
