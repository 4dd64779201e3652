"""Ready-made reasons: there in six languages, edited by the secretariat, never overwritten."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from hub import languages, vocabulary
from hub.models import User
from practices.models import CannedReason
from practices.screening.setting_up import REASONS, load_reasons
from tests.practices.library import person
from tests.practices.test_admin import errors_of, form_of, signed_in, soup

pytestmark = pytest.mark.django_db

VIEWS = "wagtailsnippets_practices_cannedreason"


def test_each_reason_is_there_in_six_languages_and_each_criterion_has_one() -> None:
    reasons = json.loads(REASONS.read_text(encoding="utf-8"))["reasons"]
    codes = {each.code for each in languages.LANGUAGES}
    for reason in reasons:
        assert set(reason["texts"]) == codes, reason["key"]
    assert {each["criterion"] for each in reasons} == {each.key for each in vocabulary.criteria()}
    assert len({each["key"] for each in reasons}) == len(reasons)


def test_loading_again_adds_what_is_missing_and_leaves_what_was_edited(secretary: User) -> None:
    load_reasons(str)
    there = CannedReason.objects.count()
    CannedReason.objects.filter(key="acronyms").update(texts={"en": "Ours."})
    CannedReason.objects.filter(key="what-is-new").delete()
    load_reasons(str)
    assert CannedReason.objects.count() == there
    assert CannedReason.objects.get(key="acronyms").texts == {"en": "Ours."}


def test_the_secretariat_edits_and_adds_reasons_and_nobody_else(secretary: User) -> None:
    load_reasons(str)
    reason = CannedReason.objects.get(key="acronyms")
    client = signed_in(secretary)
    edit = reverse(f"{VIEWS}:edit", args=[reason.pk])
    sent = form_of(client, edit) | {"text_fr": "Écrivez les sigles en toutes lettres."}
    assert client.post(edit, sent).status_code == 302
    reason.refresh_from_db()
    assert reason.texts["fr"] == "Écrivez les sigles en toutes lettres."
    assert "Please write out" in reason.texts["en"]
    add = reverse(f"{VIEWS}:add")
    new = {
        "key": "acronyms", "criterion": "timely", "text_en": "Say when.", "position": "1",
        "is_active": "on",
    }  # fmt: skip
    assert errors_of(soup(client.post(add, new)))
    assert errors_of(soup(client.post(add, new | {"key": "when", "text_en": ""}))) == []
    assert not CannedReason.objects.filter(key="when").exists()
    client.post(add, new | {"key": "when"})
    assert CannedReason.objects.get(key="when").texts == {"en": "Say when."}
    assert client.get(reverse(f"{VIEWS}:delete", args=[reason.pk])).status_code in (302, 403)
    screener = signed_in(person("screener", "screener"))
    assert screener.post(edit, sent).status_code in (302, 403)
    screener.post(add, new | {"key": "theirs"})
    assert not CannedReason.objects.filter(key="theirs").exists()
