"""The address without a language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from hub import languages


def to_language(request: HttpRequest) -> HttpResponseRedirect:
    """`/` leads to the reader's language: the one chosen before, else the browser's."""
    language = languages.get(get_language_from_request(request))
    response = HttpResponseRedirect(f"/{language.path}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
