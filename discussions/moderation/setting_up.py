"""What keeping order tells the rest of the house when it starts."""

from __future__ import annotations

import json
from pathlib import Path

from discussions.moderation import menu, shown, telling, waiting
from hub import setup, slots
from hub.actions import system

REASONS = Path(__file__).resolve().parent / "reasons.json"


def load_reasons(report: setup.Report) -> None:
    """The reasons that are missing; the secretariat's edits stay."""
    from discussions.moderation.actions import load_reasons as load

    report("Loading the reasons of moderation …")
    load(by=system, reasons=json.loads(REASONS.read_text(encoding="utf-8"))["reasons"])


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    from wagtail.permissions import register_permission_policy

    from discussions.models import ReportReason
    from practices.policy import SecretariatKeeps

    register_permission_policy(ReportReason, SecretariatKeeps(ReportReason))
    telling.register_kinds()
    waiting.register()
    slots.fill("account.menu", menu.entries, order=30)
    slots.fill("topic.actions", shown.for_moderators, order=60)
    slots.fill("space.actions", shown.of_space, order=60)
    setup.step("moderation", load_reasons, order=45, inputs=(REASONS,))
