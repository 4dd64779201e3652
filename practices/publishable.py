"""What facts and texts must have before anyone else reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from practices.fields import TERMS
from practices.models import Practice, PracticeText

_REQUIRED = ("objectives", "levels")


def what_facts_lack(practice: Practice) -> dict[str, str]:
    """Sentences by field, empty where the facts can be published."""
    lacking = _invalid_columns(practice, exclude=("slug",))
    for relation, (column, set_name) in TERMS.items():
        values = [getattr(child, column) for child in getattr(practice, relation).all()]
        reason = _wrong_values(values, set_name)
        if not values and relation in _REQUIRED:
            reason = _("Choose at least one.")
        if reason:
            lacking[relation] = reason
    for relation in ("organisations", "links", "files", "theme_items"):
        reason = _wrong_children(practice, relation)
        if reason:
            lacking[relation] = reason
    if not languages.tag_is_valid(practice.original_language):
        lacking["original_language"] = _("This is no language.")
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


def _invalid_columns(one: models.Model, exclude: Iterable[str]) -> dict[str, str]:
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


def _wrong_children(practice: Practice, relation: str) -> str:
    """What is wrong with the children that people fill in with words; "" where nothing is."""
    children = list(getattr(practice, relation).all())
    if relation == "theme_items" and len({child.tag_id for child in children}) < len(children):
        return _("A theme is there twice.")
    for child in children:
        wrong = _invalid_columns(child, exclude=("practice", "content_object"))
        if wrong:
            field, reason = next(iter(wrong.items()))
            return f"{child._meta.get_field(field).verbose_name}{_(': ')}{reason}"
        language = getattr(child, "language", "")
        if language and not languages.tag_is_valid(language):
            return _("“%(value)s” is no language.") % {"value": language}
        kind = getattr(child, "kind", "")
        if kind and kind not in vocabulary.set_named("organisation_kind"):
            return _("“%(value)s” is not known.") % {"value": kind}
    return ""
