"""The text of Word paragraphs, as it reads with all tracked changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from hub.richtext import link_is_allowed
from practices.exchange.rich import DEEPEST, Paragraph, Run

Element: TypeAlias = Any  # lxml's elements have no types here
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_FIELD_LINK = re.compile(r'HYPERLINK\s+"([^"]{1,2000})"')
# Signs of symbol fonts that stand for boxes, by their number there.
_SYMBOLS = {
    **dict.fromkeys(("F0FE", "F0FD", "F0FC", "F052"), "\u2612"),
    **dict.fromkeys(("F0A8", "F06F", "F0A3"), "\u2610"),
}


@dataclass
class Row:
    """A row of a table with several cells."""

    cells: list[list[Paragraph]]

    def words(self, at: int) -> str:
        if at >= len(self.cells):
            return ""
        return " ".join(" ".join(each.text for each in self.cells[at]).split())


def tag(element: Element) -> str:
    """The local name of one of Word's own elements; "" of any other."""
    name = element.tag
    if not isinstance(name, str):
        return ""
    for space in (_W, _STRICT):
        if name.startswith(space):
            return name[len(space) :]
    return ""


def child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((each for each in element if tag(each) == name), None)


def attribute(element: Element, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")


def _is_on(look: Element | None, name: str) -> bool:
    found = child(look, name)
    return found is not None and attribute(found, "val") not in ("0", "false", "off", "none")


class Styles:
    """What the styles and lists of a document mean: `bullet`, `number`, `heading`, …"""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self._names: dict[str, str] = {}
        self._looks: dict[str, Element] = {}
        self._formats: dict[tuple[str, str], str] = {}
        for each in styles if styles is not None else ():
            if tag(each) == "style":
                key, named = attribute(each, "styleId"), child(each, "name")
                self._names[key] = attribute(named, "val").casefold() if named is not None else ""
                self._looks[key] = each
        self._read_lists(numbering)

    def _read_lists(self, numbering: Element | None) -> None:
        abstract: dict[str, dict[str, str]] = {}
        for each in numbering if numbering is not None else ():
            if tag(each) == "abstractNum":
                levels = abstract.setdefault(attribute(each, "abstractNumId"), {})
                for level in each:
                    if tag(level) == "lvl" and (how := child(level, "numFmt")) is not None:
                        levels[attribute(level, "ilvl")] = attribute(how, "val")
            elif tag(each) == "num" and (named := child(each, "abstractNumId")) is not None:
                for level, how in abstract.get(attribute(named, "val"), {}).items():
                    self._formats[attribute(each, "numId"), level] = how

    def kind(self, look: Element | None) -> tuple[str, int]:
        """What a paragraph is, and how deep in a list."""
        styled = child(look, "pStyle")
        key = attribute(styled, "val") if styled is not None else ""
        name = self._names.get(key, "")
        if name == "hub verbatim":
            return "verbatim", 0
        match = re.fullmatch(r"list (bullet|number)(?: (\d))?", name)
        if match:
            depth = int(match.group(2) or 1) - 1
            own = self._numbered(look)
            return match.group(1), own[1] if own and own[1] else min(depth, DEEPEST)
        numbered = self._numbered(look) or self._numbered(child(self._looks.get(key), "pPr"))
        if numbered:
            return numbered
        if name.startswith("heading") or name == "title":
            return "heading", 0
        return "plain", 0

    def _numbered(self, look: Element | None) -> tuple[str, int] | None:
        numbers = child(look, "numPr")
        named, level = child(numbers, "numId"), child(numbers, "ilvl")
        if named is None or attribute(named, "val") == "0":
            return None
        at = attribute(level, "val") if level is not None else "0"
        how = self._formats.get((attribute(named, "val"), at or "0"))
        if how is None or how == "none":
            return None
        depth = min(int(at), DEEPEST) if at.isdecimal() else 0
        return ("bullet" if how == "bullet" else "number"), depth

    def emphasis(self, key: str) -> tuple[bool, bool]:
        """Whether a character style is bold, and whether it is italic."""
        name, look = self._names.get(key, ""), child(self._looks.get(key), "rPr")
        return name == "strong" or _is_on(look, "b"), name == "emphasis" or _is_on(look, "i")


class Texts:
    """Reads paragraphs, and remembers what in them was left out."""

    def __init__(self, styles: Styles, relations: Element | None) -> None:
        self.styles = styles
        self.noticed: set[str] = set()
        self._links: dict[str, str] = {}
        for each in relations if relations is not None else ():
            if each.get("TargetMode") == "External":
                self._links[str(each.get("Id"))] = str(each.get("Target") or "")

    def paragraph(self, element: Element) -> Paragraph:
        look = child(element, "pPr")
        kind, depth = self.styles.kind(look)
        field = _ComplexField()
        runs = [run for run in self._runs(element, Run(""), field) if run.text]
        return Paragraph(runs, kind, depth)

    def notes(self) -> list[str]:
        said = {
            "changes": _("The document has tracked changes. It was read as if all were accepted."),
            "comments": _("The document has comments. They were not read."),
            "notes": _("The document has footnotes or endnotes. They were not read."),
            "pictures": _("The document has pictures. They were not read: add them as files."),
        }
        return [sentence for name, sentence in said.items() if name in self.noticed]

    def _runs(self, place: Element, look: Run, field: _ComplexField) -> Iterator[Run]:
        for each in place:
            kind = tag(each)
            if kind == "r":
                yield from self._run(each, look, field)
            elif kind == "hyperlink":
                key = str(each.get(f"{_R}id") or each.get(f"{_STRICT_R}id") or "")
                yield from self._runs(each, self._linked(look, self._links.get(key, "")), field)
            elif kind == "fldSimple":
                found = _FIELD_LINK.search(attribute(each, "instr"))
                yield from self._runs(each, self._linked(look, found[1] if found else ""), field)
            elif kind == "sdt":
                inside = child(each, "sdtContent")
                if inside is not None and not _is_on(child(each, "sdtPr"), "showingPlcHdr"):
                    yield from self._runs(inside, look, field)
            elif kind in ("ins", "moveTo"):
                self.noticed.add("changes")
                yield from self._runs(each, look, field)
            elif kind in ("del", "moveFrom"):
                self.noticed.add("changes")
            elif kind in ("smartTag", "customXml", "dir", "bdo"):
                yield from self._runs(each, look, field)
            elif kind == "commentRangeStart":
                self.noticed.add("comments")

    @staticmethod
    def _linked(look: Run, address: str) -> Run:
        return replace(look, link=address) if link_is_allowed(address) else look

    def _run(self, element: Element, look: Run, field: _ComplexField) -> Iterator[Run]:
        own = child(element, "rPr")
        is_rtl = _is_on(own, "rtl")
        styled = child(own, "rStyle")
        bold, italic = self.styles.emphasis(attribute(styled, "val")) if styled is not None else (
            False, False,
        )  # fmt: skip
        look = replace(
            look,
            bold=look.bold or bold or _is_on(own, "bCs" if is_rtl else "b"),
            italic=look.italic or italic or _is_on(own, "iCs" if is_rtl else "i"),
        )
        text = "".join(self._pieces(element, field))
        if text:
            yield replace(self._linked(look, field.link), text=text) if field.link else (
                replace(look, text=text)
            )  # fmt: skip

    def _pieces(self, element: Element, field: _ComplexField) -> Iterator[str]:
        for each in element:
            kind = tag(each)
            if kind == "fldChar":
                field.turn(attribute(each, "fldCharType"))
            elif kind == "instrText":
                field.say(each.text or "")
            elif field.is_instruction:
                continue
            elif kind == "t":
                yield each.text or ""
            elif kind in ("br", "cr"):
                if attribute(each, "type") not in ("page", "column"):
                    yield "\n"
            elif kind in ("tab", "ptab"):
                yield "\t"
            elif kind == "noBreakHyphen":
                yield "\u2011"
            elif kind == "sym":
                yield _SYMBOLS.get(attribute(each, "char").upper(), "")
            elif kind in ("footnoteReference", "endnoteReference"):
                self.noticed.add("notes")
            elif kind == "commentReference":
                self.noticed.add("comments")
            elif kind in ("drawing", "pict", "object"):
                self.noticed.add("pictures")


class _ComplexField:
    """Word's older way to write a link: an instruction, then what is shown of it."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        self._shown: list[bool] = []

    def turn(self, to: str) -> None:
        if to == "begin":
            self._open.append([])
            self._shown.append(False)
        elif to == "separate" and self._shown:
            self._shown[-1] = True
        elif to == "end" and self._open:
            self._open.pop()
            self._shown.pop()

    def say(self, words: str) -> None:
        if self._open:
            self._open[-1].append(words)

    @property
    def is_instruction(self) -> bool:
        return bool(self._shown) and not self._shown[-1]

    @property
    def link(self) -> str:
        for words in reversed(self._open):
            found = _FIELD_LINK.search("".join(words))
            if found:
                return found[1]
        return ""
