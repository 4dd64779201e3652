"""What every page's frame needs: the site's name, the ways in, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from hub import languages
from hub.languages import Language


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """same_page: whether it leads to this page, and not to the nearest one in that language."""

    language: Language
    url: str
    current: bool
    same_page: bool = True


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """The same page and query in each of the six languages.

    A view whose address differs by more than the language sets `request.translations`, a mapping
    of language code to path; where the page is not in all six, also `request.languages_of_page`.
    """
    current = languages.current()
    own: dict[str, str] = getattr(request, "translations", {})
    written_in: frozenset[str] | None = getattr(request, "languages_of_page", None)
    # Only what lists know: a page that is kept for all carries nothing that one reader typed.
    query = urlencode(
        [
            (name, value)
            for name in (*settings.HUB_LIST_PARAMETERS, "q", "text")
            for value in request.GET.getlist(name)
        ]
    )
    first, slash, rest = request.path_info.lstrip("/").partition("/")
    tail = rest if languages.find(first) and slash else None
    links = []
    for language in languages.LANGUAGES:
        if language.code in own:
            url = own[language.code]
        elif tail is not None:
            url = f"/{language.path}/{tail}"
        else:
            url = f"/{language.path}/"
        if query and (language.code in own or tail is not None):
            url = f"{url}?{query}"
        same_page = written_in is None or language.code in written_in
        links.append(LanguageLink(language, url, language is current, same_page))
    return links


def _links(entries: list[tuple[str, Any]], path: str) -> list[Link]:
    found = []
    for name, label in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Link(url, str(label), path.startswith(url)))
    return found


def site(request: HttpRequest) -> dict[str, Any]:
    """`viewer` is None for whoever has no session: cached pages are the same for all of them."""
    from hub.navigation import FOOTER, FOOTER_ROUTES, NAVIGATION

    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    user = getattr(request, "user", None) if has_session else None
    viewer = user if user is not None and user.is_authenticated else None
    path = request.path
    return {
        "site_name": settings.HUB_NAME,
        "language": languages.current(),
        "language_links": language_links(request),
        "nav_items": _links(NAVIGATION, path),
        "footer_items": [
            *(Link(f"/{languages.current().path}/{slug}/", str(label)) for slug, label in FOOTER),
            *_links(FOOTER_ROUTES, path),
        ],
        "official": settings.HUB_OFFICIAL,
        "secretariat_email": settings.HUB_SECRETARIAT_EMAIL,
        "viewer": viewer,
        # Reading them touches the session; a visitor without one has none.
        "messages": get_messages(request) if has_session or "messages" in request.COOKIES else [],
    }
