"""A text's Markdown as HTML, made when it is published and kept beside it."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from hub import richtext
from practices.models import PracticeText

Rendered = dict[str, str | int]
# Characters that a shared link or a search engine shows.
EXCERPT = 200
_PARTS = ("summary", *PracticeText.SECTIONS)


def rendered(text: PracticeText) -> Rendered:
    """What is kept in `PracticeText.html`: each part, the first words, and by which renderer."""
    parts = {
        name: str(richtext.render(source)) for name in _PARTS if (source := getattr(text, name))
    }
    excerpt = richtext.excerpt(text.summary, EXCERPT, text.language)
    return {"version": richtext.RENDERER_VERSION, "excerpt": excerpt, **parts}


def html_of(text: PracticeText, part: str) -> SafeString:
    """A part as it was rendered for publication; rendered now where it is a draft or where the
    renderer has changed since."""
    if text.html.get("version") == richtext.RENDERER_VERSION:
        return mark_safe(text.html.get(part, ""))  # noqa: S308  (made by the renderer, in `rendered`)
    return richtext.render(getattr(text, part))


def excerpt_of(text: PracticeText) -> str:
    """The first words of a text, without markup."""
    if text.html.get("version") == richtext.RENDERER_VERSION:
        return str(text.html.get("excerpt", ""))
    return richtext.excerpt(text.summary, EXCERPT, text.language)
