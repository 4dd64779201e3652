"""What an address asks of a list, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from discussions.models import Space
from discussions.spaces.texts import space_text
from hub import languages
from hub.querysets import Viewer
from practices.models import PracticeText
from search import facets, showing
from search.alerts.places import DISCUSSIONS, Wanted
from search.filters import FACETS

# Letters of a name that is made of what is asked.
LONGEST = 80


@dataclass(frozen=True)
class Said:
    """One thing that is asked for: the name of the filter, and of what was chosen in it; lang and
    dir where that is not in the reader's language."""

    label: str
    value: str
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class Names:
    """The names of what many addresses ask, as the viewer may know them."""

    language: str
    labels: facets.Labels
    spaces: Mapping[str, tuple[str, str]]
    practices: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, wanted: Iterable[Wanted], viewer: Viewer) -> Names:
        """For as many addresses as there are, with at most five queries."""
        code = languages.current().code
        by_name: dict[str, list[str]] = {}
        for one in wanted:
            for name, value in one.chosen:
                by_name.setdefault(name, []).append(value)
        labels = facets.Labels.of(
            {name: by_name.get(name, []) for name in ("theme", "organisation")}, code, viewer
        )
        return cls(
            code,
            labels,
            _spaces(by_name.get("space", []), viewer),
            _practices(by_name.get("about", []), code),
        )

    def said(self, wanted: Wanted) -> list[Said]:
        """The words first. What the viewer may not know the name of is left out."""
        lines = [Said(_("Words"), wanted.query, dir="auto")] if wanted.query else []
        for name, value in wanted.chosen:
            named, code = self._named(wanted, name, value)
            if named:
                own_way = (languages.html_tag(code), languages.direction(code)) if code else ()
                lines.append(Said(_label(wanted, name), named, *own_way))
        return lines

    def _named(self, wanted: Wanted, name: str, value: str) -> tuple[str, str]:
        if wanted.place is DISCUSSIONS:
            if name == "kind":
                return showing.heading(value), ""
            if name == "space":
                return self.spaces.get(value, ("", ""))
            if name == "about":
                return self.practices.get(value, ("", ""))
        if name == "organisation" and not self.labels.knows(name, value):
            return "", ""
        return self.labels.named(name, value)


def _label(wanted: Wanted, name: str) -> str:
    own = {"kind": _("Kind"), "space": _("Space"), "about": _("About")}
    return own.get(name) or str(FACETS.get(name, ""))


def _spaces(pks: Sequence[str], viewer: Viewer) -> dict[str, tuple[str, str]]:
    if not pks:
        return {}
    seen = Space.objects.visible_to(viewer).filter(pk__in=[int(pk) for pk in pks])
    texts = {space.pk: space_text(space).text for space in seen.prefetch_related("texts")}
    return {str(pk): (text.title, text.language) for pk, text in texts.items()}


def _practices(values: Sequence[str], reader: str) -> dict[str, tuple[str, str]]:
    """Titles of published practices by the value that points at them, in the reader's language
    where they have one."""
    keys = {int(value.partition("-")[2]): value for value in values}
    if not keys:
        return {}
    rows = PracticeText.objects.filter(practice__in=keys, live=True, practice__live=True)
    found: dict[str, tuple[str, str]] = {}
    for pk, language, title in rows.order_by("pk").values_list("practice", "language", "title"):
        if language == reader or keys[pk] not in found:
            found[keys[pk]] = (title, language)
    return found


def proposed(wanted: Wanted, said: Sequence[Said]) -> str:
    """A name for a search that its owner has not named yet."""
    if not said:
        return str(wanted.place.label)
    name = _(", ").join(each.value for each in said)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
