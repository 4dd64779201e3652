"""Posts in other languages: what people and machines write, and taking it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions import log
from discussions.models import EventKind, Post, PostTranslation, TranslationOrigin
from discussions.permissions import can_translate_post
from discussions.reading.showing import hash_of
from hub import languages, richtext
from hub.actions import Act, NotAllowed, Refused, action
from practices.translating import providers

LONGEST = 30_000


class Stale(Exception):
    """Somebody else has translated it since the writer read (409). `source` is what it says now."""

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__("translated meanwhile")


@action("post.translate")
def translate(
    act: Act, *, post: Post, language: str, source: str, of_hash: str = "", seen: str = ""
) -> dict[str, Any]:
    """Put a post into another language, or put such a translation better.

    of_hash: `showing.hash_of` the wording that the writer had before them, "" for the wording of
    now; another one marks the translation as behind the post. seen: `hash_of` the translation that
    they changed, "" for none; raises `Stale` where there is another one now, unless it says the
    same. Answers `{"post": pk, "language": "fr", "version": 3}`.
    """
    row, code = _begin(act, post, language)
    text = _tidy(source)
    there = row.translations.filter(language=code).first()
    if there is not None and there.source != text and hash_of(there.source) != seen:
        raise Stale(there.source)
    same = there is not None and (there.source, there.origin) == (text, TranslationOrigin.HUMAN)
    known = of_hash or hash_of(row.source)
    if not same or (there and there.of_hash != known):
        PostTranslation.objects.update_or_create(
            post=row,
            language=code,
            defaults={
                "source": text,
                "html": richtext.render(text),
                "origin": TranslationOrigin.HUMAN,
                "provider": "",
                "of_hash": known[:64],
                "by": act.user_or_none,
                "made_at": timezone.now(),
            },
        )
        _shown_anew(act, row, code)
    return {"post": row.pk, "language": code, "version": row.version}


@action("post.translate-by-machine")
def fill_by_machine(
    act: Act, *, post: Post, language: str, source: str, of_hash: str, provider: str
) -> dict[str, Any]:
    """Take a machine's words where there are none or a machine's; those of a person stay, and the
    answer says `{"post": pk, "taken": False}`."""
    row, code = _begin(act, post, language)
    there = row.translations.filter(language=code).first()
    if there is not None and there.origin == TranslationOrigin.HUMAN:
        return {"post": row.pk, "taken": False}
    text = _tidy(source)
    PostTranslation.objects.update_or_create(
        post=row,
        language=code,
        defaults={
            "source": text,
            "html": richtext.render(text),
            "origin": TranslationOrigin.MACHINE,
            "provider": provider[:60],
            "of_hash": of_hash,
            "by": act.user_or_none,
            "made_at": timezone.now(),
        },
    )
    _shown_anew(act, row, code)
    return {"post": row.pk, "taken": True}


@action("post.remove-translation")
def remove(act: Act, *, post: Post, language: str) -> dict[str, Any]:
    """Take a translation away; the post then stands in its own language."""
    row, code = _begin(act, post, language)
    gone, _each = row.translations.filter(language=code).delete()
    if gone:
        _shown_anew(act, row, code)
    return {"post": row.pk, "removed": bool(gone)}


@action("post.ask-machine")
def ask_machine(act: Act, *, post: Post, language: str) -> dict[str, Any]:
    """Have a machine translate a post in the background. Refused where none is set up, and where
    a person has translated it."""
    from discussions.reading.tasks import translate_by_machine

    row, code = _begin(act, post, language)
    if not providers.is_on():
        raise Refused(_("No machine translation is set up here."))
    if row.translations.filter(language=code, origin=TranslationOrigin.HUMAN).exists():
        raise Refused(_("A person wrote this; a machine does not change it."))
    user, occasion = act.user.pk, uuid.uuid4().hex
    transaction.on_commit(lambda: translate_by_machine.enqueue(row.pk, code, user, occasion))
    act.details = {"post": row.pk, "language": code}
    return {"post": row.pk, "asked": True}


def _begin(act: Act, post: Post, language: str) -> tuple[Post, str]:
    """The post, locked, and the code of the language."""
    row = (
        Post.objects.select_for_update(of=("self",)).select_related("topic__space").get(pk=post.pk)
    )
    if not can_translate_post(act.user, row):
        raise NotAllowed(act.verb)
    try:
        code = languages.normalise(language)
    except ValueError as error:
        raise Refused(_("This is no language.")) from error
    if code == row.language:
        raise Refused(_("The post is in this language."))
    return row, code


def _tidy(source: str) -> str:
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text:
        raise Refused({"source": _("Write the translation.")})
    if len(text) > LONGEST:
        raise Refused({"source": _("This is longer than a translation may be.")})
    return text


def _shown_anew(act: Act, post: Post, code: str) -> None:
    post.version += 1
    post.save(update_fields=["version"])
    log.happened(act, post.topic, EventKind.POST_EDITED, post)
    act.changed("post", post.pk)
    act.details = {"post": post.pk, "language": code}
