"""What the secretariat typed as synonyms, read and checked field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Refused
from search.concepts import Concept, Concepts, is_asked_only, is_heard_only, names_in, shipped
from search.engines.embedded import expanding, terms
from search.models import Synonyms

# Of one language: names, and characters of each.
MOST = 60
LONGEST = 80
Names = Mapping[str, Sequence[str]]
# What people write for a comma and for quotes, beside the plain ones.
_QUOTED = re.compile(r'"([^"]*)"')
_COMMAS = re.compile(r"[,،，、;؛；\r\n]+")
_QUOTES = re.compile(r"[“”„«»\"]")
_MARKED = re.compile(r'"[^"()]+"|\([^"()]+\)|[^"()]+')


def field(code: str) -> str:
    """The name of the field of a language."""
    return f"names_{code}"


def read(lines: Mapping[str, str]) -> dict[str, list[str]]:
    """The names by language, from a line for each. Raises `Refused`, by field."""
    wrong: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for code in languages.CODES:
        line = terms.clean(_QUOTES.sub('"', _COMMAS.sub(",", lines.get(code, ""))))
        # French sets blanks inside its quotes, also those that do not break a line.
        line = _QUOTED.sub(lambda quoted: f'"{quoted[1].strip()}"', " ".join(line.split()))
        found = list(names_in(line))
        problem = _too_many(found) or next(filter(None, (_wrong(each, code) for each in found)), "")
        if problem:
            wrong[field(code)] = problem
        elif found:
            names[code] = found
    if wrong:
        raise Refused(wrong)
    return names


def _too_many(names: Sequence[str]) -> str:
    if len(names) <= MOST:
        return ""
    return _("These are %(count)s names; %(most)s are the most.") % {
        "count": len(names), "most": MOST,
    }  # fmt: skip


def _wrong(name: str, code: str) -> str:
    """What is wrong with a name, "" where nothing is."""
    said = {"name": name[:LONGEST], "most": LONGEST}
    if len(name) > LONGEST:
        return _("“%(name)s…” is longer than %(most)s characters.") % said
    if not _MARKED.fullmatch(name):
        return _("%(name)s: quotes and brackets stand around a whole name, or nowhere.") % said
    words = terms.tokens(name, terms.OTHER)
    if is_heard_only(name):
        if len(words) < 2:
            return _("%(name)s: a name in quotes has two words at least.") % said
        return ""
    telling = terms.tokens(name, code)
    if not telling:
        return _("“%(name)s” consists of words that search does not look at.") % said
    if len(telling) == 1 and len(telling[0].form) == 1 and telling[0].form < "\u3400":
        return _("“%(name)s” is too short to mean one thing.") % said
    return ""


def refuse_too_few(names: Names, same_as: str) -> None:
    """`Refused` where nothing is the same as anything, or nobody could name it."""
    every = [name for some in names.values() for name in some]
    if len(every) < (1 if same_as else 2):
        said = _("Give two names at least: in one language, or in two.")
        if same_as:
            said = _("Give one name at least.")
        raise Refused({field(languages.DEFAULT): said})
    if not same_as and all(is_asked_only(name) for name in every):
        raise Refused(
            {field(languages.DEFAULT): _("Nobody can search with names that are all in brackets.")}
        )


def refuse_clashes(names: Names, row: Synonyms) -> None:
    """`Refused` where a name stands in others of the secretariat's own that are in use."""
    others = Synonyms.objects.filter(is_on=True).exclude(pk=row.pk).order_by("pk")
    own = [(each, _concept(each.names)) for each in others]
    known = expanding.Thesaurus(Concepts(tuple(concept for _each, concept in own), (), frozenset()))
    wrong = {}
    for code, some in names.items():
        for name in some:
            numbers = () if is_asked_only(name) else known.naming(name, code)
            if numbers:
                wrong[field(code)] = _(
                    "“%(name)s” stands in “%(others)s” already: add the others there, or take it "
                    "out there first."
                ) % {"name": name, "others": own[numbers[0]][0]}
                break
    if wrong:
        raise Refused(wrong)


def _concept(names: Names) -> Concept:
    return {code: tuple(some) for code, some in names.items()}


def key_named(said: str) -> str:
    """The key of the one concept of the files or the vocabulary that has a name, in any language;
    "" for nothing. Raises `Refused`."""
    said = " ".join(terms.clean(said).split())
    if not said or said in shipped().keys:
        return said
    known = expanding.shipped_thesaurus()
    numbers = {number for code in languages.CODES for number in known.naming(said, code)}
    found = [key for number, key in enumerate(shipped().keys) if number in numbers]
    # A country stands in a file and in the vocabulary: the file has more names for it.
    files = [key for key in found if ":" not in key] or found
    if not files:
        raise Refused({"same_as": _("Search knows no such name.")})
    if len(files) > 1:
        said_all = _("It names more than one thing; write one of these: %(names)s.")
        raise Refused({"same_as": said_all % {"names": "; ".join(files[:8])}})
    return files[0]
