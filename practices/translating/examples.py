"""Translations to look at on a trial run: one behind its original, one ready to be looked at, one
that a machine made and that is public, one that it only began."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from hub.actions import Act, action, system
from hub.models import Notice, User
from practices.actions import publish_text, save_text
from practices.models import Practice, PracticeText, TranslatedSegment
from practices.translating.actions import fill_by_machine, offer_translation, save_translation
from practices.translating.segments import field_hash, source_of

DATA = Path(__file__).resolve().parent.parent / "data"
TRANSLATIONS = DATA / "example_translations.json"
# The sections of every example, in each language.
SECTIONS = DATA / "examples.json"


def make() -> None:
    """Make them, unless there are some, or the example is not there."""
    shipped = json.loads(TRANSLATIONS.read_text(encoding="utf-8"))
    practice = Practice.objects.filter(
        provenance="example", live=True, texts__title=shipped["of"], texts__live=True
    ).first()
    translator = User.objects.filter(email="translator@example.org").first()
    if practice is None or translator is None:
        return
    if not TranslatedSegment.objects.filter(text__practice=practice).exists():
        _make(by=system, practice=practice, translator=translator)


@action("trial.translations")
def _make(act: Act, *, practice: Practice, translator: User) -> dict[str, Any]:
    shipped = json.loads(TRANSLATIONS.read_text(encoding="utf-8"))
    told = json.loads(SECTIONS.read_text(encoding="utf-8"))["told"]
    words = {code: {**told[code], **text} for code, text in shipped["texts"].items()}
    source = source_of(practice)
    if source is None:
        return {}
    about: dict[str, Any] = {"by": translator, "practice": practice}
    for code in ("fr", "ar"):
        save_translation(language=code, content=words[code], **about)
    offer_translation(language="ar", **about)
    sources = {name: field_hash(getattr(source, name)) for name in words["ru"]}
    fill_by_machine(language="ru", content=words["ru"], sources=sources, **about)
    fill_by_machine(
        language="es", content=shipped["texts"]["es"], sources=sources, **about
    )  # fmt: skip
    for code in ("fr", "ru"):
        publish_text(by=system, text=practice.texts.get(language=code))
    original = practice.texts.get(language=practice.original_language)
    save_text(by=system, text=original, content=shipped["changed"])
    publish_text(by=system, text=PracticeText.objects.get(pk=original.pk))
    # Nobody is written to about examples.
    keep = Notice.objects.filter(kind="translation.offered", object_id=str(practice.pk))
    keep.update(settled_at=timezone.now())
    act.changed("practice", practice.pk)
    return {"practice": practice.pk}
