"""Changing which concepts are in use. A change is in use with the next search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from practices.screening.limits import refuse_long
from search.concepts import shipped
from search.engines.embedded.store import stamped
from search.models import ConceptOff, SearchKind, Synonyms
from search.permissions import can_keep_words
from search.synonyms import checking

LONGEST_NOTE = 1_000


@action("search.save-synonyms")
def save_synonyms(
    act: Act,
    *,
    synonyms: Synonyms | None,
    lines: Mapping[str, str],
    same_as: str = "",
    is_on: bool = True,
    note: str = "",
) -> dict[str, Any]:
    """Write a row of synonyms, a new one where `synonyms` is None. Answers `{"synonyms": 4}`.

    lines: by code of language, names separated by commas, marked as in `search.concepts`. same_as:
    a name of the concept of the files that these are more names for, or "".
    """
    act.require(can_keep_words(act.user))
    row = synonyms or Synonyms()
    names = checking.read(lines)
    key = checking.key_named(same_as)
    checking.refuse_too_few(names, key)
    refuse_long("note", note, LONGEST_NOTE)
    # Whoever changes others meanwhile waits here, so that two rows cannot clash unseen.
    stamped(SearchKind.SYNONYMS)
    if is_on:
        checking.refuse_clashes(names, row)
    row.names, row.same_as, row.is_on, row.note = names, key, is_on, note.strip()
    row.save()
    act.changed("synonyms", row.pk)
    return {"synonyms": row.pk}


@action("search.switch-concept")
def switch_concept(act: Act, *, concept: str, is_on: bool) -> dict[str, Any]:
    """Put a concept of the files or of the vocabulary in use or out of use, by its key. Answers
    `{"changed": true}`; harmless where it is so already."""
    act.require(can_keep_words(act.user))
    if concept not in shipped().keys:
        raise Refused(_("There is no such concept any more."))
    stamped(SearchKind.SYNONYMS)
    if is_on:
        changed = bool(ConceptOff.objects.filter(key=concept).delete()[0])
    else:
        changed = ConceptOff.objects.get_or_create(key=concept)[1]
    if changed:
        act.details["concept"] = concept
        act.changed("concept", concept)
    return {"changed": changed}
