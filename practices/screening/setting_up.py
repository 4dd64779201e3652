"""What screening tells the rest of the house when it starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub import navigation, schedule, setup, slots
from hub.actions import changed, system
from practices.models import ScreeningRound
from practices.screening import kinds, menu, shown, tasks, waiting

REASONS = Path(__file__).resolve().parent / "canned_reasons.json"


def load_reasons(report: setup.Report) -> None:
    """The ready-made reasons that are missing; the secretariat's edits stay."""
    from practices.screening.actions.ready_made import load_reasons as load

    report("Loading the ready-made reasons …")
    load(by=system, reasons=json.loads(REASONS.read_text(encoding="utf-8"))["reasons"])


def register() -> None:
    """Called once, by `practices.apps`."""
    kinds.register()
    waiting.register()
    slots.fill("practice.after_text", shown.how_it_was_screened, order=10)
    slots.fill("practice.actions", shown.for_secretariat, order=70)
    slots.fill("account.menu", menu.entries, order=20)
    navigation.add_to_footer("practices:how-screening-works", _("How screening works"))
    schedule.every("screening.rounds", minutes=tasks.EVERY, enqueue=tasks.watch_over_rounds.enqueue)
    changed.connect(settle_what_was_held, dispatch_uid="screening.held")


def settle_what_was_held(kind: str, ids: Sequence[int], **_signal: Any) -> None:
    """In the transaction in which an organisation is verified or declined, what it submitted goes
    on or becomes a draft again."""
    from practices.screening.actions.watching import settle_held

    if kind != "organisation":
        return
    waiting = (
        ScreeningRound.objects.open()
        .filter(held=True, practice__organisation__in=list(ids))
        .exclude(practice__organisation__verification="pending")
    )
    if waiting.exists():
        settle_held(by=system, organisations=list(ids))
