"""The page that every Word document of the hub begins with."""

from __future__ import annotations

from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from practices.exchange import word_xml as xml
from practices.exchange.word_xml import Tongue


def empty(tongue: Tongue, title_size: int) -> Any:
    """A document without a paragraph: A4, in the direction of the language, with the fonts and
    headings of the hub; the title in so many points."""
    doc: Any = docx.Document()
    body = doc.element.body
    for leftover in list(body):
        if leftover.tag != qn("w:sectPr"):
            body.remove(leftover)
    page = doc.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(20)
    if tongue.is_rtl:
        page._sectPr.insert_element_before(
            parse_xml(f"<w:bidi {xml.NAMESPACES}/>"), "w:rtlGutter", "w:docGrid"
        )
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.element.rPr.rFonts.set(qn("w:cs"), "Arial")
    sizes = {"Title": title_size, "Heading 1": 16, "Heading 2": 12, "Heading 3": 11}
    for name, size in sizes.items():
        style = doc.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
    return doc
