"""Machine translation in the background: by id, harmless when it runs twice."""

from __future__ import annotations

import logging

from django.db import transaction
from django_tasks import task

from hub.actions import NotAllowed, Refused
from hub.models import User
from hub.notifications import notify
from practices.models import Practice
from practices.permissions import can_translate
from practices.translating import providers
from practices.translating.actions import fill_by_machine
from practices.translating.segments import FieldStanding, field_hash, source_of, standings

logger = logging.getLogger("practices.translating")

MACHINE_DONE = "translation.machine"


@task()
def translate_by_machine(practice_pk: int, language: str, user_pk: int, occasion: str) -> int:
    """Fill the fields that are empty or a machine's; how many. Whoever asked is told what came
    of it. When it fails, everything is as it was."""
    practice = Practice.objects.filter(pk=practice_pk).first()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if practice is None or user is None or not can_translate(user, practice):
        return 0
    try:
        filled = _fill(practice, language, user)
    except Exception:
        # A provider is somebody else's code: whatever it raises is a failure, and the log's.
        logger.exception("translation.failed practice=%s language=%s", practice_pk, language)
        filled = None
    with transaction.atomic():
        data = {"language": language, "filled": filled}
        notify(MACHINE_DONE, [user], f"{practice_pk}:{language}:{occasion}", practice_pk, data)
    return filled or 0


def _fill(practice: Practice, language: str, user: User) -> int:
    source = source_of(practice)
    if source is None or not providers.is_on():
        return 0
    text = practice.texts.filter(language=language).first()
    due = [each for each in standings(practice, text, source) if _is_due(each)]
    if not due:
        return 0
    # Outside any transaction: it may take minutes.
    given = providers.load().translate(
        [each.source for each in due], practice.original_language, language
    )
    if len(given) != len(due) or not all(isinstance(words, str) for words in given):
        raise providers.ProviderFailed("it gave another number of texts than it was given")
    content = {each.name: words for each, words in zip(due, given, strict=True)}
    sources = {each.name: field_hash(each.source) for each in due}
    for _attempt in range(3):
        try:
            answer = fill_by_machine(
                by=user, practice=practice, language=language, content=content, sources=sources
            )
            return len(answer["fields"])
        except NotAllowed:
            return 0
        except Refused as refusal:
            # Somebody wrote these meanwhile; the others are taken.
            written = set(refusal.messages) & set(content)
            if not written:
                raise
            content = {name: words for name, words in content.items() if name not in written}
    return 0


def _is_due(field: FieldStanding) -> bool:
    if not field.source.strip():
        return False
    return not field.words.strip() or field.is_machine_made
