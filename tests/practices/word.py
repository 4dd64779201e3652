"""A Word form as somebody works on it: paragraphs are filled in, and what programs do to them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

CODE = re.compile(r"\[gcm[^\]]*\]")


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def place(document: Any, name: str) -> Any:
    """What is inside of the content control of a field: its paragraphs or its table."""
    for control in document.element.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None and tag.get(qn("w:val")).startswith(f"gcm:{name}:"):
            return control.find(qn("w:sdtContent"))
    raise LookupError(name)


def paragraph(inner: str, style: str = "") -> Any:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return parse_xml(f"<w:p {nsdecls('w', 'r')}>{look}{inner}</w:p>")


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def write(document: Any, name: str, *paragraphs: Any) -> None:
    """Put paragraphs, or lines of text, in the place of what a field says."""
    inside = place(document, name)
    for child in list(inside):
        inside.remove(child)
    for each in paragraphs:
        inside.append(paragraph(run(each)) if isinstance(each, str) else each)


def lines(document: Any, name: str) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(qn("w:t")))
            for p in place(document, name).iter(qn("w:p"))]  # fmt: skip


def fill_row(document: Any, name: str, at: int, *cells: str) -> None:
    """Write into a row of the table of a field, from 1 below its head."""
    row = list(place(document, name).iter(qn("w:tr")))[at]
    for cell, text in zip(row.iter(qn("w:tc")), cells, strict=False):
        for p in list(cell.iter(qn("w:p"))):
            cell.remove(p)
        cell.append(paragraph(run(text)))


def tick(document: Any, name: str, *starts: str) -> None:
    """Tick the boxes of the lines that begin so."""
    for p in place(document, name).iter(qn("w:p")):
        texts = list(p.iter(qn("w:t")))
        said = "".join(t.text or "" for t in texts[1:]).strip()
        if said.startswith(starts):
            texts[0].text = "\u2612"


# What programs and people do to it


def without_controls(content: bytes) -> bytes:
    document = opened(content)
    while (control := next(document.element.iter(qn("w:sdt")), None)) is not None:
        home, inside = control.getparent(), control.find(qn("w:sdtContent"))
        for child in list(inside):
            control.addprevious(child)
        home.remove(control)
    return saved(document)


def without_codes(content: bytes) -> bytes:
    document = opened(content)
    for text in document.element.iter(qn("w:t")):
        if text.text and "gcm-form" not in text.text:
            text.text = CODE.sub("", text.text)
    return saved(document)


def as_plain_text(content: bytes) -> bytes:
    """All words copied into a new document: paragraphs alone, cells of a row cut by tabs."""
    new: Any = docx.Document()

    def add(element: Any) -> None:
        for child in element:
            if child.tag == qn("w:p"):
                new.add_paragraph(_words(child))
            elif child.tag == qn("w:tr") and len(list(child.iter(qn("w:tc")))) > 1:
                cells = ["".join(map(_words, tc.iter(qn("w:p")))) for tc in child.iter(qn("w:tc"))]
                new.add_paragraph("\t".join(cells))
            else:
                add(child)

    add(opened(content).element.body)
    return saved(new)


def _words(element: Any) -> str:
    pieces = []
    for child in element.iter(qn("w:t"), qn("w:br")):
        pieces.append("\n" if child.tag == qn("w:br") else child.text or "")
    return "".join(pieces)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one part changed, or added where it is missing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            raw = old.read(part)
            new.writestr(part, change(raw) if part == name else raw)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()
