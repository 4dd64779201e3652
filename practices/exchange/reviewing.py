"""What a file would change in a draft, field by field, and where it clashes with what was saved
since it was downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from hub import languages
from practices.comparing import compare
from practices.differences import FieldDifference
from practices.exchange import values
from practices.exchange.sheet import Entry, Sheet, Trouble, mark_of
from practices.fields import FACTS, Field
from practices.merging import value_hash
from practices.writing.draft import Draft

FILE, SAVED = "file", "saved"


@dataclass(frozen=True)
class Change:
    """A field in which the file says something else than what is saved.

    value: as the file has it, checked. saved: the hash of what stands there now; a choice names
    it, so that it counts for this and for nothing that is saved later. clashes: whether to take it
    would undo what was saved since the download, or nobody can tell.
    """

    field: Field
    value: Any
    before: Any
    saved: str
    clashes: bool = False

    @property
    def name(self) -> str:
        return str(self.field)

    @property
    def difference(self) -> FieldDifference:
        if self.field.language is not None:
            return FieldDifference(self.field, segments=compare(self.before, self.value))
        was, now = values.shown(self.field, self.before), values.shown(self.field, self.value)
        return FieldDifference(
            self.field,
            removed=tuple(each for each in was if each not in now),
            added=tuple(each for each in now if each not in was),
        )

    @property
    def tag(self) -> str:
        return self.field.tag

    @property
    def direction(self) -> str:
        return self.field.direction

    @property
    def mine(self) -> list[str]:
        return values.shown(self.field, self.value)

    @property
    def stored(self) -> list[str]:
        return values.shown(self.field, self.before)

    @property
    def choice_file(self) -> str:
        """What the control says that takes the file's version."""
        return f"{FILE}:{self.saved}"


@dataclass
class Review:
    """changes: what is taken as it is. clashes: what somebody must choose. new_texts: languages
    that the draft does not have yet. left: fields in which the file says nothing new."""

    sheet: Sheet
    changes: list[Change] = field(default_factory=list)
    clashes: list[Change] = field(default_factory=list)
    new_texts: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0

    @property
    def has_something(self) -> bool:
        return bool(self.changes or self.clashes)

    @property
    def new_texts_called(self) -> list[str]:
        return [languages.language_name(code, languages.current().code) for code in self.new_texts]

    def decided(self, choices: Mapping[str, str]) -> list[Change]:
        """What is to be written, with what was chosen of the fields that clash. Raises `Undecided`
        where no choice fits what is saved now."""
        chosen, open_ones = [], []
        for each in self.clashes:
            choice = choices.get(each.name, "")
            if choice == each.choice_file:
                chosen.append(each)
            elif choice != SAVED:
                open_ones.append(each.name)
        if open_ones:
            raise Undecided(open_ones)
        return [*self.changes, *chosen]


class Undecided(Exception):
    """Somebody must choose first between two versions of these fields."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def review(sheet: Sheet, draft: Draft, *, is_new: bool = False) -> Review:
    """is_new: the draft begins with the file, which therefore undoes nothing."""
    found = Review(sheet, troubles=list(sheet.troubles), notes=list(sheet.notes))
    is_ours = sheet.practice == draft.pk and not is_new
    if sheet.practice is not None and not is_ours and not is_new:
        found.notes.append(
            _("The file was downloaded from another draft. Choose field by field what to take.")
        )
    for part in dict.fromkeys(each.part for each in sheet.entries):
        if part != FACTS and part not in draft.rows and not _has_title(found, sheet, part):
            continue
        for each in sheet.entries:
            if each.part == part:
                _look_at(found, draft, each, sheet.entries[each], is_ours, is_new)
    _look_at_years(found, draft)
    order = list(sheet.entries)
    found.changes.sort(key=lambda change: order.index(change.field))
    return found


def _has_title(found: Review, sheet: Sheet, language: str) -> bool:
    """Whether there can be a text in one more language."""
    said = sheet.part(language)
    if not any(entry.value for entry in said.values()):
        return False
    title = said.get("title")
    if title is None or not title.value.strip():
        where = Field(language, "title").full_label()
        found.troubles.append(Trouble(where, _("A text needs a title.")))
        return False
    found.new_texts.append(language)
    return True


def _look_at(
    found: Review, draft: Draft, each: Field, entry: Entry, is_ours: bool, is_new: bool
) -> None:
    stored = draft.content(each.part)
    before = values.plain(each, stored)
    if (entry.is_untouched and is_ours) or (not is_ours and is_empty(entry.value)):
        found.left += 1
        return
    try:
        value = values.checked(each, entry.value)
    except values.Impossible as error:
        found.troubles.append(Trouble(each.full_label(), str(error)))
        return
    if each.name in ("theme_items", "organisations"):
        # A file need not say in which language; then it is that of the practice.
        value = [{**row, "language": row["language"] or draft.original_language} for row in value]
    if mark_of(value) == mark_of(before) or (each.name == "type" and not value):
        found.left += 1
        return
    saved = value_hash(stored.get(each.name))
    base = entry.base if is_ours else ""
    undoes = base != saved and not is_empty(before) and not is_new
    change = Change(each, value, before, saved, clashes=undoes)
    (found.clashes if undoes else found.changes).append(change)


def is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not any(value.values())
    return not (value.strip() if isinstance(value, str) else value)


def _look_at_years(found: Review, draft: Draft) -> None:
    """A practice cannot end before it starts, whichever of the two the file changes."""
    content = draft.content(FACTS)
    years = {name: content.get(name) for name in values.YEARS}
    changed = {each.field.name: each for each in (*found.changes, *found.clashes)}
    years |= {name: changed[name].value for name in values.YEARS if name in changed}
    start, end = (years[name] for name in values.YEARS)
    if not start or not end or end >= start:
        return
    label = Field(FACTS, "end_year").full_label()
    found.troubles.append(Trouble(label, _("The end is before the start."), str(end)))
    for some in (found.changes, found.clashes):
        some[:] = [each for each in some if each.field.name not in values.YEARS]


def in_language(sheet: Sheet, language: str, title: str) -> Sheet:
    """The sheet with its original text in another language than it says, under this title."""
    own = sheet.original_language or next(iter(sheet.languages), language)
    entries: dict[Field, Entry] = {}
    for each, entry in sheet.entries.items():
        if each.part == language != own:
            # There would be two in that language; the one that was said to be the original counts.
            continue
        moved = Field(language, each.name) if each.part == own else each
        entries[moved] = entry
    entries[Field(language, "title")] = Entry(title)
    return replace(sheet, original_language=language, entries=entries)
