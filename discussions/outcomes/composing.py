"""The form in which an outcome is written: what was sent, and what is shown of it.

A page has every paragraph in the original language and one other beside it; what an outcome says
in further languages is not sent, and stays. What a paragraph rests on is not sent either, but for
what is to be added or taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from discussions.models import Outcome, Post, Topic
from discussions.outcomes import wording
from discussions.outcomes.reading import published_posts
from discussions.outcomes.shown import Candidate, candidates
from hub import languages
from hub.forms.keyed import new_key

_ADDRESS = re.compile(r"(?:/spaces/posts/|#post-)(\d{1,15})(?!\d)")
_BETWEEN = re.compile(r"[\s,;،；，、]+")
_NUMBER = re.compile(r"[#№]?(\d{1,9})")
_RANGE = re.compile(r"[#№]?(\d{1,9})[-–—][#№]?(\d{1,9})")
_LONGEST_RANGE = 200


@dataclass
class Box:
    """One text of a paragraph, or of what changed, in one language."""

    name: str
    language: str
    text: str
    is_original: bool
    errors: list[str] = field(default_factory=list)
    # What somebody else saved here meanwhile, where it differs.
    saved: str | None = None


@dataclass
class Part:
    """A paragraph of the form, `number` counting from 1."""

    number: int
    pk: int | None
    boxes: list[Box]
    rests: list[Candidate]
    adding: str = ""
    dropping: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"p{self.number}"

    def renumber(self, number: int) -> None:
        self.number = number
        for box in self.boxes:
            box.name = f"{self.prefix}-{box.language}"

    @property
    def wrong(self) -> list[str]:
        return [*self.errors, *(error for box in self.boxes for error in box.errors)]


@dataclass
class Sheet:
    """The form as it is drawn. seen: the number of the draft that it shows."""

    seen: int
    original: str
    beside: str
    parts: list[Part]
    changed: list[Box]
    key: str = field(default_factory=new_key)
    errors: list[str] = field(default_factory=list)
    # Paragraphs that somebody else has saved and this form does not have, in the original.
    others: list[str] = field(default_factory=list)

    @property
    def shown_languages(self) -> list[str]:
        return [self.original, self.beside]

    @property
    def others_beside(self) -> list[str]:
        return [code for code in languages.CODES if code not in self.shown_languages]

    @property
    def is_wrong(self) -> bool:
        return bool(
            self.errors
            or any(part.wrong for part in self.parts)
            or any(box.errors for box in self.changed)
        )

    def rearrange(self, do: str) -> None:
        """Carry out `up-2`, `down-2` or `remove-2`; anything else changes nothing."""
        what, _dash, which = do.partition("-")
        at = number_in(which) - 1
        if not 0 <= at < len(self.parts):
            return
        if what == "remove":
            del self.parts[at]
        elif what in ("up", "down"):
            to = at + (1 if what == "down" else -1)
            if 0 <= to < len(self.parts):
                self.parts[at], self.parts[to] = self.parts[to], self.parts[at]
        for number, part in enumerate(self.parts, start=1):
            part.renumber(number)

    def say(self, wrong: dict[str, str]) -> None:
        """Put what an action refused beside what it is about."""
        places: dict[str, list[str]] = {
            f"changed-{box.language}": box.errors for box in self.changed
        }
        for part in self.parts:
            places[f"paragraph-{part.number}"] = part.errors
            for box in part.boxes:
                places[f"paragraph-{part.number}-{box.language}"] = box.errors
        for name, message in wrong.items():
            places.get(name, self.errors).append(str(message))


def beside_of(topic: Topic, original: str, asked: str) -> str:
    """The language beside the original: the one asked for, else the reader's, else the next."""
    offered = [code for code in languages.CODES if code != original]
    for code in (asked, languages.current().code):
        if code in offered:
            return code
    return offered[0]


def of_draft(topic: Topic, outcome: Outcome | None, beside: str, *, blank: bool) -> Sheet:
    """The form as the draft has it. blank: with one more paragraph at its end."""
    original = outcome.original_language if outcome else topic.original_language
    content = wording.content_of(outcome)
    rests = _rests(content, outcome)
    shown = (original, beside)
    parts = [
        Part(
            number,
            each["id"],
            _boxes(f"p{number}", each["texts"], shown),
            [rests[post] for post in each["posts"]],
        )
        for number, each in enumerate(content["paragraphs"], start=1)
    ]
    if blank or not parts:
        number = len(parts) + 1
        parts.append(Part(number, None, _boxes(f"p{number}", {}, shown), []))
    return Sheet(
        seen=outcome.number if outcome else 0,
        original=original,
        beside=beside,
        parts=parts,
        changed=_boxes("changed", content["changed"], shown),
    )


