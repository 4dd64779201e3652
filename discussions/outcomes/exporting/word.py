"""A topic with its outcome as a Word document, in the language of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from discussions.models import Post
from discussions.outcomes.exporting import told
from discussions.outcomes.exporting.told import Told
from discussions.outcomes.shown import Rests
from hub import languages
from practices.exchange import rich, word_page
from practices.exchange import word_xml as xml
from practices.exchange.word_xml import Tongue

_GREY = "5A5A5A"
_UNFIT = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


def write(topic: Told) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    _Writer(topic).document().save(file)
    return file


class _Writer:
    def __init__(self, topic: Told) -> None:
        self.topic = topic
        self.tongue = Tongue(topic.language)
        self.doc = word_page.empty(self.tongue, title_size=20)
        self._links: dict[str, str] = {}
        # The number of the note about each post that the outcome rests on, by the post's key.
        self.notes: dict[int, int] = {}

    def document(self) -> Any:
        self._prepare()
        body = self.doc.element.body
        # In one go: an element at a time costs most of the time of a long topic.
        whole = parse_xml(f"<w:body {xml.NAMESPACES}>{''.join(self._pieces())}</w:body>")
        end = body.find(qn("w:sectPr"))
        for element in list(whole):
            end.addprevious(element)
        return self.doc

    def _prepare(self) -> None:
        doc = self.doc
        doc.core_properties.title = _fit(self.topic.question.text.question)[:250]
        doc.core_properties.author = ""
        doc.core_properties.language = languages.html_tag(self.tongue.code)

    # Pieces of the body

    def _pieces(self) -> Iterator[str]:
        topic = self.topic
        space, question = topic.space, topic.question
        yield self._line(space.text.title, tongue=Tongue(space.language), color=_GREY)
        yield self._line(question.text.question, "Title", tongue=Tongue(question.language))
        if question.is_fallback:
            yield self._line(_not_translated(question.language), color=_GREY)
        yield self._line(self._dates(), color=_GREY)
        yield self._line(topic.address, color=_GREY, tongue=Tongue("en"))
        yield from self._markdown(question.text.context, question.language)
        if topic.shown:
            yield from self._outcome()
        yield self._line(_("Posts"), "Heading1")
        for post in topic.posts():
            yield from self._post(post)

    def _dates(self) -> str:
        topic = self.topic.topic
        closed = topic.closed_at
        if closed:
            said = _("Open from %(start)s to %(end)s.")
            return said % {"start": _moment(topic.opened_at or topic.opens_at),
                           "end": _moment(closed)}  # fmt: skip
        return _("Open since %(start)s.") % {"start": _moment(topic.opened_at or topic.opens_at)}

    def _outcome(self) -> Iterator[str]:
        shown = self.topic.shown
        assert shown is not None  # noqa: S101  (asked by the caller)
        yield self._line(_("Outcome"), "Heading1")
        outcome = shown.outcome
        if outcome.published_at:
            said = _("Published on %(date)s.") % {"date": _moment(outcome.published_at)}
            yield self._line(said, color=_GREY)
        if shown.missing:
            yield self._line(_not_translated(shown.missing), color=_GREY)
        order: list[Rests] = []
        texts = {each.pk: each.texts.all() for each in outcome.paragraphs.all()}
        for each in shown.paragraphs:
            for rest in each.rests:
                if rest.post not in self.notes:
                    self.notes[rest.post] = len(self.notes) + 1
                    order.append(rest)
            code = each.words.language if each.words else ""
            if each.words and each.words.missing and not shown.missing:
                yield self._line(_not_translated(code), color=_GREY)
            source = next((text.source for text in texts[each.pk] if text.language == code), "")
            notes = "".join(
                self._to_note(self.notes[rest.post]) for rest in each.rests
            )  # fmt: skip
            yield from self._markdown(source, code, last=notes, first=f"{each.number}. ")
            if each.corrected_at:
                said = _("Corrected on %(date)s.") % {"date": _moment(each.corrected_at)}
                yield self._line(said, color=_GREY)
        yield self._line(_("What changed as a result"), "Heading2")
        if shown.changed:
            code = shown.changed.language
            if shown.changed.missing and not shown.missing:
                yield self._line(_not_translated(code), color=_GREY)
            texts_of = outcome.texts.all()
            source = next((text.changed for text in texts_of if text.language == code), "")
            yield from self._markdown(source, code)
        yield self._line(_("Posts on which the outcome rests"), "Heading2")
        for number, rest in enumerate(order, start=1):
            yield self._note(number, rest)

    def _to_note(self, number: int) -> str:
        return _anchor(self._run(f" [{number}]", color="0563C1"), f"note_{number}")

    def _note(self, number: int, rest: Rests) -> str:
        mark = _bookmark(self._run(f"[{number}] "), f"note_{number}", 100_000 + number)
        if rest.gone:
            if rest.gone == "withdrawn":
                said = _("Post %(number)s, withdrawn by its author since.")
            elif rest.gone == "moved":
                said = _("A post that was moved to another topic since.")
            else:
                said = _("Post %(number)s, hidden by a moderator since.")
            return xml.paragraph(mark + self._run(said % {"number": rest.number}), self.tongue)
        said = _("Post %(number)s") % {"number": rest.number}
        parts = _anchor(self._run(said, color="0563C1", underlined=True), f"post_{rest.post}")
        who = _(", ").join(each for each in (rest.name, rest.organisation) if each)
        tail = self._run(_(", ")) + xml.run(_fit(who), Tongue(_tongue_of(who, self.tongue.code)))
        tail += self._run(". ") + xml.run(told.address_of(rest.post), Tongue("en"))
        return xml.paragraph(mark + parts + tail, self.tongue)

    def _post(self, post: Post) -> Iterator[str]:
        heading = _("Post %(number)s") % {"number": post.position}
        mark = _bookmark(self._run(heading), f"post_{post.pk}", post.pk)
        if not told.is_readable(post):
            yield xml.paragraph(mark, self.tongue, style="Heading2", keep=True)
            hidden = post.state == "hidden"
            said = _("Hidden by a moderator.") if hidden else _("Withdrawn by its author.")
            yield self._line(said, color=_GREY)
            return
        name = told.name(post)
        named = xml.run(_fit(name), Tongue(_tongue_of(name, self.tongue.code)))
        yield xml.paragraph(
            mark + self._run(" · ") + named, self.tongue, style="Heading2", keep=True
        )  # fmt: skip
        author = told.author(post)
        facts = [author.organisation, author.capacity_label]
        facts.append(_moment(post.published_at) if post.published_at else "")
        before = self.topic.positions.get(post.parent_id or 0)
        if before:
            facts.append(_("in reply to post %(number)s") % {"number": before})
        yield self._line(" · ".join(each for each in facts if each), color=_GREY)
        yield from self._markdown(post.source, post.language)
        if post.language == self.tongue.code:
            return
        for each in post.translations.all():
            if each.language == self.tongue.code:
                machine = each.origin == "machine"
                said = _("Machine translation:") if machine else _("Translation:")
                yield self._line(said, color=_GREY)
                yield from self._markdown(each.source, each.language)

    # Runs and paragraphs

    def _run(self, text: str, **look: Any) -> str:
        return xml.run(_fit(text), self.tongue, **look)

    def _line(self, text: str, style: str = "", tongue: Tongue | None = None, **look: Any) -> str:
        own = tongue or self.tongue
        runs = xml.run(_fit(text), own, **look)
        return xml.paragraph(runs, own, style=style, keep=bool(style))

    def _markdown(
        self, source: str, language: str, *, first: str = "", last: str = ""
    ) -> Iterator[str]:
        """Paragraphs of people's text. first, last: what stands before and behind it, as text and
        as runs."""
        tongue = Tongue(language or self.tongue.code)
        found = paragraphs(_fit(source))
        if not found and (first or last):
            found = [rich.Paragraph()]
        for at, each in enumerate(found):
            deep = "" if not each.depth else "2" if each.depth == 1 else "3"
            style = {"heading": "Heading3", "bullet": f"ListBullet{deep}",
                     "number": f"ListNumber{deep}"}.get(each.kind, "")  # fmt: skip
            runs = "".join(self._rich(run, tongue) for run in each.runs)
            if at == 0 and first:
                runs = xml.run(first, tongue) + runs
            if at == len(found) - 1:
                runs += last
            yield xml.paragraph(runs, tongue, style=style)

    def _rich(self, run: rich.Run, tongue: Tongue) -> str:
        look: dict[str, Any] = {"bold": run.bold, "italic": run.italic}
        if not run.link:
            return xml.run(run.text, tongue, **look)
        target = told.absolute(run.link) if run.link.startswith("/") else run.link
        relation = self._links.get(target)
        if relation is None:
            relation = self.doc.part.relate_to(
                target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
            self._links[target] = relation
        return xml.link(
            xml.run(run.text, tongue, color="0563C1", underlined=True, **look), relation
        )


def paragraphs(source: str) -> list[rich.Paragraph]:
    """A text without markup needs no reader of Markdown, which most of the time went to."""
    if any(sign in source for sign in "*_`[]<>#|\\&~=\t") or _begins_a_list(source):
        return rich.paragraphs(source)
    blocks = (block for block in source.split("\n\n") if block.strip())
    return [rich.Paragraph([rich.Run(" ".join(block.split()))]) for block in blocks]


def _begins_a_list(source: str) -> bool:
    """Whether a line could begin a list, a rule or a piece of code."""
    return any(
        line[:1] in "-+ " or line.lstrip()[:1] in "-+" or line[:1].isdigit()
        for line in source.split("\n")
        if line
    )


def _fit(text: str) -> str:
    """Without what XML has no place for."""
    text = text.replace("\r\n", "\n").translate(_UNFIT)
    return text.encode("utf-8", "ignore").decode()


def _anchor(inside: str, name: str) -> str:
    """A link to a place in the document."""
    return f'<w:hyperlink w:anchor="{name}">{inside}</w:hyperlink>'


def _bookmark(inside: str, name: str, number: int) -> str:
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'


def _tongue_of(text: str, fallback: str) -> str:
    """A language of the direction in which a name is written."""
    way = languages.text_direction(text, languages.direction(fallback))
    if way == languages.direction(fallback):
        return fallback
    return "ar" if way == "rtl" else "en"


def _not_translated(language: str) -> str:
    own = languages.current().code
    said = _("Not translated yet. This is the text in %(language)s.")
    return said % {"language": languages.language_in_sentence(language, own)}


def _moment(moment: datetime) -> str:
    """With its zone: a file is read anywhere."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"
