"""Practices and their texts in the Wagtail admin, for the secretariat.

Saving keeps a draft. Publishing and withdrawing are our own buttons, which call actions; Wagtail's
are granted to nobody, so that nothing goes round them.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from hub import languages, vocabulary
from practices.actions import withdraw_practice, withdraw_text
from practices.admin_views import (
    AddressedViewSet,
    LibraryIndexView,
    LibraryViewSet,
    PracticeEditView,
    PracticeForm,
    TextEditView,
    TextForm,
    named,
)
from practices.models import Practice, PracticeText
from practices.screening.admin import ReasonViewSet


class VocabularySelect(forms.Select):
    """The terms of a set, named in the language of the admin at the time they are shown."""

    def __init__(self, set_name: str, attrs: dict[str, Any] | None = None) -> None:
        self.set_name = set_name
        super().__init__(attrs)

    @property
    def choices(self) -> list[tuple[str, str]]:
        terms = vocabulary.set_named(self.set_name).choices()
        numbered = self.set_name in ("objective", "principle", "sdg")
        return [
            ("", "—"),
            *((str(key), f"{key} {name}" if numbered else name) for key, name in terms),
        ]

    @choices.setter
    def choices(self, _value: object) -> None:
        """A field hands its own choices over; the vocabulary's stand."""


def _terms(relation: str, column: str, set_name: str, *others: str) -> InlinePanel:
    panels = [FieldPanel(column, widget=VocabularySelect(set_name)), *map(FieldPanel, others)]
    label = vocabulary_label(relation)
    return InlinePanel(relation, heading=label, label=label, panels=panels)


def vocabulary_label(relation: str) -> Any:
    return {
        "objectives": gettext_lazy("Objectives"),
        "principles": gettext_lazy("Guiding principles"),
        "levels": gettext_lazy("Level"),
        "countries": gettext_lazy("Countries"),
        "regions": gettext_lazy("Region"),
        "sdgs": gettext_lazy("Sustainable Development Goals"),
    }[relation]


class PracticeFilters(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        field_name="texts__language",
        label=gettext_lazy("Language"),
        choices=[(language.code, language.name) for language in languages.LANGUAGES],
    )
    level = django_filters.ChoiceFilter(
        field_name="levels__level",
        label=gettext_lazy("Level"),
        choices=lambda: vocabulary.set_named("level").choices(),
    )
    provenance = django_filters.ChoiceFilter(
        label=gettext_lazy("Provenance"),
        choices=lambda: vocabulary.set_named("provenance").choices(),
    )
    live = django_filters.BooleanFilter(label=gettext_lazy("Published"))

    class Meta:
        model = Practice
        fields: list[str] = []


def _languages(practice: Practice) -> str:
    return ", ".join(text.language for text in practice.all_texts)


class PracticeIndexView(LibraryIndexView):
    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        return super()._get_title_column(field_name, *args, accessor=self._title, **kwargs)

    @staticmethod
    def _title(practice: Practice) -> str:
        return named(practice, practice.all_texts)


class PracticeViewSet(AddressedViewSet):
    model = Practice
    icon = "doc-full"
    menu_label = gettext_lazy("Practices")
    index_view_class = PracticeIndexView
    edit_view_class = PracticeEditView
    list_display = (
        "__str__",
        Column("slug", label=gettext_lazy("Address"), sort_key="slug"),
        Column("languages", label=gettext_lazy("Texts"), accessor=_languages),
        BooleanColumn("live", label=gettext_lazy("Published"), sort_key="live"),
        UpdatedAtColumn(label=gettext_lazy("Updated")),
    )
    filterset_class = PracticeFilters
    search_fields = ("texts__title", "slug", "import_id", "source_url")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("type", widget=VocabularySelect("type")),
                    FieldPanel("original_language"),
                    FieldPanel("start_year"),
                    FieldPanel("end_year"),
                    FieldPanel("evidence", widget=VocabularySelect("evidence")),
                    FieldPanel("evidence_source"),
                    FieldPanel("licence", widget=VocabularySelect("licence")),
                    FieldPanel("source_url"),
                ],
                heading=gettext_lazy("Facts"),
            ),
            _terms("objectives", "number", "objective", "rank", "inferred"),
            _terms("levels", "level", "level"),
            _terms("countries", "country", "country"),
            _terms("regions", "region", "region"),
            _terms("principles", "number", "principle"),
            _terms("sdgs", "number", "sdg"),
            InlinePanel(
                "organisations",
                heading=gettext_lazy("Organisations"),
                label=gettext_lazy("Organisation"),
                panels=[
                    FieldPanel("part"),
                    FieldPanel("name"),
                    FieldPanel("language"),
                    FieldPanel("kind", widget=VocabularySelect("organisation_kind")),
                    FieldPanel("organisation"),
                ],
            ),
            InlinePanel(
                "theme_items",
                heading=gettext_lazy("Themes"),
                label=gettext_lazy("Theme"),
                panels=[FieldPanel("tag")],
            ),
            InlinePanel(
                "links",
                heading=gettext_lazy("Links"),
                label=gettext_lazy("Link"),
                panels=[FieldPanel("url"), FieldPanel("label"), FieldPanel("language")],
            ),
        ],
        base_form_class=PracticeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        texts = PracticeText.objects.only("practice_id", "language", "title")
        return Practice.objects.prefetch_related(Prefetch("texts", texts, to_attr="all_texts"))

    def withdraw(self, instance: Practice, user: Any, reason: str) -> dict[str, Any]:
        return withdraw_practice(by=user, practice=instance, reason=reason)


class TextFilters(WagtailFilterSet):
    language = django_filters.AllValuesFilter(label=gettext_lazy("Language"))
    provenance = django_filters.ChoiceFilter(
        field_name="practice__provenance",
        label=gettext_lazy("Provenance"),
        choices=lambda: vocabulary.set_named("provenance").choices(),
    )
    live = django_filters.BooleanFilter(label=gettext_lazy("Published"))

    class Meta:
        model = PracticeText
        fields = ["origin"]


class TextViewSet(LibraryViewSet):
    model = PracticeText
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Texts of practices")
    edit_view_class = TextEditView
    list_display = (
        "title",
        "language",
        Column("practice", label=gettext_lazy("Practice"), sort_key="practice"),
        "origin",
        BooleanColumn("live", label=gettext_lazy("Published"), sort_key="live"),
        UpdatedAtColumn(label=gettext_lazy("Updated")),
    )
    filterset_class = TextFilters
    search_fields = ("title", "practice__slug")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            *(FieldPanel(name) for name in PracticeText.SECTIONS),
            FieldPanel("origin"),
            FieldPanel("follows_original"),
        ],
        base_form_class=TextForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeText]:
        return PracticeText.objects.select_related("practice")

    def withdraw(self, instance: PracticeText, user: Any, reason: str) -> dict[str, Any]:
        return withdraw_text(by=user, text=instance, reason=reason)


class LibraryGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Library")
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (PracticeViewSet, TextViewSet, ReasonViewSet)
