"""The pages of what is the same in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import vocabulary
from hub.forms.names import NameField
from practices.fields import Field
from practices.models import OrganisationPart, Theme
from practices.writing.actions import name_themes
from practices.writing.forms import choices
from practices.writing.forms.section import Answer, Content, RowForm, SectionForm

PRIMARY = ("primary_1", "primary_2", "primary_3")
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_THEMES = 20


class Boxes(forms.MultipleChoiceField):
    """Any number of boxes to tick."""

    def __init__(self, offered: Any, **options: Any) -> None:
        super().__init__(
            choices=offered, required=False, widget=forms.CheckboxSelectMultiple, **options
        )


class YearField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "class": "year", "maxlength": 10})
        super().__init__(
            required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget, **options
        )
        # Made when the form is declared, before anybody has asked for it in a language.
        self.error_messages["invalid"] = gettext_lazy("Write a year, such as 2021.")


def _children(stored: Mapping[str, Any], name: str) -> list[Content]:
    return stored.get(name) or []


class FactsForm(SectionForm):
    """Sets of values: each field of `sets` is a relation of children, by the column that says
    which value it is."""

    sets: Mapping[str, str] = {}

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        shown = {each.name: stored.get(each.name) for each in self.step.fields}
        for name, column in self.sets.items():
            shown[name] = [str(child[column]) for child in _children(stored, name)]
        return shown

    def said(self, name: str, by: Any) -> Any:
        if name not in self.sets:
            return self.cleaned_data[name]
        column, number = self.sets[name], self.sets[name] == "number"
        there = {
            child[column]: child for child in _children(self.draft.content("facts"), name)
        }  # fmt: skip
        chosen = [int(value) if number else value for value in self.cleaned_data[name]]
        return [there.get(value) or {column: value} for value in chosen]


@dataclass(frozen=True)
class Group:
    """Boxes under a heading. elsewhere: those that stand in another group: name, id, its name."""

    name: str
    boxes: list[BoundWidget]
    number: int = 0
    elsewhere: tuple[tuple[str, str, str], ...] = ()

    @property
    def ticked(self) -> list[str]:
        """The names of those that are ticked."""
        return [str(box.data["label"]) for box in self.boxes if box.data["selected"]]


class PlaceForm(FactsForm):
    sets = {"levels": "level", "countries": "country", "regions": "region"}
    kinds = {"type": "choice", "levels": "choice", "countries": "countries", "regions": "choice"}
    hints = {
        "levels": gettext_lazy("Where it is carried out. Tick all that apply."),
        "countries": gettext_lazy("Open a region to tick the countries in which it is applied."),
        "regions": gettext_lazy(
            "Only where the practice is about a whole region. The regions of the countries that "
            "you ticked count without being named."
        ),
        "start_year": gettext_lazy("The year in which it was put into practice."),
        "end_year": gettext_lazy("Leave it empty while the practice goes on."),
    }

    type = forms.ChoiceField(
        choices=choices.explained("type"), widget=forms.RadioSelect, required=False
    )
    levels = Boxes(choices.of("level"))
    countries = Boxes(choices.of("country"))
    regions = Boxes(choices.of("region"))
    start_year = YearField()
    end_year = YearField()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("start_year"), given.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The end is before the start."))
        return given

    def said(self, name: str, by: Any) -> Any:
        if name == "type":
            # Without one it is what most are.
            return self.cleaned_data["type"] or "practice"
        return super().said(name, by)

    def answer(self, each: Field) -> Answer:
        answer = super().answer(each)
        if each.name == "type":
            # One of them stands from the start.
            answer.required = True
        if each.name == "countries":
            answer.extra = self._by_region()
        return answer

    def _by_region(self) -> list[Group]:
        """Each country once, in the first of its regions; the others say where."""
        boxes = {box.data["value"]: box for box in self["countries"]}
        groups = []
        for region in vocabulary.regions():
            own, elsewhere = [], []
            for country in vocabulary.countries_of(region.key):
                home = vocabulary.region(country.regions[0])
                if home.key == region.key:
                    own.append(boxes[country.key])
                else:
                    target = boxes[country.key].id_for_label
                    elsewhere.append((country.name(), target, home.name()))
            groups.append(Group(region.name(), own, elsewhere=tuple(elsewhere)))
        return groups


class ObjectivesForm(FactsForm):
    sets = {"principles": "number", "sdgs": "number"}
    controls = {"objectives": ("objectives", *PRIMARY)}
    kinds = {"objectives": "objectives", "principles": "choice", "sdgs": "choice"}
    hints = {
        "objectives": gettext_lazy("Tick those that the practice helps to reach."),
        "principles": gettext_lazy(
            "A practice respects all ten. Tick those that it shows especially well."
        ),
        "theme_items": gettext_lazy("What it is about, in your own words: one theme to a line."),
    }

    objectives = Boxes(choices.of("objective"))
    primary_1 = forms.ChoiceField(
        label=gettext_lazy("Most important"), choices=choices.objectives_or_none, required=False
    )
    primary_2 = forms.ChoiceField(
        label=gettext_lazy("Second"), choices=choices.objectives_or_none, required=False
    )
    primary_3 = forms.ChoiceField(
        label=gettext_lazy("Third"), choices=choices.objectives_or_none, required=False
    )
    principles = Boxes(choices.numbered("principle"))
    sdgs = Boxes(choices.numbered("sdg"))
    theme_items = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        chosen = _children(stored, "objectives")
        ranked = {f"primary_{each['rank']}": each["number"] for each in chosen if each.get("rank")}
        tags = [child["tag"] for child in _children(stored, "theme_items")]
        names = Theme.objects.in_bulk(tags) if tags else {}
        return {
            **super().values(stored),
            **ranked,
            "objectives": [str(each["number"]) for each in chosen],
            "theme_items": "\n".join(names[tag].name for tag in tags if tag in names),
        }

    def clean_theme_items(self) -> str:
        names = self.cleaned_data["theme_items"]
        lines = _theme_names(names)
        longest = Theme._meta.get_field("name").max_length or 100
        for line in lines:
            if len(line) > longest:
                raise forms.ValidationError(
                    _("“%(theme)s” is too long for a theme.") % {"theme": line[:40] + "…"}
                )
        if len(lines) > MOST_THEMES:
            raise forms.ValidationError(
                _("Name no more than %(number)s themes.") % {"number": MOST_THEMES}
            )
        return str(names)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        ranked = [given[name] for name in PRIMARY if given.get(name)]
        for name in reversed(PRIMARY):
            if given.get(name) and ranked.count(given[name]) > 1:
                self.add_error(name, _("This objective is named twice here."))
                break
        return given

    def said(self, name: str, by: Any) -> Any:
        stored = self.draft.content("facts")
        if name == "objectives":
            there = {child["number"]: child for child in _children(stored, name)}
            ranks = {
                int(self.cleaned_data[each]): rank
                for rank, each in enumerate(PRIMARY, start=1)
                if self.cleaned_data.get(each)
            }
            chosen = sorted({*map(int, self.cleaned_data["objectives"]), *ranks})
            return [
                {**there.get(number, {"number": number}), "rank": ranks.get(number)}
                for number in chosen
            ]
        if name == "theme_items":
            return self._themes(_children(stored, name), by)
        return super().said(name, by)

    def _themes(self, children: list[Content], by: Any) -> list[Content]:
        names = _theme_names(self.cleaned_data["theme_items"])
        tags = Theme.objects.in_bulk([child["tag"] for child in children])
        there = {
            tags[child["tag"]].name.casefold(): child for child in children if child["tag"] in tags
        }
        new = [name for name in names if name.casefold() not in there]
        made: dict[str, int] = {}
        if new:
            answer = name_themes(by=by, names=new, language=self.draft.original_language)
            made = dict(zip(new, answer["themes"], strict=True))
        return [there.get(name.casefold()) or {"tag": made[name]} for name in names]

    def answer(self, each: Field) -> Answer:
        answer = super().answer(each)
        if each.name == "objectives":
            boxes = {box.data["value"]: box for box in self["objectives"]}
            answer.extra = [
                Group(table.name(), [boxes[str(n)] for n in table.objectives], table.number)
                for table in vocabulary.round_tables()
            ]
        return answer


def _theme_names(text: str) -> list[str]:
    """One to a line, each once whatever its case."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name = " ".join(line.split())
        if name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


