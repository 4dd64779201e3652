"""What changed between two versions of a practice, field by field.

A version is the facts, or a text, or several of them together: each as a revision, as an object,
or as the content that a revision holds. Fields are called as in `practices.fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from wagtail.models import Revision

from hub import vocabulary
from hub.models import StoredFile
from practices.comparing import ADDED, REMOVED, SAME, Segment, changed_share, compare
from practices.fields import FACTS, SECTIONS, TERMS, Field
from practices.models import Practice, PracticeText, Theme
from practices.models.facts import OrganisationPart

Content = Mapping[str, Any]
Version: TypeAlias = "Revision | Practice | PracticeText | Content"
Versions: TypeAlias = "Version | Iterable[Version] | None"

# How much of a stretch that stayed is shown beside what changed, in characters.
CONTEXT = 120


@dataclass(frozen=True)
class FieldDifference:
    """A field that is not the same in two versions.

    segments: of a text, the way from one to the other; together they are both versions of it.
    removed, added: of a fact, the values as a reader of the interface's language calls them.
    """

    field: Field
    segments: tuple[Segment, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.field)

    @property
    def label(self) -> str:
        return self.field.label()

    @property
    def full_label(self) -> str:
        return self.field.full_label()

    @property
    def is_of_text(self) -> bool:
        return self.field.language is not None

    @property
    def tag(self) -> str:
        """The `lang` of what a text's segments say."""
        return self.field.tag

    @property
    def direction(self) -> str:
        return self.field.direction

    @cached_property
    def share(self) -> float:
        """How much of a text changed, from 0 to 1."""
        return changed_share(self.segments)

    @property
    def around_changes(self) -> list[Segment]:
        """The segments with long stretches that stayed cut down to what stands next to a
        change."""
        return [
            Segment(each.kind, _shortened(each.text, place > 0, place < len(self.segments) - 1))
            if each.kind == SAME
            else each
            for place, each in enumerate(self.segments)
        ]


def differences(before: Versions, after: Versions) -> list[FieldDifference]:
    """Every field that differs, the facts first, in the order of the form; none for what is the
    same. A text, or facts, that only one side has are wholly removed or added."""
    old, new = _by_part(before), _by_part(after)
    labels = _Labels([*old.values(), *new.values()])
    parts = sorted({*old, *new}, key=lambda part: (part != FACTS, [*old, *new].index(part)))
    found = []
    for part in parts:
        for field in _fields_of(part):
            one, other = old.get(part, {}), new.get(part, {})
            if part != FACTS:
                pair = _words(one, field.name), _words(other, field.name)
                if pair[0] != pair[1]:
                    found.append(FieldDifference(field, segments=compare(*pair)))
                continue
            was, now = labels.of(field.name, one), labels.of(field.name, other)
            removed = tuple(name for value, name in was.items() if value not in now)
            added = tuple(name for value, name in now.items() if value not in was)
            if removed or added:
                found.append(FieldDifference(field, removed=removed, added=added))
    return found


def content_of(version: Version) -> Content:
    """What a revision holds, or the same of an object."""
    if isinstance(version, Revision):
        return version.content
    if isinstance(version, Practice | PracticeText):
        return version.serializable_data()
    return version


def values_called(field: Field, *contents: Content) -> list[list[str]]:
    """What a field says in each of these contents: a text as it is, the values of a fact as a
    reader of the interface's language calls them."""
    if field.language is not None:
        return [[_words(content, field.name)] for content in contents]
    labels = _Labels(contents)
    return [list(labels.of(field.name, content).values()) for content in contents]


def _by_part(versions: Versions) -> dict[str, Content]:
    if versions is None:
        return {}
    if isinstance(versions, Revision | Practice | PracticeText | Mapping):
        versions = [versions]
    contents = [content_of(each) for each in versions]
    return {str(each.get("language") or FACTS): each for each in contents}


def _fields_of(part: str) -> Iterator[Field]:
    for section in SECTIONS:
        if section.of_text == (part != FACTS):
            yield from (Field(part, name) for name in section.fields)


def _words(content: Content, name: str) -> str:
    """A field's text; line ends are those of the last browser that sent it and say nothing."""
    return str(content.get(name) or "").replace("\r\n", "\n")


def _shortened(text: str, after_change: bool, before_change: bool) -> str:
    if len(text) <= 2 * CONTEXT + 40:
        return text
    head = text[:CONTEXT].rsplit(" ", 1)[0] if after_change else ""
    tail = text[-CONTEXT:].split(" ", 1)[-1] if before_change else ""
    return f"{head} … {tail}"


_NUMBERED = frozenset({"objectives", "principles", "sdgs"})
_COLUMN_SETS = {"type": "type", "evidence": "evidence"}


class _Labels:
    """What facts are called, with names that stand in tables read once for all versions."""

    def __init__(self, contents: Sequence[Content]) -> None:
        self._themes = Theme.objects.in_bulk(_ids(contents, "theme_items", "tag"))
        files = StoredFile.objects.in_bulk(_ids(contents, "files", "file"))
        self._files = {str(pk): file for pk, file in files.items()}

    def of(self, name: str, content: Content) -> dict[Any, str]:
        """Each value of a field, by what tells it from the others, with its name."""
        if name in Practice.CHILDREN:
            return dict(self._child(name, each) for each in content.get(name) or ())
        value = content.get(name)
        if value in (None, ""):
            return {}
        if name in _COLUMN_SETS:
            return {value: _term(_COLUMN_SETS[name], value)}
        return {value: str(value)}

    def _child(self, relation: str, child: Content) -> tuple[Any, str]:
        if relation in TERMS:
            column, known = TERMS[relation]
            value = child[column]
            name = _term(known, value)
            if relation in _NUMBERED:
                name = f"{value} {name}"
            rank = child.get("rank")
            if rank:
                name = _("%(name)s (primary, place %(rank)s)") % {"name": name, "rank": rank}
            return (value, rank), name
        if relation == "theme_items":
            theme = self._themes.get(child["tag"])
            return child["tag"], theme.name if theme else str(child["tag"])
        if relation == "organisations":
            part, name = child.get("part", ""), str(child.get("name") or "")
            label = OrganisationPart(part).label if part in OrganisationPart.values else part
            return (part, name), f"{label} {name}"
        if relation == "links":
            url, name = str(child.get("url") or ""), str(child.get("label") or "")
            return (url, name), f"{name} ({url})" if name else url
        pk = str(child["file"])
        file = self._files.get(pk)
        name = str(child.get("label") or "") or (file.name if file else pk)
        return (pk, name), name


def _term(known: str, value: Any) -> str:
    terms = vocabulary.set_named(known)
    return terms.label(value) if value in terms else str(value)


def _ids(contents: Sequence[Content], relation: str, column: str) -> set[Any]:
    return {each[column] for content in contents for each in content.get(relation) or ()}


__all__ = [
    "ADDED",
    "REMOVED",
    "SAME",
    "FieldDifference",
    "Segment",
    "content_of",
    "differences",
    "values_called",
]
