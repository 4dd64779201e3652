"""The forms of the pages on which a practice is written."""

from __future__ import annotations

from typing import Any

from practices.writing.draft import Draft, Step
from practices.writing.forms.facts import (
    EvidenceForm,
    ObjectivesForm,
    OrganisationsForm,
    PlaceForm,
    ResourcesForm,
)
from practices.writing.forms.section import SectionForm
from practices.writing.forms.texts import TextForm

_FORMS: dict[str, type[SectionForm]] = {
    "place": PlaceForm,
    "objectives": ObjectivesForm,
    "organisations": OrganisationsForm,
    "resources": ResourcesForm,
    "evidence": EvidenceForm,
}


def form_of(draft: Draft, step: Step, data: Any = None) -> SectionForm:
    """The form of a page; bound where `data` is what was sent, in the names of its controls."""
    return _FORMS.get(step.section.key, TextForm)(data, draft=draft, step=step)


__all__ = ["SectionForm", "form_of"]
