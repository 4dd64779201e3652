"""Pieces of a Word document, as XML in the order in which its schema wants them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsmap

from hub import languages

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMESPACES = f'xmlns:w="{nsmap["w"]}" xmlns:r="{nsmap["r"]}" xmlns:w14="{W14}"'
ON, OFF = "\u2612", "\u2610"


@dataclass(frozen=True)
class Tongue:
    """A language as Word wants to be told of it."""

    code: str

    @property
    def is_rtl(self) -> bool:
        return languages.direction(self.code) == "rtl"

    @property
    def mark(self) -> str:
        tag = {"zh": "zh-CN", "ar": "ar-SA"}.get(self.code, languages.html_tag(self.code))
        kind = "bidi" if self.is_rtl else "eastAsia" if self.code[:2] in ("zh", "ja") else "val"
        return f"<w:lang w:{kind}={quoteattr(tag)}/>"


def run(
    text: str,
    tongue: Tongue,
    *,
    bold: bool = False,
    italic: bool = False,
    color: str = "",
    size: int = 0,
    underlined: bool = False,
    is_code: bool = False,
) -> str:
    """size: in half points. is_code: signs for the hub, the same in each script."""
    look = ""
    if is_code:
        look += '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
    look += "<w:b/><w:bCs/>" * bold + "<w:i/><w:iCs/>" * italic + "<w:noProof/>" * is_code
    look += f'<w:color w:val="{color}"/>' if color else ""
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    look += '<w:u w:val="single"/>' * underlined
    if not is_code:
        look += "<w:rtl/>" * tongue.is_rtl + tongue.mark
    return f"<w:r><w:rPr>{look}</w:rPr>{_text(text)}</w:r>"


def _text(text: str) -> str:
    lines = text.split("\n")
    shown = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in lines)
    return "<w:br/>".join(shown)


def line_break() -> str:
    return "<w:r><w:br/></w:r>"


def paragraph(
    runs: str, tongue: Tongue, *, style: str = "", number: str = "", keep: bool = False
) -> str:
    """number: of the list that it is an item of. keep: with the next on one page."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" * keep
    look += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    look += "<w:bidi/>" * tongue.is_rtl
    return f"<w:p><w:pPr>{look}</w:pPr>{runs}</w:p>"


def control(inside: str, tag: str, title: str, number: int, *, locked: bool = False) -> str:
    """A content control around whole paragraphs or a table. locked: what is in it, too."""
    lock = "sdtContentLocked" if locked else "sdtLocked"
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title[:60])}/><w:tag w:val={quoteattr(tag)}/>"
        f'<w:id w:val="{number}"/><w:lock w:val="{lock}"/></w:sdtPr>'
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


def box(ticked: bool, number: int) -> str:
    """A box to tick, within a paragraph."""
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{number}"/><w14:checkbox>'
        f'<w14:checked w14:val="{int(ticked)}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" '
        'w:eastAsia="MS Gothic" w:cs="Segoe UI Symbol" w:hint="eastAsia"/></w:rPr>'
        f"<w:t>{ON if ticked else OFF}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def link(inside: str, relation: str) -> str:
    return f'<w:hyperlink r:id="{relation}">{inside}</w:hyperlink>'


def table(rows: list[list[str]], tongue: Tongue, *, has_head: bool = False) -> str:
    """Cells hold paragraphs or controls. tongue: which way its columns go."""
    width = 9300 // max(len(rows[0]), 1)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
    lines = []
    for at, cells in enumerate(rows):
        is_head = has_head and at == 0
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if is_head else ""
        line = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{cell}</w:tc>'
            for cell in cells
        )
        lines.append(f"<w:tr>{head}{line}</w:tr>")
    return (
        f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' * tongue.is_rtl}"
        f'<w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