class OrganisationRow(RowForm):
    main = "name"
    columns = ("part", "name", "language", "kind")
    field_order = ("name", "part", "language", "kind", "remove")
    title = gettext_lazy("Organisation")
    add = gettext_lazy("Add another organisation")

    name = NameField(
        label=gettext_lazy("Name"), max_length=300, autocomplete="organization", required=False
    )
    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=OrganisationPart.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the name"), choices=choices.any_language
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        choices=choices.of_or_none("organisation_kind"),
        required=False,
    )

    def defaults(self, form: SectionForm) -> Content:
        led = bool(self.stored) or self.number == 1
        return {
            "part": OrganisationPart.IMPLEMENTING if led else OrganisationPart.PARTNER,
            "language": form.draft.original_language,
        }

    def clean(self) -> Content:
        given = super().clean()
        if given.get("kind") and not given.get("name") and not given.get("remove"):
            self.add_error("name", _("Write the name of the organisation."))
        return given

    def child(self) -> Content:
        said = super().child()
        # A row that names another body now is no longer the one that the hub knows.
        if all(said["name"] != each.get("name") for each in self.among):
            said["organisation"] = None
        return said


class OrganisationsForm(SectionForm):
    row_forms = {"organisations": OrganisationRow}
    hints = {
        "organisations": gettext_lazy("Who leads it, and with whom; each as it writes its name."),
    }

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {}


class ResourcesForm(SectionForm):
    """None of its own: links and files are added one by one on a page for them."""

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {}


def _evidence() -> list[tuple[str, Any]]:
    return [*choices.explained("evidence")(), ("", _("Not said yet"))]


class EvidenceForm(FactsForm):
    kinds = {"evidence": "choice"}
    hints = {
        "evidence": gettext_lazy(
            "How what you report is known. Say what is true now: a practice that was described "
            "only is welcome, too."
        ),
    }

    evidence = forms.ChoiceField(choices=_evidence, widget=forms.RadioSelect, required=False)
