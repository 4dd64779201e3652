"""The secretariat's own synonyms in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from hub import languages
from hub.actions import Refused
from search.concepts import shipped
from search.models import Synonyms
from search.synonyms.actions import LONGEST_NOTE, save_synonyms
from search.synonyms.checking import LONGEST, MOST, field


def _names_field(language: languages.Language) -> forms.CharField:
    return forms.CharField(
        label=language.name,
        required=False,
        max_length=MOST * LONGEST,
        widget=forms.Textarea({"rows": 2, "lang": language.tag, "dir": language.direction}),
    )


class SynonymsForm(WagtailAdminModelForm):
    """A line of names in each language of the interface."""

    same_as = forms.CharField(
        label=gettext_lazy("More names for"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "A name that search knows already, such as “migrant worker”, if these are more names "
            "for the same. Leave it empty for something new."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("For the secretariat: where it comes from, why it is there."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    for each in languages.LANGUAGES:
        locals()[field(each.code)] = _names_field(each)

    class Meta:
        model = Synonyms
        fields = ["same_as", "is_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, names in self.instance.names.items():
            if field(code) in self.fields:
                self.fields[field(code)].initial = ", ".join(names)


class _Saving:
    """Saves through the action; what it refuses is said beside its field."""

    def form_valid(self, form: Any) -> Any:
        given = form.cleaned_data
        try:
            answer = save_synonyms(
                by=self.request.user,  # type: ignore[attr-defined]  # a view
                synonyms=Synonyms.objects.filter(pk=form.instance.pk).first(),
                lines={code: given[field(code)] for code in languages.CODES},
                same_as=given["same_as"],
                is_on=given["is_on"],
                note=given["note"],
            )
        except Refused as refused:
            for name, said in refused.messages.items():
                form.add_error(name if name in form.fields else None, said)
            self.produced_error_message = None
            return self.form_invalid(form)  # type: ignore[attr-defined]  # a view
        self._saved = answer["synonyms"]
        return super().form_valid(form)  # type: ignore[misc]  # a view

    def save_instance(self) -> Synonyms:
        return Synonyms.objects.get(pk=self._saved)


class SynonymsCreateView(_Saving, CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        """`?language=fr&name=…`: what somebody searched for, to be given more names."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        asked = self.request.GET
        if asked.get("language") in languages.CODES:
            name = asked.get("name", "").replace("\x00", "")[:LONGEST]
            kwargs["initial"] = {field(asked["language"]): name}
        return kwargs


class SynonymsEditView(_Saving, EditView):
    pass


def _known_as(row: Synonyms) -> str:
    known = dict(zip(shipped().keys, shipped().all, strict=True))
    return known[row.same_as]["en"][0] if row.same_as in known else row.same_as


class SynonymsViewSet(SnippetViewSet):
    model = Synonyms
    icon = "search"
    menu_label = gettext_lazy("Synonyms")
    menu_order = 170
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    add_view_class = SynonymsCreateView
    edit_view_class = SynonymsEditView
    list_display = (
        "__str__",
        Column("same_as", label=gettext_lazy("More names for"), accessor=_known_as),
        BooleanColumn("is_on", label=gettext_lazy("In use")),
        Column("changed_at", label=gettext_lazy("Changed"), sort_key="changed_at"),
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [
            HelpPanel(template="search/admin/synonyms_help.html"),
            *(FieldPanel(field(each.code)) for each in languages.LANGUAGES),
            FieldPanel("same_as"),
            FieldPanel("note"),
            FieldPanel("is_on"),
        ],
        base_form_class=SynonymsForm,
    )

    def register_chooser_viewset(self) -> None:
        """None: nothing points at one."""

    def get_queryset(self, request: Any) -> QuerySet[Synonyms]:
        return Synonyms.objects.all()
