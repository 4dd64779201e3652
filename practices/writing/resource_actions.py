"""What writers do to the links and files of a practice, one at a time.

Each of them is named by a key that its page shows: a file by its own, a link by what it says. Who
acts on an old page names something that is no longer so, and is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages
from hub.actions import Act, Refused, action
from hub.models import StoredFile
from practices.actions.drafting import keep_facts
from practices.models import Practice
from practices.permissions import can_write

MAX_LINKS = 50
MAX_FILES = 20
LONGEST_LABEL = 200
LONGEST_URL = 1_000
RELATIONS = ("links", "files")
_is_web_address = URLValidator(schemes=["http", "https"])

Child = dict[str, Any]


def key_of(relation: str, child: Mapping[str, Any]) -> str:
    """What a page calls one of the links or files."""
    if relation == "files":
        return str(child["file"])
    said = "\n".join(str(child.get(name) or "") for name in ("url", "label", "language"))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def in_order(content: Mapping[str, Any], relation: str) -> list[Child]:
    """The links or files of a version of the facts."""
    return sorted(content.get(relation) or [], key=lambda child: child["position"])


@action("practice.add-link")
def add_link(
    act: Act, *, practice: Practice, url: str, label: str, language: str
) -> dict[str, Any]:  # fmt: skip
    """A link, last. Answers `{"key": "…"}`."""
    row, links = _read(act, practice, "links")
    if len(links) >= MAX_LINKS:
        raise Refused(_enough(len(links)))
    child = {"pk": None, "url": _address(url, links), **_said(label, language)}
    _write(act, row, "links", [*links, child])
    return {"key": key_of("links", child)}


@action("practice.change-resource")
def change_resource(
    act: Act,
    *,
    practice: Practice,
    relation: str,
    item: str,
    label: str,
    language: str,
    url: str | None = None,
) -> dict[str, Any]:
    """Another label or language of a link or file; of a link another address too. Answers
    `{"key": "…"}`, which is what it is called from now on."""
    row, children = _read(act, practice, relation)
    at = _find(relation, children, item)
    changed = {**children[at], **_said(label, language)}
    if relation == "links" and url is not None:
        changed["url"] = _address(url, children[:at] + children[at + 1 :])
    children[at] = changed
    _write(act, row, relation, children)
    return {"key": key_of(relation, changed)}


@action("practice.move-resource")
def move_resource(
    act: Act, *, practice: Practice, relation: str, item: str, by_places: int
) -> dict[str, Any]:  # fmt: skip
    """So many places down, or up where it is less than 0. Answers `{"changed": true}`."""
    row, children = _read(act, practice, relation)
    at = _find(relation, children, item)
    to = max(0, min(len(children) - 1, at + by_places))
    if to == at:
        return {"changed": False}
    children.insert(to, children.pop(at))
    _write(act, row, relation, children)
    return {"changed": True}


@action("practice.remove-resource")
def remove_resource(act: Act, *, practice: Practice, relation: str, item: str) -> dict[str, Any]:
    """Take a link or file out of the draft; what is public keeps it until the draft is published.
    Answers `{"name": "…"}`."""
    row, children = _read(act, practice, relation)
    gone = children.pop(_find(relation, children, item))
    _write(act, row, relation, children)
    return {"name": gone["label"] or gone.get("url", "")}


def attach(act: Act, row: Practice, file: StoredFile, about: Mapping[str, Any]) -> None:
    """Put a file that has just come in to the draft, last; `row` is locked."""
    row, files = _read(act, row, "files")
    refuse_one_file_more(len(files))
    said = _said(str(about.get("label") or ""), str(about.get("language") or ""))
    _write(act, row, "files", [*files, {"pk": None, "file": str(file.pk), **said}])


def refuse_one_file_more(there: int) -> None:
    """Raise `Refused` where a practice has as many files as it may."""
    if there >= MAX_FILES:
        raise Refused({"file": _enough(there)})


def _enough(there: int) -> str:
    return ngettext(
        "There is %(number)s of them already, and there can be no more.",
        "There are %(number)s of them already, and there can be no more.",
        there,
    ) % {"number": there}


def _read(act: Act, practice: Practice, relation: str) -> tuple[Practice, list[Child]]:
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_write(act.user, row))
    if relation not in RELATIONS:
        raise Refused(_("There is no such list."))
    return row, in_order(row.get_latest_revision_as_object().serializable_data(), relation)


def _write(act: Act, row: Practice, relation: str, children: list[Child]) -> None:
    numbered = [{**child, "position": at} for at, child in enumerate(children)]
    keep_facts(act, row, {relation: numbered}, seen=row.draft_number)
    act.details |= {"practice": row.pk, "relation": relation}


def _find(relation: str, children: list[Child], item: str) -> int:
    for at, child in enumerate(children):
        if key_of(relation, child) == item:
            return at
    raise Refused(_("The list has changed meanwhile. Look at it again."))


def _address(url: str, others: list[Child]) -> str:
    url = url.strip()
    try:
        _is_web_address(url)
    except ValidationError as error:
        raise Refused(
            {"url": _("Enter an address that begins with https:// or http://.")}
        ) from error
    if len(url) > LONGEST_URL:
        raise Refused({"url": _("This address is too long.")})
    if any(other["url"] == url for other in others):
        raise Refused({"url": _("This link is there already.")})
    return url


def _said(label: str, language: str) -> Child:
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        raise Refused(
            {"label": _("Use at most %(number)s characters.") % {"number": LONGEST_LABEL}}
        )
    try:
        code = languages.normalise(language) if language else ""
    except ValueError as error:
        raise Refused({"language": _("This is no language.")}) from error
    return {"label": label, "language": code}
