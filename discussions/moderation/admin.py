"""The reasons of moderation in the Wagtail admin, for the secretariat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from discussions.models import ReportReason
from discussions.moderation.actions import save_reason
from discussions.moderation.reasons import LONGEST_LABEL, LONGEST_TOLD
from hub import languages
from hub.actions import Refused


def _label_field(language: languages.Language) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What one chooses"),
        required=False,
        max_length=LONGEST_LABEL,
        widget=forms.TextInput({"lang": language.tag, "dir": language.direction}),
    )


def _told_field(language: languages.Language) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("What the author is told"),
        required=False,
        max_length=LONGEST_TOLD,
        widget=forms.Textarea({"rows": 3, "lang": language.tag, "dir": language.direction}),
    )


class ReasonForm(WagtailAdminModelForm):
    """Two texts in each language of the interface."""

    for each in languages.LANGUAGES:
        locals()[f"label_{each.code}"] = _label_field(each)
        locals()[f"told_{each.code}"] = _told_field(each)

    class Meta:
        model = ReportReason
        fields = ["key", "order", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, texts in self.instance.texts.items():
            for part in ("label", "told"):
                if f"{part}_{code}" in self.fields:
                    self.fields[f"{part}_{code}"].initial = texts.get(part, "")


class _Saving:
    """Saves through the action; what it refuses is said beside its field."""

    def form_valid(self, form: Any) -> Any:
        given = form.cleaned_data
        texts = {
            each.code: {part: given[f"{part}_{each.code}"] for part in ("label", "told")}
            for each in languages.LANGUAGES
        }
        known = ReportReason.objects.filter(pk=form.instance.pk).first()
        try:
            answer = save_reason(
                by=self.request.user,  # type: ignore[attr-defined]  # a view
                reason=known,
                name=given["key"],
                texts=texts,
                order=given["order"],
                is_active=given["is_active"],
            )
        except Refused as refused:
            for field, said in refused.messages.items():
                named = "key" if field == "name" else field
                form.add_error(named if named in form.fields else None, said)
            self.produced_error_message = None
            return self.form_invalid(form)  # type: ignore[attr-defined]  # a view
        self._saved = answer["reason"]
        return super().form_valid(form)  # type: ignore[misc]  # a view

    def save_instance(self) -> ReportReason:
        return ReportReason.objects.get(pk=self._saved)


class ReasonCreateView(_Saving, CreateView):
    pass


class ReasonEditView(_Saving, EditView):
    pass


class ReasonViewSet(SnippetViewSet):
    model = ReportReason
    icon = "warning"
    menu_label = gettext_lazy("Reasons of moderation")
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    add_view_class = ReasonCreateView
    edit_view_class = ReasonEditView
    list_display = (
        "key",
        Column("order", label=gettext_lazy("Position"), sort_key="order"),
        BooleanColumn("is_active", label=gettext_lazy("Offered")),
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            *(
                MultiFieldPanel(
                    [FieldPanel(f"label_{each.code}"), FieldPanel(f"told_{each.code}")],
                    heading=each.name,
                )
                for each in languages.LANGUAGES
            ),
            FieldPanel("order"),
            FieldPanel("is_active"),
        ],
        base_form_class=ReasonForm,
    )

    def register_chooser_viewset(self) -> None:
        """None: nothing points at one."""

    def get_queryset(self, request: Any) -> QuerySet[ReportReason]:
        return ReportReason.objects.all()
