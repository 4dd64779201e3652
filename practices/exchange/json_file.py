"""A draft as JSON; `docs/exchange-format.md` describes it. The names are those of an import row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hub import languages
from practices.exchange import names, values
from practices.exchange.sheet import (
    MAX_JSON_BYTES,
    TEXT_NAMES,
    VERSION,
    Entry,
    Sheet,
    Trouble,
    fields_of,
    mark_of,
)
from practices.fields import FACTS, Field
from practices.models import OrganisationPart, TextOrigin

FORMAT = "gcm-hub-practice"
MAX_ITEMS = 300
_LONGEST_SHOWN = 80
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_PLAIN_FACTS = ("type", "levels", "countries", "regions", "start_year", "end_year", "principles",
                "sdgs", "organisations", "links", "evidence")  # fmt: skip
# In place of one value that was not understood: what is saved stays.
UNREADABLE: Any = object()
# Of the format of an import, and said here by somebody else than a file.
_NOT_TAKEN = ("id", "provenance", "licence", "source_url", "last_confirmed", "evidence_source",
              "objectives_source")  # fmt: skip
# One value in place of a list, as an import row may have it.
_SINGLE = {"levels": "level", "regions": "region"}


class NotOurs(ValueError):
    """The file cannot be read as an exchange file at all; the words say why."""


def write(sheet: Sheet) -> bytes:
    """The file of a sheet as `practices.exchange.sheets` makes it: with the codes of its fields."""
    row: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    row["title_language"] = sheet.original_language
    facts = {name: entry.value for name, entry in sheet.part(FACTS).items()}
    row |= {name: facts[name] for name in _PLAIN_FACTS if name in facts}
    if "objectives" in facts:
        row["objectives"] = facts["objectives"]["numbers"]
        row["primary_objectives"] = facts["objectives"]["primary"]
    if "theme_items" in facts:
        row["themes"] = facts["theme_items"]
    texts = []
    for language in sheet.languages:
        said = {name: entry.value for name, entry in sheet.part(language).items()}
        if language == sheet.original_language:
            row |= said
        else:
            origin = sheet.origins.get(language, TextOrigin.AUTHOR)
            texts.append({"language": language, "origin": origin, **said})
    row["texts"] = texts
    row["downloaded"] = {
        "practice": sheet.practice,
        "numbers": sheet.numbers,
        "fields": {
            str(field): f"{entry.base}:{mark_of(entry.value)}"
            for field, entry in sheet.entries.items()
            if entry.base
        },
    }
    return json.dumps(row, ensure_ascii=False, indent=2).encode() + b"\n"


def read(content: bytes) -> Sheet:
    """What a file says. Raises `NotOurs`; what is wrong with parts of it stands in the sheet."""
    if len(content) > MAX_JSON_BYTES:
        raise NotOurs(_("The file is too large."))
    try:
        row = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotOurs(_("The text cannot be read. Save it as UTF-8 and send it again.")) from error
    except (ValueError, RecursionError) as error:
        at = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise NotOurs(_("This is not JSON that can be read.") + at) from error
    if not isinstance(row, dict):
        raise NotOurs(_("The file does not hold one practice: one object in braces."))
    if row.get("format", FORMAT) != FORMAT:
        raise NotOurs(_("The file is of another format."))
    version = row.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        raise NotOurs(_("The file is of a version of the format that is not known here."))
    return _Reader(row).sheet


class _Reader:
    def __init__(self, row: dict[str, Any]) -> None:
        self.sheet = Sheet()
        self.row, self._read = row, {"format", "version", "downloaded", "texts", "title_language"}
        self._codes: Mapping[str, Any] = {}
        self._downloaded(row.get("downloaded"))
        self.sheet.original_language = self._language("title_language", row) or ""
        self._facts()
        self._texts()
        for name in row:
            if name in _NOT_TAKEN:
                self.sheet.notes.append(
                    _("%(field)s is in the file, and is not taken from files.") % {"field": name}
                )
            elif name not in self._read:
                self._trouble(name, _("The format has no field of this name."))

    def _trouble(self, where: str, reason: str, said: object = "") -> None:
        shown = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        self.sheet.troubles.append(Trouble(_tidy(where), reason, _tidy(shown)))

    def _downloaded(self, said: Any) -> None:
        if not isinstance(said, dict):
            return
        if _is_whole(said.get("practice")):
            self.sheet.practice = said["practice"]
        if isinstance(said.get("numbers"), dict):
            self.sheet.numbers = {
                str(part): number for part, number in said["numbers"].items() if _is_whole(number)
            }
        if isinstance(said.get("fields"), dict):
            self._codes = said["fields"]

    def _keep(self, field: Field, value: Any) -> None:
        base, _colon, mark = str(self._codes.get(str(field)) or "").partition(":")
        self.sheet.entries[field] = Entry(value, base[:16], bool(mark) and mark == mark_of(value))

    # Facts

    def _facts(self) -> None:
        readers: dict[str, Callable[[str, Any], Any]] = {
            **dict.fromkeys(values.SETS, self._terms),
            **dict.fromkeys(values.CHOICES, self._choice),
            **dict.fromkeys(values.YEARS, self._year),
            "links": self._links,
        }
        for name in ("type", "levels", "countries", "regions", "start_year", "end_year",
                     "principles", "sdgs", "links", "evidence"):  # fmt: skip
            self._fact(name, readers[name])
        self._fact("theme_items", self._themes, "themes")
        self._objectives()
        self._organisations()

    def _fact(self, name: str, reader: Callable[[str, Any], Any], called: str = "") -> None:
        called = called or name
        single = _SINGLE.get(name, "")
        self._read |= {called, single}
        if called in self.row:
            value = reader(called, self.row[called])
            if value is not UNREADABLE:
                self._keep(Field(FACTS, name), value)
        elif single and single in self.row:
            said = self.row[single]
            self._keep(Field(FACTS, name), reader(name, [said] if said else []))

    def _terms(self, name: str, said: Any) -> list[Any]:
        return list(self._terms_of(values.SETS[name][1], name, said))

    def _terms_of(self, set_name: str, called: str, said: Any) -> Iterable[Any]:
        for each in self._list(called, said):
            key = self._term(set_name, called, each)
            if key not in (None, ""):
                yield key

    def _term(self, set_name: str, called: str, said: Any) -> Any:
        if said in (None, ""):
            return ""
        if isinstance(said, bool) or not isinstance(said, str | int):
            self._trouble(called, _("This is neither a text nor a number."), said)
            return ""
        try:
            return names.term(set_name, str(said))
        except names.NotUnderstood:
            self._trouble(called, _("Nothing that can be chosen here is called so."), str(said))
            return ""

    def _choice(self, name: str, said: Any) -> Any:
        key = self._term(values.CHOICES[name], name, said)
        return key if key or not said else UNREADABLE

    def _year(self, name: str, said: Any) -> Any:
        if said in (None, ""):
            return None
        if isinstance(said, str) and said.strip().isdecimal() and len(said.strip()) <= 4:
            said = int(said)
        if not _is_whole(said):
            self._trouble(name, _("Write a year, such as 2021."), said)
            return UNREADABLE
        return int(said)

    def _objectives(self) -> None:
        self._read |= {"objectives", "primary_objectives"}
        if "objectives" not in self.row and "primary_objectives" not in self.row:
            return
        numbers, primary = (
            list(self._terms_of("objective", name, self.row.get(name)))
            for name in ("objectives", "primary_objectives")
        )
        self._keep(
            Field(FACTS, "objectives"),
            {"numbers": sorted(dict.fromkeys(numbers)), "primary": list(dict.fromkeys(primary))},
        )

    def _themes(self, called: str, said: Any) -> list[dict[str, str]]:
        found = []
        for where, each in self._objects(called, said, "name"):
            name = " ".join(self._text(f"{where}, name", each.get("name")).split())
            if name:
                language = self._language("language", each, where) or self.sheet.original_language
                found.append({"name": name, "language": language})
        return found

    def _links(self, called: str, said: Any) -> list[dict[str, str]]:
        found = []
        for where, each in self._objects(called, said, "url"):
            url = self._text(f"{where}, url", each.get("url")).strip()
            if url:
                label = " ".join(self._text(f"{where}, label", each.get("label")).split())
                language = self._language("language", each, where) or ""
                found.append({"url": url, "label": label, "language": language})
        return found

    def _organisations(self) -> None:
        alike = ("lead_organisation", "stakeholder_type", "partner_organisations")
        self._read |= {"organisations", *alike}
        rows: list[Any] = []
        if "organisations" in self.row:
            rows = list(self._objects("organisations", self.row["organisations"], "name"))
        elif any(name in self.row for name in alike):
            lead = {"name": self.row.get("lead_organisation"),
                    "kind": self.row.get("stakeholder_type")}  # fmt: skip
            rows = [("lead_organisation", lead)]
            partners = self._objects(alike[2], self.row.get(alike[2]), "name")
            rows += [(where, {**each, "part": "partner"}) for where, each in partners]
        else:
            return
        found = [self._organisation(where, each) for where, each in rows]
        self._keep(Field(FACTS, "organisations"), [each for each in found if each["name"]])

    def _organisation(self, where: str, said: Mapping[str, Any]) -> dict[str, str]:
        part = str(said.get("part") or OrganisationPart.IMPLEMENTING)
        if part not in OrganisationPart.values:
            self._trouble(
                f"{where}, part", _("Nothing that can be chosen here is called so."), part
            )
            part = str(OrganisationPart.PARTNER)
        return {
            "part": part,
            "name": " ".join(self._text(f"{where}, name", said.get("name")).split()),
            "language": self._language("language", said, where) or self.sheet.original_language,
            "kind": str(
                self._term("organisation_kind", f"{where}, kind", said.get("kind")) or ""
            ),
        }  # fmt: skip

    # Texts

    def _texts(self) -> None:
        if any(name in self.row for name in TEXT_NAMES):
            self._read |= set(TEXT_NAMES)
            if self.sheet.original_language:
                self._one_text(self.sheet.original_language, self.row, "")
            else:
                self._trouble("title_language", _("The language of the text is not named."))
        for where, each in self._objects("texts", self.row.get("texts"), ""):
            language = self._language("language", each, where)
            if not language:
                self._trouble(where, _("The language of the text is not named."))
            elif language in self.sheet.languages:
                self._trouble(where, _("There is another text in this language."), language)
            else:
                origin = each.get("origin")
                if origin in (TextOrigin.AUTHOR, TextOrigin.HUMAN):
                    self.sheet.origins[language] = str(origin)
                self._one_text(language, each, f"{where}, ")
                for name in each.keys() - {"language", "origin", *TEXT_NAMES}:
                    self._trouble(f"{where}, {name}", _("The format has no field of this name."))

    def _one_text(self, language: str, said: Mapping[str, Any], where: str) -> None:
        for field in fields_of(language):
            if field.name in said:
                self._keep(field, self._text(f"{where}{field.name}", said[field.name]).strip())

    # Pieces

    def _text(self, where: str, said: Any) -> str:
        if said is None:
            return ""
        if not isinstance(said, str):
            self._trouble(where, _("This is no text."), said)
            return ""
        return clean_text(said)

    def _language(self, name: str, said: Mapping[str, Any], where: str = "") -> str | None:
        value = said.get(name)
        if value in (None, ""):
            return None
        try:
            return names.language(value) if isinstance(value, str) else languages.normalise("")
        except (names.NotUnderstood, ValueError):
            place = f"{where}, {name}" if where else name
            self._trouble(place, _("No language is known by this name or code."), value)
            return None

    def _list(self, called: str, said: Any) -> list[Any]:
        if said is None:
            return []
        if not isinstance(said, list) or len(said) > MAX_ITEMS:
            self._trouble(called, _("This is no list, or one that is too long."), said)
            return []
        return said

    def _objects(
        self, called: str, said: Any, text_as: str
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for at, each in enumerate(self._list(called, said), start=1):
            if text_as and isinstance(each, str):
                each = {text_as: each}
            if isinstance(each, dict):
                yield f"{called} {at}", each
            else:
                self._trouble(f"{called} {at}", _("This is no object in braces."), each)


def clean_text(said: str) -> str:
    """With one kind of line ends, and without what no database takes."""
    return _UNFIT.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def _tidy(said: str) -> str:
    said = clean_text(said)
    return said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…"


def _is_whole(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**15
