"""What stands in the fields of a Word form, as plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hub import languages
from hub.richtext import MAX_LENGTH
from practices.exchange import names, rich, values
from practices.exchange.json_file import clean_text
from practices.exchange.rich import Paragraph, Run
from practices.exchange.sheet import Sheet, Trouble
from practices.exchange.word_text import Row
from practices.fields import Field
from practices.models import OrganisationPart

MAX_ITEMS = 300
_UNTICKED = re.compile(r"^\s*(?:[\u2610\u25a1\u25a2\u274f\u2751]|\[\s*\])\s*(?![\sxX×✓✗]*$)")
_TICKED = re.compile(r"^\s*(?:[\u2611\u2612\u2713\u2714\u2715\u2716\u2717\u2718\u25a0\u25a3]|"
                     r"\[\s*[xX×✓]\s*\]|[xX×✓](?=\s))\s*")  # fmt: skip
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Said:
    """is_unreadable: what is saved stays, as nobody knows what was meant."""

    value: Any
    is_unreadable: bool = False


class Reader:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def trouble(self, where: str, reason: str, said: str = "") -> None:
        said = clean_text(" ".join(said.split()))
        shown = said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…"
        self.sheet.troubles.append(Trouble(clean_text(where), reason, shown))

    def value(self, field: Field, own: str, items: list[Paragraph | Row]) -> Said:
        """own: the name in the document, which has the primary objectives by themselves."""
        where = field.full_label()
        if own != field.name:
            where = _("%(field)s (most important)") % {"field": where}
        length = sum(map(_length, items))
        if length > MAX_LENGTH:
            said = _("It has %(length)s characters; %(longest)s are the most.")
            self.trouble(where, said % {"length": length, "longest": MAX_LENGTH})
            return Said(None, is_unreadable=True)
        if field.language:
            return Said(_text(field, items))
        if own == "objectives" or own != field.name:
            return Said([int(each) for each in self._terms("objective", where, items)])
        if own in values.SETS:
            return Said(self._terms(values.SETS[own][1], where, items))
        readers: dict[str, Callable[[str, list[Paragraph | Row]], Said]] = {
            "start_year": self._year,
            "end_year": self._year,
            "theme_items": self._themes,
            "organisations": self._organisations,
            "links": self._links,
        }
        if own in readers:
            return readers[own](where, items)
        return self._choice(values.CHOICES[own], where, items)

    def _terms(self, set_name: str, where: str, items: list[Paragraph | Row]) -> list[Any]:
        found: list[Any] = []
        for line in _lines(items):
            ticked = _TICKED.match(line)
            if not ticked and _UNTICKED.match(line):
                continue
            keys, missed = names.many(set_name, line[ticked.end() :] if ticked else line)
            found += keys
            for each in missed:
                self.trouble(where, _("Nothing that can be chosen here is called so."), each)
        return list(dict.fromkeys(found))[:MAX_ITEMS]

    def _choice(self, set_name: str, where: str, items: list[Paragraph | Row]) -> Said:
        before = len(self.sheet.troubles)
        found = self._terms(set_name, where, items)
        if len(found) > 1:
            self.trouble(where, _("Only one of these can be chosen."), ", ".join(map(str, found)))
        return Said(found[0] if found else "", len(self.sheet.troubles) > before)

    def _year(self, where: str, items: list[Paragraph | Row]) -> Said:
        said = " ".join(_lines(items)).strip()
        if not said:
            return Said(None)
        if said.isdecimal() and len(said) == 4:
            return Said(int(said))
        self.trouble(where, _("Write a year, such as 2021."), said)
        return Said(None, is_unreadable=True)

    def _themes(self, where: str, items: list[Paragraph | Row]) -> Said:
        found = []
        for line in _lines(items):
            name, language = " ".join(line.split()), self.sheet.original_language
            behind = re.search(r"\s\(([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\)$", name)
            if behind and languages.tag_is_valid(behind.group(1)):
                name, language = name[: behind.start()], languages.normalise(behind.group(1))
            found.append({"name": name, "language": language})
        return Said(found[:MAX_ITEMS])

    def _organisations(self, where: str, items: list[Paragraph | Row]) -> Said:
        found: list[dict[str, str]] = []
        for cells in _rows(items):
            name, part, language, kind = (*cells, "", "", "", "")[:4]
            if not name:
                if part or kind:
                    self.trouble(where, _("Write the name of the organisation."), " ".join(cells))
                continue
            standard = OrganisationPart.PARTNER if found else OrganisationPart.IMPLEMENTING
            found.append({
                "part": self._meant(names.part, where, part) or str(standard),
                "name": name,
                "language": self._meant(names.language, where, language)
                or self.sheet.original_language,
                "kind": self._meant(lambda said: str(names.term("organisation_kind", said)),
                                    where, kind),
            })  # fmt: skip
        return Said(found[:MAX_ITEMS])

    def _links(self, where: str, items: list[Paragraph | Row]) -> Said:
        found = []
        for cells in _rows(items):
            url, label, language = (*cells, "", "", "")[:3]
            if not url:
                if label:
                    self.trouble(where, _("The address of the link is missing."), label)
                continue
            inside = _ADDRESS.search(url)
            if inside and len(cells) == 1:
                label = url.replace(inside.group(), " ").strip(" :–—-()")
                url = inside.group()
            found.append({
                "url": url, "label": label, "language": self._meant(names.language, where, language)
            })  # fmt: skip
        return Said(found[:MAX_ITEMS])

    def _meant(self, read: Callable[[str], str], where: str, said: str) -> str:
        if not said:
            return ""
        try:
            return read(said)
        except names.NotUnderstood:
            self.trouble(where, _("Nothing that can be chosen here is called so."), said)
            return ""


def _length(item: Paragraph | Row) -> int:
    """In characters."""
    if isinstance(item, Row):
        return sum(len(each.text) for cell in item.cells for each in cell)
    return len(item.text)


def _text(field: Field, items: list[Paragraph | Row]) -> str:
    if field.name == "title":
        return " ".join(" ".join(_lines(items)).split())
    return clean_text(rich.markdown(_paragraphs(items)))


def _paragraphs(items: list[Paragraph | Row]) -> Iterator[Paragraph]:
    """A table in a text is one in Markdown."""
    table: list[str] = []
    for item in items:
        if isinstance(item, Row):
            cells = [item.words(at).replace("|", "\\|") for at in range(len(item.cells))]
            table.append(f"| {' | '.join(cells)} |")
            if len(table) == 1:
                table.append(f"|{' --- |' * len(cells)}")
            continue
        if table:
            yield Paragraph([Run("\n".join(table))], "verbatim")
            table = []
        yield item
    if table:
        yield Paragraph([Run("\n".join(table))], "verbatim")


def _lines(items: list[Paragraph | Row]) -> Iterator[str]:
    """Everything that is written, line by line, without the empty ones."""
    for item in items:
        if isinstance(item, Row):
            said = " ".join(item.words(at) for at in range(len(item.cells)))
        else:
            said = item.text
        for line in clean_text(said).split("\n"):
            if line.strip():
                yield line.strip()


def _rows(items: list[Paragraph | Row]) -> Iterator[list[str]]:
    """The rows of tables, and lines in place of them, cut at tabs."""
    for item in items:
        if isinstance(item, Row):
            cells = [clean_text(item.words(at)) for at in range(len(item.cells))]
            if any(cells):
                yield cells
            continue
        for line in clean_text(item.text).split("\n"):
            cells = [" ".join(each.split()) for each in line.split("\t")]
            if any(cells):
                yield cells
