"""What a topic may be about: objects of the hub, chosen by their address.

A kind says how its addresses are read and what a reader sees of it; one more is one more line of
`KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from discussions.models import Topic, TopicSubject
from discussions.spaces.texts import shown
from hub import languages
from practices.models import Practice, SlugRedirect

if TYPE_CHECKING:
    from hub.querysets import Viewer


@dataclass(frozen=True)
class Subject:
    """What a reader sees of an object: its kind in words, its title in a language, its address."""

    kind: str
    key: str
    label: Any
    title: str
    language: str
    url: str


@dataclass(frozen=True)
class Kind:
    """routes: names of the addresses that it is found by. find: its key for what such an address
    carries, or None. visible: those of some keys that a viewer sees. describe: what is shown of
    those rows."""

    routes: frozenset[str]
    find: Callable[[dict[str, Any]], str | None]
    visible: Callable[[Sequence[str], Viewer], QuerySet[Any]]
    describe: Callable[[Iterable[Any]], list[Subject]]


def from_address(address: str, host: str = "") -> tuple[str, str] | None:
    """Kind and key of what stands at an address of this site, however much of it was copied; None
    where it is another site's, or stands for nothing that a topic can be about."""
    try:
        parts = urlsplit(address.strip())
        path = unquote(parts.path)
        # An address is read in its own language; in another one it stands for nothing.
        own = languages.find(path.lstrip("/").partition("/")[0])
        with translation.override(own.path if own else None):
            match = resolve(path)
    except (ValueError, Resolver404):
        return None
    if parts.netloc not in {"", host, urlsplit(settings.HUB_BASE_URL).netloc}:
        return None
    for name, kind in KINDS.items():
        if match.view_name in kind.routes:
            key = kind.find(match.kwargs)
            return (name, key) if key is not None else None
    return None


def is_visible(kind: str, key: str, viewer: Viewer) -> bool:
    """Whether there is such an object, and the viewer may see it."""
    known = KINDS.get(kind)
    return known is not None and key.isdecimal() and known.visible([key], viewer).exists()


def of_topic(topic: Topic, viewer: Viewer) -> list[Subject]:
    """What a topic is about, of what the viewer may see, in the order in which it was named."""
    rows = list(topic.subjects.all())
    found = seen(rows, viewer)
    return [found[each] for row in rows if (each := (row.kind, row.object_id)) in found]


def seen(rows: Iterable[TopicSubject], viewer: Viewer) -> dict[tuple[str, str], Subject]:
    """What a viewer sees of these subjects, in a few statements for each kind."""
    found: dict[tuple[str, str], Subject] = {}
    rows = list(rows)
    for name, kind in KINDS.items():
        keys = sorted({row.object_id for row in rows if row.kind == name})
        if keys:
            for subject in kind.describe(kind.visible(keys, viewer)):
                found[name, subject.key] = subject
    return found


def _practice_key(parts: dict[str, Any]) -> str | None:
    if "pk" in parts:
        return str(parts["pk"])
    slug = str(parts.get("slug", ""))
    if "\x00" in slug:
        return None
    found = Practice.objects.filter(slug=slug).values_list("pk", flat=True).first()
    moved = SlugRedirect.objects.filter(slug=slug).values_list("practice", flat=True)
    key = found or moved.first()
    return str(key) if key else None


def _practices(keys: Sequence[str], viewer: Viewer) -> QuerySet[Practice]:
    # One that was never published has no address to lead to.
    published = Practice.objects.visible_to(viewer).published()
    return published.filter(pk__in=[int(key) for key in keys])


def _describe_practices(rows: Iterable[Practice]) -> list[Subject]:
    found = []
    for practice in rows.prefetch_related("texts"):  # type: ignore[attr-defined]  # a queryset
        said = shown(
            (each for each in practice.texts.all() if each.live), practice.original_language
        )
        if said is None:
            continue
        found.append(
            Subject(
                "practice",
                str(practice.pk),
                _("Practice"),
                said.text.title,
                said.language,
                reverse("practices:detail", args=[practice.slug]),
            )
        )
    return found


KINDS = {
    "practice": Kind(
        frozenset({"practices:detail", "practices:draft"}),
        _practice_key,
        _practices,
        _describe_practices,
    )
}
