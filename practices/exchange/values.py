"""Plain values of fields, and the shape of a revision: from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.richtext import MAX_LENGTH
from practices.fields import FACTS, Field
from practices.models import OrganisationPart, PracticeText, Theme
from practices.writing.forms.facts import FIRST_YEAR, LAST_YEAR, MOST_THEMES
from practices.writing.resource_actions import LONGEST_LABEL, LONGEST_URL, MAX_LINKS

Content = dict[str, Any]

# Facts that are sets of terms: the column of the child, and the set.
SETS = {
    "levels": ("level", "level"),
    "countries": ("country", "country"),
    "regions": ("region", "region"),
    "principles": ("number", "principle"),
    "sdgs": ("number", "sdg"),
}
CHOICES = {"type": "type", "evidence": "evidence"}
YEARS = ("start_year", "end_year")
MOST_PRIMARY = 3
MAX_ORGANISATIONS = 100
LONGEST_NAME = 300
_is_web_address = URLValidator(schemes=["http", "https"])


class Impossible(ValueError):
    """A value that the field cannot have; the words say why."""


def plain(field: Field, content: Mapping[str, Any]) -> Any:
    """The value of a field in the content of a revision."""
    name, value = field.name, content.get(field.name)
    if field.part != FACTS:
        return str(value or "").replace("\r\n", "\n")
    if name in CHOICES:
        return str(value or "")
    if name in YEARS:
        return value
    rows: list[Content] = value or []
    if name == "objectives":
        ranked = sorted((row for row in rows if row.get("rank")), key=lambda row: row["rank"])
        return {
            "numbers": sorted(row["number"] for row in rows),
            "primary": [row["number"] for row in ranked],
        }
    if name in SETS:
        column, set_name = SETS[name]
        return _in_order(set_name, [row[column] for row in rows])
    if name == "theme_items":
        themes = Theme.objects.in_bulk([row["tag"] for row in rows])
        found = [themes[row["tag"]] for row in rows if row["tag"] in themes]
        return [{"name": theme.name, "language": theme.language} for theme in found]
    columns = ("part", "name", "language", "kind")
    if name == "organisations":
        rows = sorted(rows, key=lambda row: (row.get("part") or "", row.get("position") or 0))
    else:
        columns = ("url", "label", "language")  # type: ignore[assignment]  # three of another list
        rows = sorted(rows, key=lambda row: row.get("position") or 0)
    return [{column: str(row.get(column) or "") for column in columns} for row in rows]


def _in_order(set_name: str, keys: list[Any]) -> list[Any]:
    """Terms in the order of their set; what it does not know stands last."""
    order = {key: at for at, key in enumerate(vocabulary.set_named(set_name).keys)}
    return sorted(dict.fromkeys(keys), key=lambda key: (order.get(key, len(order)), str(key)))


def checked(field: Field, value: Any) -> Any:
    """The value as the field can have it. Raises `Impossible`."""
    if field.part != FACTS:
        return _text(field.name, value)
    if field.name in SETS:
        return _in_order(SETS[field.name][1], value)
    check: Callable[[Any], Any] = _CHECKS.get(field.name, lambda given: given)
    return check(value)


def _text(name: str, value: str) -> str:
    longest = PracticeText._meta.get_field("title").max_length if name == "title" else MAX_LENGTH
    if name == "title":
        value = " ".join(value.split())
    if len(value) > (longest or MAX_LENGTH):
        raise Impossible(
            _("It has %(length)s characters; %(longest)s are the most.")
            % {"length": len(value), "longest": longest}
        )
    return value.strip()


def _year(value: int | None) -> int | None:
    if value is not None and not FIRST_YEAR <= value <= LAST_YEAR:
        raise Impossible(
            _("A year stands between %(first)s and %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return value


def _objectives(value: dict[str, list[int]]) -> dict[str, list[int]]:
    primary = list(dict.fromkeys(value["primary"]))
    if len(primary) > MOST_PRIMARY:
        raise Impossible(_("Name no more than three as the most important."))
    return {"numbers": sorted({*value["numbers"], *primary}), "primary": primary}


def _themes(value: list[Content]) -> list[Content]:
    longest = Theme._meta.get_field("name").max_length or 100
    found: dict[tuple[str, str], Content] = {}
    for each in value:
        if len(each["name"]) > longest:
            raise Impossible(
                _("“%(theme)s” is too long for a theme.") % {"theme": each["name"][:40] + "…"}
            )
        found.setdefault((each["name"].casefold(), each["language"]), each)
    if len(found) > MOST_THEMES:
        raise Impossible(_("Name no more than %(number)s themes.") % {"number": MOST_THEMES})
    return list(found.values())


def _organisations(value: list[Content]) -> list[Content]:
    if len(value) > MAX_ORGANISATIONS or any(len(each["name"]) > LONGEST_NAME for each in value):
        raise Impossible(
            _("Name no more than %(number)s organisations, with names of at most %(longest)s "
              "characters.") % {"number": MAX_ORGANISATIONS, "longest": LONGEST_NAME}
        )  # fmt: skip
    return value


def _links(value: list[Content]) -> list[Content]:
    found: dict[str, Content] = {}
    for each in value:
        try:
            _is_web_address(each["url"])
        except ValidationError as error:
            raise Impossible(
                _("“%(address)s” is no address that begins with https:// or http://.")
                % {"address": each["url"][:60]}
            ) from error
        if len(each["url"]) > LONGEST_URL or len(each["label"]) > LONGEST_LABEL:
            raise Impossible(_("An address or the name of a link is too long."))
        found.setdefault(each["url"], each)
    if len(found) > MAX_LINKS:
        raise Impossible(_("Name no more than %(number)s links.") % {"number": MAX_LINKS})
    return list(found.values())


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "start_year": _year,
    "end_year": _year,
    "objectives": _objectives,
    "theme_items": _themes,
    "organisations": _organisations,
    "links": _links,
}


def content(field: Field, value: Any, stored: Mapping[str, Any], themes: dict[str, int]) -> Any:
    """A checked value in the shape of a revision. Children that say what one of `stored` says are
    that one. themes: the keys of themes by `theme_key`."""
    name = field.name
    if field.part != FACTS or name in YEARS or name == "evidence":
        return value
    if name == "type":
        return value or "practice"
    rows: list[Content] = stored.get(name) or []
    if name == "objectives":
        known = {row["number"]: row for row in rows}
        ranks = {number: rank for rank, number in enumerate(value["primary"], start=1)}
        return [
            {**known.get(number, {"number": number}), "rank": ranks.get(number)}
            for number in value["numbers"]
        ]
    if name in SETS:
        column = SETS[name][0]
        there = {row[column]: row for row in rows}
        return [there.get(each) or {column: each} for each in value]
    if name == "theme_items":
        by_tag = {row["tag"]: row for row in rows}
        tags = [themes[theme_key(each)] for each in value]
        return [by_tag.get(tag) or {"tag": tag} for tag in dict.fromkeys(tags)]
    main = "name" if name == "organisations" else "url"
    by_name = {str(row.get(main)): row for row in rows}
    made = []
    for at, each in enumerate(value):
        same = by_name.get(each[main], {})
        made.append({**same, **each, "position": at})
    return made


def theme_key(theme: Mapping[str, str]) -> str:
    return f"{theme['language']}:{theme['name'].casefold()}"


def shown(field: Field, value: Any) -> list[str]:
    """A value as a reader of the interface's language calls it."""
    name, inside = field.name, languages.current().code
    if field.part != FACTS:
        return [value] if value else []
    if name in CHOICES:
        return [_called(CHOICES[name], value)] if value else []
    if name in YEARS:
        return [str(value)] if value else []
    if name == "objectives":
        primary = value["primary"]
        return [
            _("%(objective)s (number %(rank)s in importance)")
            % {"objective": _numbered("objective", each), "rank": primary.index(each) + 1}
            if each in primary
            else _numbered("objective", each)
            for each in value["numbers"]
        ]
    if name in ("principles", "sdgs"):
        return [_numbered(SETS[name][1], each) for each in value]
    if name in SETS:
        return [_called(SETS[name][1], each) for each in value]
    if name == "theme_items":
        return [each["name"] for each in value]
    if name == "links":
        return [f"{each['label']} ({each['url']})" if each["label"] else each["url"]
                for each in value]  # fmt: skip
    return [
        " · ".join(
            said
            for said in (
                f"{OrganisationPart(each['part']).label} {each['name']}",
                languages.language_name(each["language"], inside) if each["language"] else "",
                _called("organisation_kind", each["kind"]) if each["kind"] else "",
            )
            if said
        )
        for each in value
    ]


def _called(set_name: str, key: Any) -> str:
    terms = vocabulary.set_named(set_name)
    return terms.label(key) if key in terms else str(key)


def _numbered(set_name: str, number: int) -> str:
    name = vocabulary.objective(number).short() if set_name == "objective" else None
    return f"{number}. {name or _called(set_name, number)}"
