"""Writing a translation, confirming what stands, and what a machine may write."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Act, Refused, action
from hub.notifications import notify
from practices.actions import add_text, save_text
from practices.models import Practice, PracticeText, TextOrigin, TranslatedSegment
from practices.permissions import can_translate
from practices.publishable import what_a_text_lacks
from practices.screening import standing
from practices.translating import providers
from practices.translating.segments import (
    FIELDS,
    FieldStanding,
    draft_of,
    field_hash,
    follows_original,
    origin_of,
    source_of,
    standings,
)

Words = Mapping[str, str]
OFFERED = "translation.offered"


@action("practice.translate")
def save_translation(
    act: Act,
    *,
    practice: Practice,
    language: str,
    content: Words,
    sources: Words | None = None,
    confirmed: Collection[str] = (),
    seen: int | None = None,
    base: Words | None = None,
) -> dict[str, Any]:
    """Keep a version of a translation, begun where there is none; what is public stays.

    content: words by field. sources: the `field_hash` of the original's field that the writer
    had before them; None for the original as it is now. confirmed: fields that still hold as
    they are: they follow the original from now on, and a machine's words count as a person's.
    seen, base: as in `practices.actions.save_text`; raises its `Stale`.

    Answers what `save_text` answers, with `text`, and `moved`: fields whose original changed
    while they were written; they are saved, and stay marked as behind it.
    """
    row, code, source, text = _begin(act, practice, language)
    words = {name: content[name] for name in FIELDS if name in content}
    before = draft_of(text)
    if text is None:
        written = {name: value for name, value in words.items() if value.strip()}
        if not written:
            raise Refused(_("Nothing is translated yet."))
        written["origin"] = TextOrigin.HUMAN
        answer = add_text(by=act.by, practice=row, language=code, content=written)
        text = PracticeText.objects.get(pk=answer["text"])
        answer = {"draft_number": text.draft_number, "kept": [], **answer}
    else:
        answer = save_text(by=act.by, text=text, content=words, seen=seen, base=base)
        text = PracticeText.objects.get(pk=text.pk)
    after = draft_of(text)
    touched = {name for name in FIELDS if field_hash(before[name]) != field_hash(after[name])}
    held = {name for name in confirmed if name in FIELDS and name not in answer["kept"]}
    now = {name: field_hash(getattr(source, name)) for name in FIELDS}
    moved = [
        name for name in FIELDS
        if name in touched | held and (sources or now).get(name, now[name]) != now[name]
    ]  # fmt: skip
    for name in touched | held:
        followed = None if name in moved else getattr(source, name)
        read = (sources or now).get(name, "")
        _note(act, text, name, after[name], followed, TextOrigin.HUMAN, read)
    answer |= _settle(act, row, text, source, answer)
    act.details = {"text": text.pk, "language": code, "fields": sorted(touched | held)}
    return {"text": text.pk, **answer, "moved": moved}


@action("practice.translate-by-machine")
def fill_by_machine(
    act: Act, *, practice: Practice, language: str, content: Words, sources: Words
) -> dict[str, Any]:
    """Take a machine's words into fields that are empty or a machine's already. Answers
    `{"text": 3, "fields": ["title"]}`.

    What a person wrote or confirmed is never written over: then all of it is refused, with a
    sentence for each such field. sources: the `field_hash` of what the machine translated.
    """
    row, code, source, text = _begin(act, practice, language)
    fields = {each.name: each for each in standings(row, text, source)}
    words = {name: content[name].strip() for name in FIELDS if content.get(name, "").strip()}
    human = [
        name for name in words if fields[name].words.strip() and not fields[name].is_machine_made
    ]
    if human:
        raise Refused(dict.fromkeys(human, _("A person wrote this; a machine does not change it.")))
    if not words:
        return {"text": text.pk if text else None, "fields": []}
    if text is None:
        made = {**words, "origin": TextOrigin.MACHINE}
        answer = add_text(by=act.by, practice=row, language=code, content=made)
        text = PracticeText.objects.get(pk=answer["text"])
    else:
        # The whole text is called a machine's from now on; what people wrote stays theirs.
        for each in fields.values():
            if each.segment is None and each.words.strip() and not each.is_machine_made:
                followed = each.source if each.follows else None
                _note(act, text, each.name, each.words, followed, TextOrigin.HUMAN)
        answer = save_text(by=act.by, text=text, content=words)
        text = PracticeText.objects.get(pk=text.pk)
    for name, value in words.items():
        same = sources.get(name) == field_hash(getattr(source, name))
        followed = getattr(source, name) if same else None
        _note(act, text, name, value, followed, TextOrigin.MACHINE)
    _settle(act, row, text, source, answer)
    act.details = {"text": text.pk, "language": code, "fields": sorted(words)}
    return {"text": text.pk, "fields": sorted(words)}


def _begin(
    act: Act, practice: Practice, language: str
) -> tuple[Practice, str, PracticeText, PracticeText | None]:
    """The practice, locked; the language's code; the original; the translation, where there is
    one."""
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_translate(act.user, row))
    try:
        code = languages.normalise(language)
    except ValueError as error:
        raise Refused(_("This is no language.")) from error
    source = source_of(row)
    if source is None or code == row.original_language:
        raise Refused(_("There is no original to translate."))
    return row, code, source, row.texts.filter(language=code).first()


def _note(
    act: Act,
    text: PracticeText,
    name: str,
    words: str,
    source: str | None,
    origin: str,
    source_hash: str = "",
) -> None:
    """Keep what a field was made from; None leaves it at what it was, at first at words of which
    no more than their hash is known, or nothing."""
    if not words.strip():
        TranslatedSegment.objects.filter(text=text, field=name).delete()
        return
    values = {
        "text_hash": field_hash(words),
        "origin": origin,
        "by": act.user_or_none,
        "at": timezone.now(),
    }
    followed = {}
    if source is not None:
        followed = {"source": source, "source_hash": field_hash(source)}
    TranslatedSegment.objects.update_or_create(
        text=text,
        field=name,
        defaults=values | followed,
        create_defaults={"source": "", "source_hash": source_hash, **values, **followed},
    )


def _settle(
    act: Act, row: Practice, text: PracticeText, source: PracticeText, answer: dict[str, Any]
) -> dict[str, Any]:
    """Bring what the text says of itself in step with its fields: whether a machine made it, and
    whether it follows the original. What changed of the answer."""
    fields: dict[str, FieldStanding] = {
        each.name: each for each in standings(row, text, source)
    }  # fmt: skip
    latest = text.get_latest_revision_as_object()
    origin = origin_of(fields, latest.origin)
    follows = follows_original(fields) and not all(each.follows for each in fields.values())
    if origin == latest.origin and not follows:
        return {}
    return save_text(
        by=act.by,
        text=text,
        content={"origin": origin},
        over=text.latest_revision_id,
        follows_original=follows,
    )


@action("practice.ask-machine")
def ask_machine(act: Act, *, practice: Practice, language: str) -> dict[str, Any]:
    """Have the worker fill what is empty or a machine's. Refused where no provider is set."""
    row, code, _source, _text = _begin(act, practice, language)
    if not providers.is_on():
        raise Refused(_("Machine translation is switched off."))
    user, occasion = act.user_or_none, uuid.uuid4().hex
    if user is not None:
        from practices.translating import tasks

        pks = row.pk, user.pk
        transaction.on_commit(
            lambda: tasks.translate_by_machine.enqueue(pks[0], code, pks[1], occasion)
        )
    act.details = {"practice": row.pk, "language": code}
    return {"occasion": occasion}


@action("practice.offer-translation")
def offer_translation(act: Act, *, practice: Practice, language: str) -> dict[str, Any]:
    """Say that a translation is ready to be looked at: the organisation's people and the
    secretariat are told. Refused while it lacks something, or a machine's words are in it."""
    row, code, source, text = _begin(act, practice, language)
    if text is None or (text.live and not text.has_unpublished_changes):
        raise Refused(_("There is nothing new in this translation."))
    lacking = what_a_text_lacks(text.get_latest_revision_as_object())
    if lacking:
        raise Refused(lacking)
    machine = [each.name for each in standings(row, text, source) if each.is_machine_made]
    if machine:
        raise Refused(dict.fromkeys(machine, _("Read it, and confirm it or write it anew.")))
    now = timezone.now()
    PracticeText.objects.filter(pk=text.pk).update(offered_at=now)
    people = [*standing.people_of(row), *standing.secretariat_for(row)]
    told = [person for person in people if person != act.user_or_none]
    notify(OFFERED, told, f"{text.pk}:{now.isoformat()}", row.pk, {"language": code})
    act.details = {"text": text.pk, "language": code}
    return {"text": text.pk}