def of_sent(topic: Topic, outcome: Outcome | None, sent: QueryDict) -> Sheet:
    """The form as it was sent, with all that was typed."""
    own = outcome.original_language if outcome else topic.original_language
    beside = beside_of(topic, own, sent.get("beside", ""))
    content = wording.content_of(outcome)
    known = {each["id"]: each for each in content["paragraphs"]}
    rests = _rests(content, outcome)
    parts = []
    for number in range(1, min(number_in(sent.get("count")), wording.MOST_PARAGRAPHS + 1) + 1):
        prefix = f"p{number}"
        pk = number_in(sent.get(f"{prefix}-id")) or None
        posts = known[pk]["posts"] if pk in known else []
        parts.append(
            Part(
                number,
                pk if pk in known else None,
                _boxes(prefix, _texts(sent, prefix, (own, beside)), (own, beside)),
                [rests[post] for post in posts],
                adding=sent.get(f"{prefix}-add", "")[:2_000],
                dropping=[number_in(each) for each in sent.getlist(f"{prefix}-drop")],
            )
        )
    changed = _boxes("changed", _texts(sent, "changed", (own, beside)), (own, beside))
    key = sent.get("key") or new_key()
    return Sheet(number_in(sent.get("seen")), own, beside, parts, changed, key=key)


def payload(sheet: Sheet, topic: Topic, kept: int = 0) -> tuple[dict[str, Any], dict[str, str]]:
    """What `save_outcome` is given, and what is wrong with the posts that were named.

    kept: the number of a paragraph that is kept although nothing is in it yet.
    """
    named = find_posts(topic, [part.adding for part in sheet.parts])
    paragraphs, wrong = [], {}
    for part, (found, unknown) in zip(sheet.parts, named, strict=True):
        if unknown:
            said = _("There is no post that can be read here under: %(numbers)s.")
            wrong[f"paragraph-{part.number}"] = said % {"numbers": _(", ").join(unknown)}
        kept_posts = [each.pk for each in part.rests if each.pk not in part.dropping]
        paragraphs.append(
            {
                "id": part.pk,
                "texts": {box.language: box.text for box in part.boxes},
                "posts": list(dict.fromkeys([*kept_posts, *found])),
                "keep": part.number == kept,
            }
        )
    changed = {box.language: box.text for box in sheet.changed}
    return {"paragraphs": paragraphs, "changed": changed, "seen": sheet.seen}, wrong


def find_posts(topic: Topic, typed: Iterable[str]) -> list[tuple[list[int], list[str]]]:
    """For each line of numbers (`12`, `#12`, `3-7`) and addresses, the keys of the posts that are
    meant, and what no post of the topic that can be read is known by. Two queries."""
    lines = [_read(line) for line in typed]
    numbers = {number for line in lines for number, _key, _as in line if number}
    keys = {key for line in lines for _number, key, _as in line if key}
    posts = published_posts(topic)
    by_number = dict(posts.filter(position__in=numbers).values_list("position", "pk"))
    there = set(posts.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    answer = []
    for line in lines:
        found, unknown = [], []
        for number, key, written in line:
            post = by_number.get(number) if number else (key if key in there else None)
            if post is None:
                unknown.append(written)
            else:
                found.append(post)
        answer.append((list(dict.fromkeys(found)), list(dict.fromkeys(unknown))))
    return answer


def _read(line: str) -> list[tuple[int, int, str]]:
    """Numbers and keys in a line; both 0 for what is neither."""
    found = []
    for word in _BETWEEN.split(line.strip()):
        if not word:
            continue
        span, one, address = _RANGE.fullmatch(word), _NUMBER.fullmatch(word), _ADDRESS.search(word)
        if span:
            first, last = int(span[1]), int(span[2])
            if first <= last < first + _LONGEST_RANGE:
                found += [(number, 0, str(number)) for number in range(first, last + 1)]
            else:
                found.append((0, 0, word[:60]))
        elif one:
            found.append((int(one[1]), 0, word))
        else:
            found.append((0, int(address[1]) if address else 0, word[:60]))
    return found


def compare(sheet: Sheet, saved: wording.Content) -> None:
    """Set beside what was typed what somebody else saved meanwhile."""
    known = {each["id"]: each for each in saved["paragraphs"]}
    for part in sheet.parts:
        other = known.pop(part.pk, None)
        for box in part.boxes:
            text = other["texts"].get(box.language, "") if other else None
            if text is not None and text != box.text.strip():
                box.saved = text
    for box in sheet.changed:
        text = saved["changed"].get(box.language, "")
        if text != box.text.strip():
            box.saved = text
    sheet.others = [
        each["texts"].get(sheet.original) or next(iter(each["texts"].values()), "")
        for each in known.values()
    ]


def _boxes(prefix: str, texts: dict[str, str], codes: tuple[str, str]) -> list[Box]:
    return [
        Box(f"{prefix}-{code}", code, texts.get(code, ""), number == 0)
        for number, code in enumerate(codes)
    ]


def _texts(sent: QueryDict, prefix: str, codes: tuple[str, str]) -> dict[str, str]:
    return {code: _plain_lines(sent.get(f"{prefix}-{code}", "")) for code in codes}


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")


def number_in(value: object) -> int:
    """A key or a number that a page sent; 0 for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _rests(content: wording.Content, outcome: Outcome | None) -> dict[int, Candidate]:
    keys = {post for each in content["paragraphs"] for post in each["posts"]}
    if not keys:
        return {}
    posts = Post.objects.filter(pk__in=keys).select_related("author", "organisation").defer("html")
    return {each.pk: each for each in candidates(posts, {}, outcome)}
