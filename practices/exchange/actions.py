"""Taking what a file says into a draft, or beginning one with it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hub.actions import Act, action
from hub.models import Organisation, StoredFile
from practices.actions import add_text
from practices.actions.drafting import keep_facts, keep_text
from practices.exchange import reading, reviewing, values
from practices.exchange.reviewing import Change
from practices.fields import FACTS
from practices.models import EvidenceSource, Practice, TextOrigin
from practices.permissions import can_write
from practices.writing.actions import begin_practice, name_themes
from practices.writing.draft import Draft


@action("practice.take-file")
def take_file(
    act: Act, *, practice: Practice, file: StoredFile, choices: dict[str, str]
) -> dict[str, Any]:
    """Keep what a file says in a draft. Answers `{"written": ["fr.results"]}`.

    choices: of the fields that clash, `saved`, or `file:` with the hash of the saved value that
    was seen (`Change.choice_file`). Raises `reviewing.Undecided` where one is missing, or
    something else is saved by now; nothing is written then.
    """
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_write(act.user, row))
    review = reviewing.review(reading.read(file), Draft(row))
    changes = review.decided(choices)
    _write(act, row, changes, review)
    return {"written": [each.name for each in changes]}


@action("practice.begin-from-file")
def begin_from_file(
    act: Act, *, organisation: Organisation | None, language: str, title: str, file: StoredFile
) -> dict[str, Any]:
    """A new practice that says what a file says. Answers `{"practice": 7}`."""
    begun = begin_practice(by=act.by, organisation=organisation, language=language, title=title)
    row = Practice.objects.select_for_update().get(pk=begun["practice"])
    sheet = reviewing.in_language(reading.read(file), row.original_language, title)
    review = reviewing.review(sheet, Draft(row), is_new=True)
    _write(act, row, review.changes, review)
    return {"practice": row.pk}


def _write(act: Act, row: Practice, changes: list[Change], review: reviewing.Review) -> None:
    draft = Draft(row)
    parts: dict[str, list[Change]] = defaultdict(list)
    for each in changes:
        parts[each.field.part].append(each)
    themes = _themes(act, parts[FACTS])
    for part, some in parts.items():
        stored = draft.content(part)
        content = {
            each.field.name: values.content(each.field, each.value, stored, themes)
            for each in some
        }  # fmt: skip
        if not content:
            continue
        if part == FACTS:
            if "evidence" in content:
                said = EvidenceSource.SUBMITTER if content["evidence"] else ""
                content["evidence_source"] = said
            keep_facts(act, row, content, seen=row.draft_number)
        elif part in draft.rows:
            text = draft.rows[part]
            keep_text(act, text, content, seen=text.draft_number)
        else:
            origin = review.sheet.origins.get(part, TextOrigin.AUTHOR)
            add_text(by=act.by, practice=row, language=part, content={**content, "origin": origin})
    act.details = {"practice": row.pk, "fields": [each.name for each in changes]}


def _themes(act: Act, changes: list[Change]) -> dict[str, int]:
    """The keys of the themes that are named, found or made."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for each in changes:
        if each.field.name == "theme_items":
            for theme in each.value:
                by_language[theme["language"]].append(theme["name"])
    found: dict[str, int] = {}
    for language, names in by_language.items():
        answer = name_themes(by=act.by, names=names, language=language)
        for name, key in zip(names, answer["themes"], strict=True):
            found[values.theme_key({"name": name, "language": language})] = key
    return found
