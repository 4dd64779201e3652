"""Two versions of a field: what one typed, and what another saved meanwhile. The person chooses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from hub.forms.keyed import new_key
from hub.models import User
from practices.actions import Stale
from practices.differences import values_called
from practices.fields import Field
from practices.merging import value_hash
from practices.writing.forms import SectionForm
from practices.writing.saving import lists

# What the page sends by itself, or anew.
_OWN = frozenset({"csrfmiddlewaretoken", "key", "seen", "base", "hold"})


@dataclass(frozen=True)
class TwoVersions:
    """One field. mine, saved: a text as it is, or the values of a fact as readers call them.
    control: the input that holds the text, to be worked on before it is sent."""

    field: Field
    mine: list[str]
    saved: list[str]
    control: BoundField | None = None

    @property
    def tag(self) -> str:
        return self.field.tag

    @property
    def direction(self) -> str:
        return self.field.direction


@dataclass(frozen=True)
class Conflict:
    """All that clashes in one save, and what else was sent with it."""

    form: SectionForm
    stale: Stale
    viewer: User

    @property
    def by(self) -> User | None:
        """Who saved; None for the reader's own other window, and for the hub itself."""
        own = self.stale.by is None or self.stale.by.pk == self.viewer.pk
        return None if own else self.stale.by

    @property
    def is_own(self) -> bool:
        return self.stale.by is not None and self.stale.by.pk == self.viewer.pk

    @property
    def at(self) -> datetime | None:
        return self.stale.at

    @property
    def fields(self) -> list[TwoVersions]:
        part, found = self.form.step.part, []
        for name, saved in self.stale.content.items():
            field = Field(part, name)
            mine = {name: self.stale.mine[name]}
            own, others = values_called(field, mine, {name: saved})
            control = self.form[name] if field.language else None
            found.append(TwoVersions(field, own, others, control))
        return found

    @property
    def key(self) -> str:
        return new_key()

    @property
    def seen(self) -> int:
        return self.stale.number

    @property
    def base(self) -> str:
        """What the writer has read now: the saved versions, as they stand on the page."""
        return json.dumps({**self.form.base_read, **self.hashes})

    @property
    def hashes(self) -> dict[str, str]:
        return {name: value_hash(value) for name, value in self.stale.content.items()}

    def sent_along(self) -> Iterator[tuple[str, Any]]:
        """Everything else that was typed, to be sent again as it is."""
        shown = {two.control.html_name for two in self.fields if two.control}
        for name, values in lists(self.form.data):
            if name not in _OWN and name not in shown and not name.startswith("choice-"):
                yield from ((name, value) for value in values)


def page(request: HttpRequest, viewer: User, form: SectionForm, stale: Stale) -> HttpResponse:
    """Both versions of each field that clashes (409). What is chosen goes back to the address of
    the section with all else that was typed."""
    conflict = Conflict(form, stale, viewer)
    context = {"conflict": conflict, "draft": form.draft, "step": form.step}
    response = render(request, "practices/writing/conflict.html", context, status=409)
    patch_cache_control(response, private=True, no_store=True)
    return response
