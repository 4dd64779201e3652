"""What posts link to: addresses of this hub in their text, as typed rows.

Rows say what a text names, not who may see it: that is asked when they are shown.
"""

from __future__ import annotations

import html
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from discussions.models import Post, PostLink, Space
from hub import languages
from hub.actions import Act
from hub.actions.core import raise_generation
from practices.models import Practice, SlugRedirect

# Of one post; the rest are no longer read.
MOST = 30

# The area of pages that say where a practice is discussed.
DISCUSSED = "discussed"

# Kind and key, as `PostLink` has them: `("practice", "7")`.
Target = tuple[str, str]

_HREF = re.compile(r'<a href="([^"]*)"')
_PLACE = re.compile(r"post-([0-9]{1,18})")
# By the name of the address: the kind, and the part of the address that names the object.
_NAMED = {
    "practices:detail": ("practice", "slug"),
    "discussions:topic": ("topic", "pk"),
    "discussions:post": ("post", "pk"),
    "discussions:space": ("space", "slug"),
    "organisation": ("organisation", "pk"),
    "search:objective": ("objective", "number"),
    "search:country": ("country", "iso2"),
}


def record(act: Act, post: Post) -> None:
    """Write which objects of the hub a post names by their address, in place of what was written
    before. Whether a reader may see them is asked when they are shown. A new post without links
    costs no query."""
    named = targets(str(post.html))
    if not named and post.version == 1:
        return
    known = {(each.kind, each.object_id): each.pk for each in PostLink.objects.filter(post=post)}
    gone = [pk for target, pk in known.items() if target not in named]
    if gone:
        PostLink.objects.filter(pk__in=gone).delete()
    PostLink.objects.bulk_create(
        PostLink(post=post, kind=kind, object_id=key)
        for kind, key in named
        if (kind, key) not in known
    )
    if any(kind == "practice" for kind, _key in {*known, *named}):
        # Last, since every page that says where practices are discussed waits for this row.
        act.last((math.inf,), lambda: raise_generation(DISCUSSED))


def targets(rendered: str) -> list[Target]:
    """What clean HTML links to in this hub, each once, in the order of the text."""
    found: dict[Target, None] = {}
    for address in _HREF.findall(rendered)[:MOST]:
        target = target_of(html.unescape(address))
        if target is not None:
            found[target] = None
    return list(_with_keys(found))


def target_of(address: str) -> Target | None:
    """The object at an address of this hub, in any of its languages, None elsewhere. What is
    named by a slug has that for its key still."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc and parts.netloc.lower() != urlsplit(settings.HUB_BASE_URL).netloc.lower():
        return None
    if parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return None
    path = unquote(parts.path)
    language = languages.find(path.split("/", 2)[1])
    if language is None:
        return None
    # Addresses are read in the language that they are in.
    path = f"/{language.path}/{path.split('/', 2)[-1]}"
    with translation.override(language.path):
        try:
            match = resolve(path if path.endswith("/") else f"{path}/")
        except Resolver404:
            return None
    named = _NAMED.get(match.view_name)
    if named is None:
        return None
    kind, part = named
    place = _PLACE.fullmatch(parts.fragment)
    if kind == "topic" and place:
        return "post", place[1]
    key = str(match.kwargs[part])
    return kind, key.upper() if kind == "country" else key


def _with_keys(named: Iterable[Target]) -> Iterable[Target]:
    """The same with the keys of what has a slug, in two queries for each kind that occurs; what
    is not there is left out."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for kind, key in named:
        if kind in _BY_SLUG:
            slugs[kind].add(key)
    keys = {kind: _BY_SLUG[kind](some) for kind, some in slugs.items()}
    seen: dict[Target, None] = {}
    for kind, key in named:
        if kind not in keys:
            seen[kind, key[:64]] = None
        elif key in keys[kind]:
            seen[kind, str(keys[kind][key])] = None
    return seen


def _practices(slugs: set[str]) -> dict[str, int]:
    moved = SlugRedirect.objects.filter(slug__in=slugs).values_list("slug", "practice")
    own = Practice.objects.filter(slug__in=slugs).values_list("slug", "pk")
    return dict(moved) | {str(slug): pk for slug, pk in own}


def _spaces(slugs: set[str]) -> dict[str, int]:
    return dict(Space.objects.filter(slug__in=slugs).values_list("slug", "pk"))


_BY_SLUG: dict[str, Callable[[set[str]], dict[str, int]]] = {
    "practice": _practices,
    "space": _spaces,
}
