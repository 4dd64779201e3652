"""What is settled before a view runs: bad requests, headers, spellings of a language."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.decorators import sync_only_middleware
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import KeyReused
from hub.views.errors import conflict

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ALLOWED_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Django reads a form in the charset that it is sent with; one that is not this or a plain
# subset of it ends in an error inside the CSRF check.
FORM_CHARSETS = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})


def plain_answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status)


@sync_only_middleware
class RefuseBadRequests:
    """Answer what can only be a mistake or an attack before anything reads it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ALLOWED_METHODS:
            answer = plain_answer(_("This method is not used here."), 405)
            answer["Allow"] = ", ".join(sorted(ALLOWED_METHODS))
            return answer
        charset = (request.content_params or {}).get("charset")
        if charset and not self._is_readable(charset):
            return plain_answer(_("Send forms in UTF-8."), 415)
        if "\x00" in request.path:
            return plain_answer(_("This address cannot exist."), 400)
        return self.get_response(request)

    @staticmethod
    def _is_readable(charset: str) -> bool:
        try:
            return codecs.lookup(charset).name in FORM_CHARSETS
        except (LookupError, ValueError):
            return False


@sync_only_middleware
class SecurityHeaders:
    """The headers that no library sets for us, and the admin's looser content policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Browsers guess how long a page stays good, unless they are told to ask each time: what
        # was withdrawn would stay for who has read it.
        own = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.setdefault("Cache-Control", "private, no-cache" if own else "no-cache")
        return response


@sync_only_middleware
class AnswerReusedKeys:
    """A form's key that comes again with another content is a conflict, and says so (409)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return conflict(request) if isinstance(exception, KeyReused) else None


@sync_only_middleware
class SpellingOfLanguage:
    """`/zh/…`, `/zh-CN/…`, `/EN/…` and `/fr-ca/…` lead to the one address of that language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first, _slash, rest = request.path_info.lstrip("/").partition("/")
        language = languages.find(first) if languages.tag_is_valid(first) else None
        if language and first != language.path and request.method in ("GET", "HEAD"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(
                f"/{language.path}/{rest}" + (f"?{query}" if query else "")
            )
        return self.get_response(request)
