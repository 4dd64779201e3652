"""Places on a lower floor's page that an upper floor fills.

A template says `{% slot "practice.aside" practice %}`; an upper app fills it in its
`AppConfig.ready`:

    slots.fill("practice.aside", aside, order=20)

where `aside(context, practice)` returns safe HTML, or nothing. A filling that is not there costs
nothing, and the lower floor never learns who filled it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString

Filling = Callable[..., SafeString | str | None]

_fillings: dict[str, list[tuple[int, Filling]]] = defaultdict(list)


def fill(name: str, filling: Filling, *, order: int = 50) -> None:
    """Add a filling to a slot. Lower `order` stands first. Adding the same one twice is one."""
    if all(filling is not present for _order, present in _fillings[name]):
        _fillings[name].append((order, filling))
        _fillings[name].sort(key=lambda pair: pair[0])


def render(name: str, context: Context, *arguments: Any) -> list[SafeString | str]:
    """What the fillings of a slot give, in order, without the empty ones."""
    given = (filling(context, *arguments) for _order, filling in _fillings.get(name, ()))
    return [html for html in given if html]
