"""The fields of a practice by name, and the sections of the form that they stand in.

The form, findings, differences and exchange files all call a field by the same name: `facts.levels`
for what is the same in every language, `fr.results` for what the French text says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import languages
from practices.models import Practice, PracticeText

FACTS = "facts"


@dataclass(frozen=True)
class Section:
    """A page of the form. A text section is there once for each language."""

    key: str
    title: Promise
    fields: tuple[str, ...]
    of_text: bool = False


SECTIONS = (
    Section(
        "place", gettext_lazy("Where and when"),
        ("type", "levels", "countries", "regions", "start_year", "end_year"),
    ),
    Section(
        "objectives", gettext_lazy("Objectives and principles"),
        ("objectives", "principles", "sdgs", "theme_items"),
    ),
    Section("organisations", gettext_lazy("Who carries it out"), ("organisations",)),
    Section("resources", gettext_lazy("Links and files"), ("links", "files")),
    Section("evidence", gettext_lazy("Evidence"), ("evidence",)),
    Section("summary", gettext_lazy("Title and summary"), ("title", "summary"), of_text=True),
    Section(
        "story", gettext_lazy("What was done"), ("challenge", "activities", "results"),
        of_text=True,
    ),
    Section(
        "lessons", gettext_lazy("What others can learn"),
        ("lessons", "replication", "innovation"), of_text=True,
    ),
)  # fmt: skip

_LABELS: dict[str, Any] = {
    "objectives": gettext_lazy("Objectives"),
    "principles": gettext_lazy("Guiding principles"),
    "levels": gettext_lazy("Levels"),
    "countries": gettext_lazy("Countries"),
    "regions": gettext_lazy("Regions"),
    "sdgs": gettext_lazy("Sustainable Development Goals"),
    "theme_items": gettext_lazy("Themes"),
    "organisations": gettext_lazy("Organisations"),
    "links": gettext_lazy("Links"),
    "files": gettext_lazy("Files"),
}

# The facts that are terms of the vocabulary, by relation: the column of the child that holds the
# value, and the set that the value is of.
TERMS = {
    "objectives": ("number", "objective"),
    "principles": ("number", "principle"),
    "levels": ("level", "level"),
    "countries": ("country", "country"),
    "regions": ("region", "region"),
    "sdgs": ("number", "sdg"),
}


class UnknownField(LookupError):
    """A name that no field has."""


@dataclass(frozen=True)
class Field:
    """part: `facts`, or the language of a text. name: a column, or a relation of children."""

    part: str
    name: str

    def __str__(self) -> str:
        return f"{self.part}.{self.name}"

    @property
    def language(self) -> str | None:
        return None if self.part == FACTS else self.part

    @property
    def tag(self) -> str:
        """The `lang` of what it says: the text's, or that of the interface for facts."""
        return languages.html_tag(self.language or languages.current().code)

    @property
    def direction(self) -> str:
        """The `dir` that goes with `tag`."""
        return languages.direction(self.language or languages.current().code)

    @property
    def section(self) -> Section:
        """The section of the form that it stands in."""
        return _SECTION_OF[self.language is not None, self.name]

    def label(self) -> str:
        """What the form calls it, in the language of the interface."""
        if self.name in _LABELS:
            return str(_LABELS[self.name])
        model = Practice if self.part == FACTS else PracticeText
        return str(model._meta.get_field(self.name).verbose_name)  # type: ignore[union-attr]  # a column

    def full_label(self) -> str:
        """As `label`, with the language of the text: `Results (French)`."""
        if self.language is None:
            return self.label()
        name = languages.language_in_sentence(self.language, languages.current().code)
        return _("%(field)s (%(language)s)") % {"field": self.label(), "language": name}


_SECTION_OF = {(section.of_text, name): section for section in SECTIONS for name in section.fields}


def section(key: str) -> Section:
    """The section of that key; `UnknownField` where there is none."""
    for each in SECTIONS:
        if each.key == key:
            return each
    raise UnknownField(key)


def parse(name: str) -> Field:
    """The field that a name such as `facts.levels` or `zh.title` means; else `UnknownField`."""
    part, _dot, own = name.partition(".")
    if (part != FACTS, own) not in _SECTION_OF:
        raise UnknownField(name)
    if part != FACTS and not languages.tag_is_valid(part):
        raise UnknownField(name)
    return Field(part, own)
