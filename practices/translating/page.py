"""What the page of a translation shows beside its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from hub import languages
from practices.differences import FieldDifference
from practices.fields import Field
from practices.merging import value_hash
from practices.models import Practice, PracticeText
from practices.translating import glossary
from practices.translating.forms import TranslationForm
from practices.translating.segments import FIELDS, FieldStanding, Standing, field_hash


@dataclass
class Beside:
    """One field: the original, what is known of the translation, and the box to write in.

    base, source_hash: what the form sends back of what the writer read. theirs: what somebody
    else saved meanwhile, where that is not what the writer sends; None where nobody did.
    """

    standing: FieldStanding
    box: BoundField
    original_language: str
    language: str
    base: str
    source_hash: str
    theirs: str | None = None

    @property
    def name(self) -> str:
        return self.standing.name

    @property
    def label(self) -> str:
        return Field(self.language, self.name).label()

    @property
    def state(self) -> Standing:
        return self.standing.standing

    @property
    def may_be_confirmed(self) -> bool:
        """Whether a person can say that the words hold as they are."""
        return bool(self.standing.words.strip()) and (
            self.state in (Standing.MACHINE, Standing.STALE, Standing.UNKNOWN)
        )

    @property
    def state_in_words(self) -> str:
        says = {
            Standing.MISSING: _("Not translated"),
            Standing.MACHINE: _("Machine translation"),
            Standing.STALE: _("The original has changed"),
            Standing.UNKNOWN: _("Not compared with the original yet"),
            Standing.CURRENT: _("Up to date"),
            Standing.ALONE: _("Not in the original"),
        }
        return says.get(self.state, "")

    @cached_property
    def difference(self) -> FieldDifference | None:
        """What the original has other than when this was translated."""
        changes = self.standing.changes
        if not changes:
            return None
        return FieldDifference(Field(self.original_language, self.name), segments=changes)

    @cached_property
    def terms(self) -> list[glossary.Term]:
        return glossary.terms_in(self.standing.source, self.original_language, self.language)


def fields_beside(
    form: TranslationForm,
    practice: Practice,
    language: str,
    standings: list[FieldStanding],
    sent: QueryDict | None = None,
    clashing: Mapping[str, Any] | None = None,
) -> list[Beside]:
    """Each field in order; those that neither side has words for are left out.

    sent: the form as it came back, whose bases still hold for what did not clash. clashing: what
    is saved in those fields that somebody else wrote meanwhile.
    """
    found = []
    for each in standings:
        if each.standing == Standing.NOTHING and not (sent and sent.get(each.name, "").strip()):
            continue
        base, source_hash = value_hash(each.words), field_hash(each.source)
        theirs = None
        if clashing is not None and each.name in clashing:
            theirs = str(clashing[each.name] or "")
        elif sent is not None:
            base = sent.get(f"base-{each.name}", base)
            source_hash = sent.get(f"source-{each.name}", source_hash)
        own = practice.original_language
        box = form[each.name]
        found.append(Beside(each, box, own, language, base, source_hash, theirs))
    return found


def read_bases(sent: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """The bases and the hashes of the original, as the form sent them."""
    bases, sources = (
        {name: str(sent[f"{prefix}-{name}"])[:64] for name in FIELDS if f"{prefix}-{name}" in sent}
        for prefix in ("base", "source")
    )
    return bases, sources


def other_language(tag: str, practice: Practice) -> str | None:
    """The language of a translation that an address names, as it is kept; None for what is none
    and for the original's."""
    if not languages.tag_is_valid(tag):
        return None
    code = languages.normalise(tag)
    return None if code == practice.original_language else code


def what_may_be_published(text: PracticeText | None) -> bool:
    return text is not None and (not text.live or text.has_unpublished_changes)
