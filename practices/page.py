"""What the page of a practice shows, in the reader's language and from few queries.

The children of a practice are read from the version that is shown (its live revision, or a
draft), which holds them all; actions write versions and rows together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub import languages, richtext, vocabulary
from hub.languages import Language
from hub.models import StoredFile
from practices import staleness
from practices.attached import Attached, attached
from practices.files import as_uuid
from practices.links import Named, address, listed
from practices.models import Practice, PracticeText, TextOrigin, Theme
from practices.rendering import excerpt_of, html_of

_TITLES = {
    column.name: column.verbose_name
    for column in PracticeText._meta.concrete_fields
    if column.name in PracticeText.SECTIONS
}


@dataclass(frozen=True)
class Tab:
    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Section:
    name: str
    title: str | Promise
    html: SafeString


@dataclass
class PracticePage:
    """One practice in one of its texts, for one reader.

    content: the version of the facts, as `Practice.serializable_data` gives it.
    texts: those that the reader may see. asked: the text that the address asks for, as it says.
    path: where the page lives without a query.
    """

    practice: Practice
    content: Mapping[str, Any]
    texts: Sequence[PracticeText]
    path: str
    asked: str = ""
    language: Language = field(default_factory=languages.current)

    def _children(self, relation: str) -> list[dict[str, Any]]:
        return self.content.get(relation) or []

    # Texts

    @cached_property
    def _by_code(self) -> dict[str, PracticeText]:
        return {text.language: text for text in self.texts}

    @cached_property
    def _chosen(self) -> str:
        """The language that was asked for, as its tag is kept; "" for what is no tag."""
        return languages.normalise(self.asked) if languages.tag_is_valid(self.asked) else ""

    @cached_property
    def text(self) -> PracticeText:
        """The text that was asked for, else the reader's, else the original, else any."""
        return self._by_code.get(self._chosen) or self._default_for(self.language.code)

    def _default_for(self, reader: str) -> PracticeText:
        """What a reader of a language sees unasked."""
        for code in (reader, self.practice.original_language):
            if code in self._by_code:
                return self._by_code[code]
        return self.texts[0]

    @property
    def not_there(self) -> str:
        """What the reader asked for, or reads in, and has no text: the name of a language; ""
        where there is nothing to say."""
        if self.asked and self._chosen not in self._by_code:
            return self._named(self._chosen) if self._chosen else f"“{self.asked[:40]}”"
        if self.language.code not in self._by_code:
            return self._named(self.language.code)
        return ""

    def _named(self, code: str) -> str:
        return languages.language_in_sentence(code, self.language.code)

    @property
    def is_machine_made(self) -> bool:
        return self.text.origin == TextOrigin.MACHINE

    @cached_property
    def is_stale(self) -> bool:
        """Whether the original has changed since the text that is shown was translated."""
        original = self._by_code.get(self.practice.original_language)
        return (
            original is not None
            and original is not self.text
            and staleness.is_stale(self.text, original)
        )

    @cached_property
    def original(self) -> Tab | None:
        """The original, where another text is shown."""
        own = self.practice.original_language
        return next((tab for tab in self.tabs if tab.code == own and not tab.current), None)

    @cached_property
    def tabs(self) -> list[Tab]:
        """One for each text: the reader's language first, then the original, then by name."""
        tabs = [
            Tab(
                code=text.language,
                name=languages.language_name(text.language, text.language),
                url=self.text_url(text),
                current=text is self.text,
            )
            for text in self.texts
        ]
        first = (self.language.code, self.practice.original_language)
        return sorted(
            tabs,
            key=lambda tab: (first.index(tab.code) if tab.code in first else 2, tab.name),
        )

    def text_url(self, text: PracticeText) -> str:
        """The one address of a text within the reader's language."""
        return self._address_of(text, self.language)

    def _address_of(self, text: PracticeText, reader: Language) -> str:
        path = f"/{reader.path}/{self.path.lstrip('/').partition('/')[2]}"
        if text is self._default_for(reader.code):
            return path
        return f"{path}?{urlencode({'text': text.language})}"

    def _canonical_of(self, text: PracticeText) -> str:
        """The one address of a text, with scheme and host: the page in the text's own language,
        where it stands unasked, or in English where the interface does not have that language."""
        own = languages.get(text.language)
        return f"{settings.HUB_BASE_URL}{self._address_of(text, own)}"

    @property
    def canonical(self) -> str:
        return self._canonical_of(self.text)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The tag and the address of each text, and of what stands for every other language;
        none where there is one text."""
        if len(self.texts) < 2:
            return []
        rest = self._default_for(languages.DEFAULT)
        each = [(languages.html_tag(text.language), text) for text in self.texts]
        return [(tag, self._canonical_of(text)) for tag, text in [*each, ("x-default", rest)]]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        above = address("search:practices")
        return [(_("Practices"), above)] if above else []

    @property
    def sections(self) -> list[Section]:
        return [
            Section(name, _TITLES[name], html_of(self.text, name))
            for name in PracticeText.SECTIONS
            if getattr(self.text, name)
        ]

    @cached_property
    def summary(self) -> SafeString:
        return html_of(self.text, "summary")

    @cached_property
    def description(self) -> str:
        return excerpt_of(self.text)

    # Facts

    @cached_property
    def objectives(self) -> list[int]:
        return [each["number"] for each in self._children("objectives")]

    @cached_property
    def objectives_named(self) -> list[vocabulary.Objective]:
        return [vocabulary.objective(number) for number in self.objectives]

    @property
    def primary(self) -> list[int]:
        """The objectives that the source names as primary, in its order."""
        ranked = [each for each in self._children("objectives") if each["rank"]]
        return [each["number"] for each in sorted(ranked, key=lambda each: each["rank"])]

    @property
    def objectives_are_inferred(self) -> bool:
        return any(each["inferred"] for each in self._children("objectives"))

    @property
    def wording_is_unverified(self) -> bool:
        """Whether a name of an objective shown is our own rendering in the reader's language."""
        return not all(
            each.short_is_verified(self.language.code) for each in self.objectives_named
        )  # fmt: skip

    @property
    def resolution_url(self) -> str:
        return vocabulary.resolution_url(self.language.code)

    def _terms(self, relation: str, column: str, set_name: str) -> list[tuple[Any, str]]:
        """Values of a closed set with their names; one that is known no more is left out."""
        known = vocabulary.set_named(set_name)
        values = [each[column] for each in self._children(relation)]
        return [
            (value, known.label(value, self.language.code)) for value in values if value in known
        ]

    @property
    def levels(self) -> list[Named]:
        return [
            Named(name, listed("level", key))
            for key, name in self._terms("levels", "level", "level")
        ]

    @property
    def country_codes(self) -> list[str]:
        return [iso2 for iso2, _name in self._terms("countries", "country", "country")]

    @cached_property
    def countries(self) -> list[Named]:
        return [
            Named(name, address("search:country", iso2))
            for iso2, name in self._terms("countries", "country", "country")
        ]

    @property
    def regions(self) -> list[Named]:
        return [
            Named(name, listed("region", key))
            for key, name in self._terms("regions", "region", "region")
        ]

    @property
    def principles(self) -> list[Named]:
        return [
            Named(name, listed("principle", number))
            for number, name in self._terms("principles", "number", "principle")
        ]

    @property
    def sdgs(self) -> list[Named]:
        return [
            Named(f"{number} {name}", listed("sdg", number))
            for number, name in self._terms("sdgs", "number", "sdg")
        ]

    @cached_property
    def themes(self) -> list[Named]:
        ids = [each["tag"] for each in self._children("theme_items")]
        found = Theme.objects.in_bulk(ids) if ids else {}
        return [
            Named(theme.name, listed("theme", theme.slug), theme.language)
            for theme in (found.get(pk) for pk in ids)
            if theme is not None
        ]

    def _organisations(self, part: str) -> list[Named]:
        rows = [each for each in self._children("organisations") if each["part"] == part]
        return [
            Named(
                name=each["name"],
                url=listed("organisation", each["organisation"]) if each["organisation"] else "",
                code=each["language"],
            )
            for each in sorted(rows, key=lambda each: each["position"])
        ]

    @cached_property
    def led_by(self) -> list[Named]:
        return self._organisations("implementing")

    @cached_property
    def partners(self) -> list[Named]:
        return self._organisations("partner")

    @property
    def organisation_kinds(self) -> list[Named]:
        """What kinds of organisations lead it or are partners, each once."""
        found = dict(self._terms("organisations", "kind", "organisation_kind"))
        return [Named(name, listed("organisation_kind", key)) for key, name in found.items()]

    @property
    def submitted_by(self) -> Named | None:
        """The organisation whose practice it is, where the secretariat has verified it."""
        body = self.practice.organisation
        if body is None or not body.is_verified:
            return None
        return Named(body.name, listed("organisation", body.pk), body.name_language)

    @property
    def links(self) -> list[Named]:
        rows = sorted(self._children("links"), key=lambda each: each["position"])
        return [
            Named(each["label"] or _host(each["url"]), each["url"], each["language"])
            for each in rows
            if richtext.link_is_allowed(each["url"])
        ]

    @cached_property
    def files(self) -> list[Attached]:
        """Its files; a version is shown to nobody who may not read the files that it has."""
        rows = sorted(self._children("files"), key=lambda each: each["position"])
        found = StoredFile.objects.in_bulk([each["file"] for each in rows]) if rows else {}
        pairs = ((each, found.get(as_uuid(each["file"]))) for each in rows)
        return [attached(each, file) for each, file in pairs if file is not None]

    @property
    def type(self) -> str:
        return _name_in("type", self.practice.type, self.language.code)

    @property
    def years(self) -> str:
        """When it ran, in words; "" where no year is known."""
        start, end = self.practice.start_year, self.practice.end_year
        if start and end:
            return str(start) if start == end else f"{start}–{end}"
        if start:
            return _("since %(year)s") % {"year": start}
        if end:
            return _("until %(year)s") % {"year": end}
        return ""

    @property
    def evidence(self) -> vocabulary.Evidence | None:
        key = self.practice.evidence
        return vocabulary.evidence(key) if key in vocabulary.set_named("evidence") else None

    @property
    def licence(self) -> vocabulary.Licence:
        key = self.practice.licence
        known = key in vocabulary.set_named("licence")
        return vocabulary.licence(key if known else "not-stated")

    @property
    def provenance(self) -> str:
        return self.practice.provenance

    @property
    def source(self) -> Named | None:
        """Where it was imported from, as a reader knows the place."""
        url = self.practice.source_url
        return Named(_host(url), url) if richtext.link_is_allowed(url) else None


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return (host or url).removeprefix("www.")


def _name_in(set_name: str, key: str, language: str) -> str:
    known = vocabulary.set_named(set_name)
    return known.label(key, language) if key in known else key
