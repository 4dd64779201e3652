"""Why a hit was found, in words for the reader."""

from __future__ import annotations

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from search.engine import Why

# Words that are named; a long question is there to be read in the box.
NAMED = 5


def said(why: Why) -> str | SafeString:
    """One line of the reader's language; "" where nothing was asked."""
    if not why.words:
        return _("Close in meaning") if why.is_close else ""
    named = [format_html("<bdi>{}</bdi>", word) for word in why.words[:NAMED]]
    quoted = [_put(_("“%(word)s”"), word=word) for word in named]
    words = format_html_join(_(", "), "{}", ((word,) for word in quoted))
    if len(why.words) > NAMED:
        words = format_html("{} …", words)
    if why.is_close:
        return _put(_("Has words for %(words)s and is close in meaning"), words=words)
    return _put(_("Has words for %(words)s"), words=words)


def _put(sentence: str, **parts: SafeString) -> SafeString:
    """A translated sentence with HTML in its places."""
    return mark_safe(escape(sentence) % parts)  # noqa: S308  (each part is safe)
