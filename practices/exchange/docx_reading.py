"""Reading a Word form back: which paragraphs belong to which field.

Content controls say it; where a program or a copy lost them, the codes in brackets under the
labels do. Only the parts that are needed are unpacked, without entities and without the network.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]  # no stubs

from practices.exchange import codes, word_values
from practices.exchange.codes import HEAD, NOTHING, Code
from practices.exchange.json_file import NotOurs
from practices.exchange.rich import Paragraph
from practices.exchange.sheet import VERSION, Entry, Sheet, mark_of
from practices.exchange.word_text import Row, Styles, Texts, attribute, child, tag
from practices.exchange.word_values import Said
from practices.fields import FACTS, Field, UnknownField, parse

MAX_PART_BYTES = 12_000_000
# A form of all texts in six languages has a tenth of these.
MAX_ELEMENTS = 250_000
MAX_BLOCKS = 20_000
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
Element: TypeAlias = Any  # lxml's elements have no types here
_PRIMARY = "primary_objectives"


@dataclass
class _Found:
    """All that stands in one field of the document."""

    code: Code
    items: list[Paragraph | Row] = field(default_factory=list)
    is_from_control: bool = False


@dataclass
class Read:
    """said: the plain value of each field by its name in the document, before it is checked."""

    sheet: Sheet
    said: dict[str, Any]


def read(content: bytes) -> Read:
    """What a document says. Raises `NotOurs`; what is wrong with parts of it stands in the
    sheet."""
    parts = _parts(content)
    body = child(parts[DOCUMENT], "body")
    if body is None:
        raise NotOurs(_("The document cannot be read."))
    texts = Texts(Styles(parts.get("word/styles.xml"), parts.get("word/numbering.xml")),
                  parts.get(RELATIONS))  # fmt: skip
    walk = _Walk(texts)
    walk.through(body)
    if walk.form is not None and walk.form.version != VERSION:
        raise NotOurs(_("The file is of a version of the format that is not known here."))
    if not walk.found:
        raise NotOurs(
            _("None of the codes that tell the fields apart is in this document. Send the form "
              "that was downloaded here, filled in.")
        )  # fmt: skip
    return _sheet(walk)


def _parts(content: bytes) -> dict[str, Element]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    found: dict[str, Element] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            there = set(archive.namelist())
            for name in (DOCUMENT, "word/styles.xml", "word/numbering.xml", RELATIONS):
                if name not in there:
                    continue
                with archive.open(name) as part:
                    raw = part.read(MAX_PART_BYTES + 1)
                if len(raw) > MAX_PART_BYTES:
                    raise NotOurs(_("The document is too long to be read."))
                root = etree.fromstring(raw, parser)
                if root.getroottree().docinfo.doctype:
                    # No word processor writes one; it could only bring entities in.
                    raise NotOurs(_("The document cannot be read."))
                if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
                    raise NotOurs(_("The document is too long to be read."))
                found[name] = root
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, OSError,
            EOFError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]  # zipfile imports it  # fmt: skip
        if isinstance(error, NotOurs):
            raise
        raise NotOurs(_("The document cannot be read.")) from error
    if DOCUMENT not in found:
        raise NotOurs(_("The document cannot be read."))
    return found


class _Walk:
    """Through the document in its order, keeping what stands in each field."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.found: dict[str, _Found] = {}
        self.form: codes.FormCode | None = None
        self.twice: list[str] = []
        self._now: _Found | None = None
        self._blocks = 0

    def through(self, place: Element, within: Code | None = None) -> None:
        """within: the code of the content control that the place is in."""
        for each in place:
            kind = tag(each)
            if kind == "p":
                self._paragraph(each, within)
            elif kind == "tbl":
                self._table(each, within)
            elif kind == "sdt":
                self._control(each, within)
            elif kind in ("ins", "moveTo", "customXml", "smartTag"):
                self.through(each, within)
            elif kind in ("del", "moveFrom"):
                self.texts.noticed.add("changes")

    def _control(self, control: Element, within: Code | None) -> None:
        inside = child(control, "sdtContent")
        if inside is None:
            return
        named = child(child(control, "sdtPr"), "tag")
        own = codes.of_tag(attribute(named, "val")) if named is not None else None
        self.through(inside, own or within)

    def _table(self, table: Element, within: Code | None) -> None:
        for row in _rows(table):
            look = child(row, "trPr")
            if child(look, "del") is not None:
                self.texts.noticed.add("changes")
                continue
            cells = list(_cells(row))
            if len(cells) == 1:
                self.through(cells[0], within)
                continue
            lines = [[*self._lines(cell)] for cell in cells]
            code = next((found for cell in lines for line in cell
                         if (found := codes.in_text(line.text))), None)  # fmt: skip
            if code is not None and code.name == HEAD:
                continue
            if code is not None:
                # The form laid out anew: a label beside its answer.
                for cell in cells:
                    self.through(cell, within)
            elif child(look, "tblHeader") is None:
                self._keep(Row(lines), within)

    def _lines(self, place: Element) -> Iterator[Paragraph]:
        for each in place:
            kind = tag(each)
            if kind == "p":
                yield self.texts.paragraph(each)
            elif kind == "sdt":
                inside = child(each, "sdtContent")
                if inside is not None:
                    yield from self._lines(inside)
            elif kind in ("tbl", "tr", "tc", "ins", "customXml"):
                yield from self._lines(each)

    def _paragraph(self, element: Element, within: Code | None) -> None:
        said = self.texts.paragraph(element)
        if said is None:
            return
        text = said.text
        self.form = self.form or codes.form_in(text)
        code = codes.in_text(text)
        if code is not None:
            self._begin(code)
        elif not codes.form_in(text):
            self._keep(said, within)

    def _begin(self, code: Code) -> None:
        if code.name == HEAD:
            return
        if code.name == NOTHING:
            self._now = None
            return
        known = self.found.get(code.name)
        if known is not None and not known.is_from_control:
            self.twice.append(code.name)
            self._now = None
            return
        self._now = self.found[code.name] = known or _Found(code)
        self._now.is_from_control = False

    def _keep(self, item: Paragraph | Row, within: Code | None) -> None:
        self._blocks += 1
        if self._blocks > MAX_BLOCKS:
            raise NotOurs(_("The document is too long to be read."))
        if within is not None and within.name == NOTHING:
            # A label whose code was lost; what follows is not the answer of the field before.
            self._now = None
            return
        if within is not None and (self._now is None or self._now.code.name != within.name):
            known = self.found.get(within.name)
            if known is None:
                known = self.found[within.name] = _Found(within, is_from_control=True)
            self._now = known
        if self._now is not None:
            self._now.items.append(item)


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        kind = tag(each)
        if kind == "tr":
            yield each
        elif kind == "sdt":
            inside = child(each, "sdtContent")
            if inside is not None:
                yield from _rows(inside)
        elif kind in ("ins", "customXml"):
            yield from _rows(each)


