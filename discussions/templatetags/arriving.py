"""What the script of a topic's page counts, in every form that the reader's language has."""

from __future__ import annotations

import json
from collections.abc import Callable

from django import template
from django.utils.translation import ngettext

register = template.Library()

# A number of each kind that languages tell apart (CLDR); where one does not, it is never asked.
_KINDS_OF_NUMBER = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}

_SENTENCES: dict[str, Callable[[int], str]] = {
    "new-posts": lambda number: ngettext(
        "%(number)s new post: show", "%(number)s new posts: show", number
    ),
    "more-posts": lambda number: ngettext(
        "%(number)s more on the next page", "%(number)s more on the next pages", number
    ),
    "posts-elsewhere": lambda number: ngettext(
        "%(number)s new post on the last page: go there",
        "%(number)s new posts on the last page: go to the first",
        number,
    ),
    "told": lambda number: ngettext("%(number)s new post", "%(number)s new posts", number),
    "shown": lambda number: ngettext(
        "%(number)s new post is shown.", "%(number)s new posts are shown.", number
    ),
}


@register.simple_tag
def forms_of(name: str) -> str:
    """JSON of a sentence for each kind of number, by CLDR's names, with "{number}" in it."""
    sentence = _SENTENCES[name]
    said = {kind: sentence(number) for kind, number in _KINDS_OF_NUMBER.items()}
    return json.dumps({kind: text % {"number": "{number}"} for kind, text in said.items()})
