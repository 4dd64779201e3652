"""What a list of rounds is narrowed to, read from its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from hub import vocabulary
from practices.models import State
from practices.screening.forms.findings import language_choices
from practices.screening.queues import ORDERS, Wanted

PARAMETERS = (
    "stage", "language", "objective", "region", "overdue", "held", "order", "page",
)  # fmt: skip

JUDGED = (State.IN_REVIEW, State.EXTRA_REVIEWER)


def _choices(set_name: str) -> list[tuple[Any, str]]:
    return [("", str(_("Any"))), *vocabulary.set_named(set_name).choices()]


class FilterForm(forms.Form):
    """What makes no sense is left out instead of refused: the address may be an old one."""

    stage = forms.ChoiceField(label=_("State"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    held = forms.BooleanField(label=_("Only held"), required=False)

    def __init__(self, data: QueryDict, *, of_reviewer: bool = False) -> None:
        """of_reviewer: only what a reviewer could take, which is never held or decided."""
        super().__init__(data, auto_id="filter-%s")
        shown = JUDGED if of_reviewer else [state for state in State if state != State.DRAFT]
        listed = [(state.value, state.label) for state in shown]
        everything = [] if of_reviewer else [("all", _("Everything"))]
        choices: dict[str, Any] = {
            "stage": [("open", _("All that wait")), *listed, *everything],
            "language": [("", _("Any")), *language_choices()],
            "objective": [
                ("", _("Any")),
                *(
                    (each.number, f"{each.number} {each.short()}")
                    for each in vocabulary.objectives()
                ),
            ],
            "region": _choices("region"),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]  # a ChoiceField
        if of_reviewer:
            del self.fields["overdue"], self.fields["held"]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        order = self.data.get("order", "")
        return Wanted(
            stage=said.get("stage") or "open",
            language=said.get("language") or "",
            objective=int(said["objective"]) if said.get("objective") else None,
            region=said.get("region") or "",
            overdue=bool(said.get("overdue")),
            held=bool(said.get("held")),
            order=order if order.removeprefix("-") in ORDERS else "due",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted != Wanted(order=self.wanted.order))


def turner(request: HttpRequest) -> Callable[[int], str]:
    """Addresses of the other pages of the list that a request asks for."""

    def href(number: int) -> str:
        return address(request, page=str(number) if number > 1 else "")

    return href


def address(request: HttpRequest, **changed: str) -> str:
    """The list that is asked for with some parameters changed; an empty one goes away."""
    query = QueryDict(mutable=True)
    for name in PARAMETERS:
        value = changed.get(name, request.GET.get(name, ""))
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
