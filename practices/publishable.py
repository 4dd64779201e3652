"""What facts and texts must have before anyone else reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub import vocabulary
from practices.models import Practice, PracticeText

# Each child by relation: the column that holds its value, and the set that the value is of.
_VALUES = {
    "objectives": ("number", "objective"),
    "principles": ("number", "principle"),
    "levels": ("level", "level"),
    "countries": ("country", "country"),
    "regions": ("region", "region"),
    "sdgs": ("number", "sdg"),
}
_REQUIRED = ("objectives", "levels")


def what_facts_lack(practice: Practice) -> dict[str, str]:
    """Sentences by field, empty where the facts can be published."""
    lacking = _invalid_columns(practice, exclude=("slug", "original_language"))
    for relation, (column, set_name) in _VALUES.items():
        values = [getattr(child, column) for child in getattr(practice, relation).all()]
        reason = _wrong_values(values, set_name)
        if not values and relation in _REQUIRED:
            reason = _("Choose at least one.")
        if reason:
            lacking[relation] = reason
    ranks = [each.rank for each in practice.objectives.all() if each.rank]
    if len(set(ranks)) < len(ranks):
        lacking["objectives"] = _("Two objectives have the same rank.")
    if practice.start_year and practice.end_year and practice.end_year < practice.start_year:
        lacking["end_year"] = _("The end is before the start.")
    if practice.evidence and not practice.evidence_source:
        lacking["evidence_source"] = _("Say who said so.")
    for name, value in (
        ("type", practice.type),
        ("evidence", practice.evidence),
        ("licence", practice.licence),
    ):
        if value and value not in vocabulary.set_named(name):
            lacking[name] = _("“%(value)s” is not known.") % {"value": value}
    return lacking


def what_a_text_lacks(text: PracticeText) -> dict[str, str]:
    """Sentences by field, empty where the text can be published."""
    lacking = _invalid_columns(text, exclude=("practice",))
    if not text.summary.strip():
        lacking["summary"] = _("A text needs a summary.")
    return lacking


def _invalid_columns(one: Practice | PracticeText, exclude: Iterable[str]) -> dict[str, str]:
    try:
        one.clean_fields(exclude={*exclude, "live_revision", "latest_revision"})
    except ValidationError as error:
        return {field: " ".join(reasons) for field, reasons in error.message_dict.items()}
    return {}


def _wrong_values(values: list[object], set_name: str) -> str:
    known = vocabulary.set_named(set_name)
    for value, times in Counter(values).items():
        if value not in known:
            return _("“%(value)s” is not known.") % {"value": value}
        if times > 1:
            return _("“%(value)s” is there twice.") % {"value": known.label(str(value))}
    return ""
