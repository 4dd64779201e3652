"""The secretariat keeps the reasons of moderation in the admin."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from discussions.models import ReportReason
from discussions.moderation import actions
from discussions.moderation.admin import ReasonViewSet
from discussions.moderation.reasons import Reasons
from discussions.moderation.setting_up import REASONS
from hub.actions import system
from hub.models import Role
from tests.practices.library import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_secretariat_changes_a_reason_in_each_language_and_nobody_else_does(
    settings: Any,
) -> None:
    settings.HUB_STAFF_SECOND_FACTOR = False
    actions.load_reasons(by=system, reasons=json.loads(REASONS.read_text())["reasons"])
    row = ReportReason.objects.get(key="insult")
    views = ReportReason.snippet_viewset
    assert isinstance(views, ReasonViewSet)
    here = reverse(views.get_url_name("edit"), args=[row.pk])
    form = {
        "key": row.key, "order": 5, "is_active": "", "label_en": "Rude", "told_en": "Be kind.",
        "label_ar": "فظّ", "told_ar": "",
    }  # fmt: skip
    clients = {}
    for role in ("secretariat", "moderator"):
        clients[role] = Client()
        # Both may open the admin; the reasons are the secretariat's.
        clients[role].force_login(person(role, Role(role)))
    assert clients["moderator"].get(here).status_code == 302
    assert clients["moderator"].post(here, form).status_code == 302
    row.refresh_from_db()
    assert row.is_active
    page = clients["secretariat"].get(here)
    assert page.status_code == 200
    assert "La contribution attaque" in page.content.decode()
    refused = clients["secretariat"].post(here, form | {"label_en": ""})
    assert b"Give it a name in English at least." in refused.content
    assert clients["secretariat"].post(here, form).status_code == 302
    row.refresh_from_db()
    assert row.texts == {
        "en": {"label": "Rude", "told": "Be kind."},
        "ar": {"label": "فظّ", "told": ""},
    }
    assert "insult" not in dict(Reasons().choices())
    assert Reasons().label("insult") == "Rude"
