"""Ready-made reasons in the Wagtail admin, for the secretariat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from hub import languages, vocabulary
from hub.actions import Refused
from practices.models import CannedReason
from practices.screening.actions.ready_made import LONGEST, save_reason


def _text_field(language: languages.Language) -> forms.CharField:
    return forms.CharField(
        label=language.name,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "lang": language.tag, "dir": language.direction}),
    )


class ReasonForm(WagtailAdminModelForm):
    """One text in each language of the interface."""

    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    for each in languages.LANGUAGES:
        locals()[f"text_{each.code}"] = _text_field(each)

    class Meta:
        model = CannedReason
        fields = ["key", "criterion", "position", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [
            (each.key, each.name()) for each in vocabulary.criteria()
        ]
        for code, text in self.instance.texts.items():
            if f"text_{code}" in self.fields:
                self.fields[f"text_{code}"].initial = text


class _Saving:
    """Saves through the action; what it refuses is said beside its field."""

    def form_valid(self, form: Any) -> Any:
        given = form.cleaned_data
        texts = {each.code: given[f"text_{each.code}"] for each in languages.LANGUAGES}
        known = CannedReason.objects.filter(pk=form.instance.pk).first()
        try:
            answer = save_reason(
                by=self.request.user,  # type: ignore[attr-defined]  # a view
                reason=known,
                name=given["key"],
                criterion=given["criterion"],
                texts=texts,
                position=given["position"],
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

    def save_instance(self) -> CannedReason:
        return CannedReason.objects.get(pk=self._saved)


class ReasonCreateView(_Saving, CreateView):
    pass


class ReasonEditView(_Saving, EditView):
    pass


class ReasonViewSet(SnippetViewSet):
    model = CannedReason
    icon = "clipboard-list"
    menu_label = gettext_lazy("Ready-made reasons")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    add_view_class = ReasonCreateView
    edit_view_class = ReasonEditView
    list_display = (
        "key",
        Column("criterion", label=gettext_lazy("Criterion"), sort_key="criterion"),
        Column("position", label=gettext_lazy("Position"), sort_key="position"),
        BooleanColumn("is_active", label=gettext_lazy("Offered")),
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("criterion"),
            *(FieldPanel(f"text_{each.code}") for each in languages.LANGUAGES),
            FieldPanel("position"),
            FieldPanel("is_active"),
        ],
        base_form_class=ReasonForm,
    )

    def register_chooser_viewset(self) -> None:
        """None: nothing points at one."""

    def get_queryset(self, request: Any) -> QuerySet[CannedReason]:
        return CannedReason.objects.all()