def _cells(row: Element) -> Iterator[Element]:
    for each in row:
        kind = tag(each)
        if kind == "tc":
            yield each
        elif kind == "sdt":
            inside = child(each, "sdtContent")
            if inside is not None:
                yield from _cells(inside)
        elif kind in ("ins", "customXml"):
            yield from _cells(each)


def _sheet(walk: _Walk) -> Read:
    sheet = Sheet()
    if walk.form is not None:
        sheet.practice, sheet.numbers = walk.form.practice, walk.form.numbers
        with suppress(UnknownField):
            sheet.original_language = parse(f"{walk.form.language}.title").part
    said: dict[str, Any] = {}
    reader = word_values.Reader(sheet)
    entries: dict[str, tuple[_Found, Said]] = {}
    for name, found in walk.found.items():
        part, _dot, own = name.partition(".")
        known = _known(part, own)
        if known is None:
            reader.trouble(name, _("There is no such field."))
            continue
        value = reader.value(known, own, found.items)
        said[name] = value.value
        entries[name] = (found, value)
    for name in walk.twice:
        reader.trouble(name, _("This field is in the document twice; the first one counts."))
    _fill(sheet, entries)
    sheet.notes += walk.texts.notes()
    return Read(sheet, said)


def _known(part: str, own: str) -> Field | None:
    try:
        found = parse(f"{part}.{'objectives' if own == _PRIMARY and part == FACTS else own}")
    except UnknownField:
        return None
    return None if found.name == "files" else found


def _fill(sheet: Sheet, entries: dict[str, tuple[_Found, Said]]) -> None:
    def untouched(name: str) -> bool:
        found, said = entries[name]
        return bool(found.code.mark) and found.code.mark == mark_of(said.value)

    for name, (found, said) in entries.items():
        if name in (f"{FACTS}.objectives", f"{FACTS}.{_PRIMARY}") or said.is_unreadable:
            continue
        sheet.entries[parse(name)] = Entry(said.value, found.code.base, untouched(name))
    pair = [f"{FACTS}.objectives", f"{FACTS}.{_PRIMARY}"]
    there = [name for name in pair if name in entries]
    if there and not any(entries[name][1].is_unreadable for name in there):
        numbers, primary = (
            entries[name][1].value if name in entries else [] for name in pair
        )  # fmt: skip
        sheet.entries[Field(FACTS, "objectives")] = Entry(
            {"numbers": numbers, "primary": primary},
            entries[there[0]][0].code.base,
            len(there) == 2 and all(untouched(name) for name in there),
        )
