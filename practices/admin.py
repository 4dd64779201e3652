"""Practices and their texts in the Wagtail admin, for the secretariat.

Saving keeps a draft. Publishing and withdrawing are our own buttons, which call actions; Wagtail's
are granted to nobody, so that nothing goes round them.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, UpdatedAtColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from hub import languages, vocabulary
from hub.actions import Refused
from hub.permissions import is_secretariat
from practices.actions import (
    publish_practice,
    publish_text,
    save_draft,
    save_text,
    withdraw_practice,
    withdraw_text,
)
from practices.models import Practice, PracticeText

PUBLISH = "publish-here"


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


class DraftView(EditView):
    """Saving goes through an action, and so does our publish button."""

    def get_available_actions(self) -> list[str]:
        return [*super().get_available_actions(), PUBLISH]

    def save_instance(self) -> Any:
        instance = self.form.save(commit=False)
        self.has_content_changes = self.form.has_changed()
        over = self.overwrite_revision
        answer = self.save_version(instance, over.pk if over else None)
        self.new_revision = Revision.objects.get(pk=answer["revision"])
        instance.latest_revision = self.new_revision
        instance.has_unpublished_changes = True
        return instance

    def save_version(self, instance: Any, over: int | None) -> dict[str, Any]:
        raise NotImplementedError

    def publish_version(self) -> dict[str, Any]:
        raise NotImplementedError

    def publish_here_action(self) -> HttpResponse | None:
        try:
            self.publish_version()
        except Refused as refused:
            for field, reason in refused.messages.items():
                messages.error(self.request, f"{self._named(field)}: {reason}" if field else reason)
        else:
            messages.success(self.request, _("Published."))
        return HttpResponseRedirect(self.get_edit_url())

    def _named(self, field: str) -> str:
        column = self.form.fields.get(field)
        return str(column.label) if column is not None else field.replace("_", " ")


class PracticeEditView(DraftView):
    def save_version(self, instance: Practice, over: int | None) -> dict[str, Any]:
        content = instance.serializable_data()
        return save_draft(by=self.request.user, practice=instance, content=content, over=over)

    def publish_version(self) -> dict[str, Any]:
        return publish_practice(by=self.request.user, practice=self.live_object)


class TextEditView(DraftView):
    def save_version(self, instance: PracticeText, over: int | None) -> dict[str, Any]:
        content = instance.serializable_data()
        return save_text(by=self.request.user, text=instance, content=content, over=over)

    def publish_version(self) -> dict[str, Any]:
        return publish_text(by=self.request.user, text=self.live_object)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the audit; not public."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class LibraryViewSet(SnippetViewSet):
    """What the two have in common."""

    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    list_per_page = 50

    def withdraw(self, instance: Any, user: Any, reason: str) -> dict[str, Any]:
        raise NotImplementedError

    def withdraw_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Ask why, then take it from the public."""
        if not is_secretariat(request.user):
            raise PermissionDenied
        instance = get_object_or_404(self.model, pk=unquote(pk))
        form = WithdrawForm(request.POST or None)
        edit_url = reverse(self.get_url_name("edit"), args=[quote(instance.pk)])
        if request.method == "POST" and form.is_valid():
            self.withdraw(instance, request.user, form.cleaned_data["reason"])
            messages.success(request, _("Withdrawn. Nothing is lost; publishing brings it back."))
            return HttpResponseRedirect(edit_url)
        context = {"form": form, "instance": instance, "edit_url": edit_url}
        return TemplateResponse(request, "practices/admin/withdraw.html", context)

    def get_urlpatterns(self) -> list[Any]:
        own = path("withdraw/<str:pk>/", self.withdraw_view, name="withdraw")
        return [*super().get_urlpatterns(), own]


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


def _title(practice: Practice) -> str:
    texts = {text.language: text.title for text in practice.all_texts}
    own = practice.original_language
    return texts.get("en") or texts.get(own) or next(iter(texts.values()), str(practice))


def _languages(practice: Practice) -> str:
    return ", ".join(text.language for text in practice.all_texts)


class PracticeViewSet(LibraryViewSet):
    model = Practice
    icon = "doc-full"
    menu_label = gettext_lazy("Practices")
    edit_view_class = PracticeEditView
    list_display = (
        "__str__",
        Column("title", label=gettext_lazy("Title"), accessor=_title),
        Column("languages", label=gettext_lazy("Texts"), accessor=_languages),
        BooleanColumn("live", label=gettext_lazy("Published"), sort_key="live"),
        UpdatedAtColumn(),
    )
    filterset_class = PracticeFilters
    search_fields = ("slug", "import_id", "source_url")
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
        ]
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
        "practice",
        "origin",
        BooleanColumn("live", label=gettext_lazy("Published"), sort_key="live"),
        UpdatedAtColumn(),
    )
    filterset_class = TextFilters
    search_fields = ("title", "practice__slug")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            *(FieldPanel(name) for name in PracticeText.SECTIONS),
            FieldPanel("origin"),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeText]:
        return PracticeText.objects.select_related("practice")

    def withdraw(self, instance: PracticeText, user: Any, reason: str) -> dict[str, Any]:
        return withdraw_text(by=user, text=instance, reason=reason)


class LibraryGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Library")
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (PracticeViewSet, TextViewSet)
