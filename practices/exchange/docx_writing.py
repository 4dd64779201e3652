"""A draft as a Word form, in the language of the interface."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt

from hub import languages, vocabulary
from practices.exchange import docx_reading, rich, values, word_page
from practices.exchange import word_xml as xml
from practices.exchange.codes import HEAD, NOTHING, Code, FormCode
from practices.exchange.sheet import Entry, Sheet, mark_of
from practices.exchange.word_xml import Tongue
from practices.fields import FACTS, SECTIONS, Field, Section
from practices.models import OrganisationPart
from practices.writing import budgets, criteria
from practices.writing.forms import facts, texts

VERBATIM = "Hub Verbatim"
PRIMARY = "primary_objectives"
_GREY = "7A7A7A"
_SPARE_ROWS = 3
_HINTS: Mapping[str, Any] = {
    **facts.PlaceForm.hints, **facts.ObjectivesForm.hints, **facts.OrganisationsForm.hints,
    **facts.EvidenceForm.hints, **texts.TextForm.hints,
}  # fmt: skip


def write(sheet: Sheet) -> bytes:
    """The document. It is read once before it is given out, so that a field in which nobody
    writes is known to be untouched, whatever of its look Word does not have."""
    first = docx_reading.read(_Writer(sheet, {}).document())
    marks = {name: mark_of(value) for name, value in first.said.items()}
    return _Writer(sheet, marks).document()


class _Writer:
    def __init__(self, sheet: Sheet, marks: Mapping[str, str]) -> None:
        self.sheet, self.marks = sheet, marks
        self.tongue = Tongue(languages.current().code)
        self.doc = word_page.empty(self.tongue, title_size=22)
        self._ids = count(1001)
        self._numbered: Any = None
        self._body = self.doc.element.body
        self._prepare()

    def document(self) -> bytes:
        self._begin()
        for section in SECTIONS:
            if not section.of_text:
                self._section(section, FACTS)
        for language in self.sheet.languages:
            for section in SECTIONS:
                if section.of_text:
                    self._section(section, language)
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    # The document as a whole

    def _prepare(self) -> None:
        doc = self.doc
        made = doc.styles.add_style(VERBATIM, WD_STYLE_TYPE.PARAGRAPH)
        made.font.name, made.font.size = "Courier New", Pt(9)
        title = next((e.value for f, e in self.sheet.entries.items() if f.name == "title"), "")
        doc.core_properties.title = str(title)[:250]
        doc.core_properties.author = ""
        doc.core_properties.language = languages.html_tag(self.tongue.code)

    def _add(self, markup: str) -> None:
        opened = markup.index(">") if markup[markup.index(">") - 1] != "/" else None
        place = markup.index(" ") if " " in markup[: opened or len(markup)] else opened
        element = parse_xml(f"{markup[:place]} {xml.NAMESPACES}{markup[place:]}")
        self._body.insert_element_before(element, "w:sectPr")

    def _next(self) -> int:
        return next(self._ids)

    def _run(self, text: str, **look: Any) -> str:
        return xml.run(text, self.tongue, **look)

    def _code(self, code: object) -> str:
        return xml.run(str(code), self.tongue, color=_GREY, size=12, is_code=True)

    def _begin(self) -> None:
        tongue = self.tongue
        self._add(xml.paragraph(self._run(_("Form of a practice")), tongue, style="Title"))
        sentences = [
            _("Write into the boxes. Save the document as DOCX and send it back where you "
              "downloaded it: you see what was read and what changed before anything is taken."),
            _("A field that you leave as it is stays as it is on the site, whatever others wrote "
              "there meanwhile."),
            _("The grey codes in brackets tell the fields apart. Leave them where they are."),
            _("Tick a box with a click, or write x over its sign."),
            _("Files are added on the site."),
        ]  # fmt: skip
        for sentence in sentences:
            self._add(xml.paragraph(self._run(sentence), tongue))
        code = FormCode(self.sheet.practice, self.sheet.original_language, self.sheet.numbers)
        self._add(xml.paragraph(self._code(code), tongue))

    def _section(self, section: Section, part: str) -> None:
        title = str(section.title)
        if part != FACTS:
            name = languages.language_name(part, self.tongue.code)
            title = _("%(field)s (%(language)s)") % {"field": title, "language": name}
        nothing = Code(NOTHING)
        heading = self._run(title) + self._run(" ") + self._code(nothing)
        lines = [xml.paragraph(heading, self.tongue, style="Heading1", keep=True)]
        asked = criteria.answered_by(section.key)
        if asked:
            said = _("What screeners look at here")
            lines.append(xml.paragraph(self._run(said, bold=True, size=18), self.tongue))
        for each in asked:
            question = f"{each.name()}: {each.question()}"
            lines.append(xml.paragraph(self._run(question, size=18), self.tongue))
        self._add(self._locked("".join(lines), title))
        for name in section.fields:
            field = Field(part, name)
            entry = self.sheet.entries.get(field)
            if entry is not None:
                self._field(field, entry)

    def _locked(self, inside: str, title: str) -> str:
        return xml.control(inside, Code(NOTHING).tag, title, self._next(), locked=True)

    # Fields

    def _field(self, field: Field, entry: Entry) -> None:
        hint = str(_HINTS.get(field.name, ""))
        if field.name == "countries":
            hint = _("The countries in which it is applied, one to a line, by name or code.")
        elif field.name == "links":
            hint = _("Where one can read more: an address that begins with https://, one to a row.")
        if field.language:
            hint = f"{hint} {_length(field)}".strip()
        if field.name == "objectives":
            self._labelled(field.name, field, entry.base, field.label(), hint,
                           self._boxes("objective", entry.value["numbers"]))  # fmt: skip
            self._labelled(
                PRIMARY, field, entry.base, _("The most important of them"),
                _("Up to three, by number, one to a line, the most important first."),
                self._lines([values._numbered("objective", n) for n in entry.value["primary"]]),
            )  # fmt: skip
            return
        self._labelled(
            field.name, field, entry.base, field.label(), hint, self._answer(field, entry)
        )  # fmt: skip

    def _labelled(
        self, name: str, field: Field, base: str, label: str, hint: str, answer: str
    ) -> None:
        full = f"{field.part}.{name}"
        code = Code(full, base, self.marks.get(full, ""))
        said = self._run(label, bold=True)
        if hint:
            said += xml.line_break() + self._run(hint, size=18)
        said += xml.line_break() + self._code(code)
        self._add(
            self._locked(xml.paragraph(said, self.tongue, style="Heading2", keep=True), label)
        )
        inside = xml.control(answer, code.tag, label, self._next())
        if answer.startswith("<w:tbl>"):
            self._add(inside)
        else:
            self._add(xml.table([[inside]], self.tongue))
        self._add(xml.paragraph("", self.tongue))

    def _answer(self, field: Field, entry: Entry) -> str:
        name, value = field.name, entry.value
        if field.language:
            return self._text(field, value)
        if name in values.YEARS:
            return self._lines([str(value)] if value else [])
        if name in values.CHOICES:
            return self._boxes(values.CHOICES[name], [value])
        if name == "countries":
            return self._lines(
                [f"{vocabulary.country_name(each, self.tongue.code)} ({each})" for each in value]
            )
        if name in values.SETS:
            return self._boxes(values.SETS[name][1], value)
        if name == "theme_items":
            return self._lines([
                each["name"] if each["language"] == self.sheet.original_language
                else f"{each['name']} ({each['language']})"
                for each in value
            ])  # fmt: skip
        if name == "organisations":
            return self._organisations(value)
        return self._links(value)

    def _lines(self, lines: list[str]) -> str:
        return "".join(
            xml.paragraph(self._run(line), self.tongue) for line in (lines or [""])
        )  # fmt: skip

    def _boxes(self, set_name: str, ticked: Iterable[Any]) -> str:
        chosen = set(ticked)
        terms = vocabulary.set_named(set_name)
        unknown = [key for key in chosen if key and key not in terms]
        lines = []
        for term in terms.in_order():
            name = values._numbered(set_name, term.key) if isinstance(term.key, int) else (
                f"{term.name()} ({term.key})"
            )  # fmt: skip
            lines.append((term.key in chosen, name))
        lines += [(True, str(key)) for key in unknown]
        return "".join(
            xml.paragraph(xml.box(on, self._next()) + self._run(f" {name}"), self.tongue)
            for on, name in lines
        )

    def _rows(self, head: list[str], rows: list[list[str]]) -> str:
        names = [self._run(each, bold=True) for each in head]
        names[0] += self._run(" ") + self._code(Code(HEAD))
        cells = [[xml.paragraph(each, self.tongue) for each in names]]
        for row in [*rows, *[[""] * len(head)] * _SPARE_ROWS]:
            cells.append([xml.paragraph(self._run(each), self.tongue) for each in row])
        return xml.table(cells, self.tongue, has_head=True)

    def _organisations(self, value: list[dict[str, str]]) -> str:
        head = [_("Name"), _("Part"), _("Language of the name"), _("Kind of organisation")]
        return self._rows(head, [
            [
                each["name"],
                f"{OrganisationPart(each['part']).label} ({each['part']})"
                if each["part"] in OrganisationPart.values else each["part"],
                self._language(each["language"]),
                f"{values._called('organisation_kind', each['kind'])} ({each['kind']})"
                if each["kind"] else "",
            ]
            for each in value
        ])  # fmt: skip

    def _links(self, value: list[dict[str, str]]) -> str:
        head = [_("Address"), _("Name of the link"), _("Language")]
        return self._rows(
            head, [[each["url"], each["label"], self._language(each["language"])] for each in value]
        )

    def _language(self, code: str) -> str:
        return f"{languages.language_name(code, self.tongue.code)} ({code})" if code else ""

    # Texts

    def _text(self, field: Field, value: str) -> str:
        tongue = Tongue(field.part)
        if field.name == "title" or not value.strip():
            return xml.paragraph(xml.run(value, tongue), tongue)
        return "".join(self._paragraphs(rich.paragraphs(value), tongue))

    def _paragraphs(self, found: list[rich.Paragraph], tongue: Tongue) -> Iterator[str]:
        number, before = "", ""
        for each in found:
            if each.kind == "number" and each.depth == 0 and before != "number":
                number = self._new_list()
            if each.kind not in ("number", "bullet") or each.depth == 0:
                before = each.kind
            deep = f"{each.depth + 1}" if each.depth and each.depth < 3 else ""
            deep = "3" if each.depth >= 3 else deep
            style = {
                "heading": "Heading3",
                "bullet": f"ListBullet{deep}",
                "number": f"ListNumber{deep}",
                "verbatim": self.doc.styles[VERBATIM].style_id,
            }.get(each.kind, "")
            runs = "".join(self._rich_run(run, tongue) for run in each.runs)
            own = number if each.kind == "number" and not each.depth else ""
            yield xml.paragraph(runs, tongue, style=style, number=own)

    def _rich_run(self, run: rich.Run, tongue: Tongue) -> str:
        look: dict[str, Any] = {"bold": run.bold, "italic": run.italic}
        if not run.link:
            return xml.run(run.text, tongue, **look)
        relation = self.doc.part.relate_to(
            run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )  # fmt: skip
        shown = xml.run(run.text, tongue, color="0563C1", underlined=True, **look)
        return xml.link(shown, relation)

    def _new_list(self) -> str:
        """Numbers that begin at 1 again."""
        numbering = self.doc.part.numbering_part.element
        style = self.doc.styles["List Number"].element
        known = style.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(known).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return str(made.numId)


def _length(field: Field) -> str:
    room = budgets.budget(field.name, field.part)
    if room is None:
        return ""
    if budgets.counts_characters(field.part):
        said = ngettext("About %(number)s character.", "About %(number)s characters.", room)
    else:
        said = ngettext("About %(number)s word.", "About %(number)s words.", room)
    return said % {"number": room}
