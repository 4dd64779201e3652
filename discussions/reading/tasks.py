"""Machine translation of posts in the background: by id, harmless when it runs twice."""

from __future__ import annotations

import logging

from django_tasks import task

from discussions.models import Post, TranslationOrigin
from discussions.permissions import can_translate_post
from discussions.reading.showing import hash_of
from discussions.reading.translating import fill_by_machine
from hub.models import User
from practices.translating import providers

logger = logging.getLogger("discussions.translating")


@task()
def translate_by_machine(post_pk: int, language: str, user_pk: int, occasion: str) -> bool:
    """Whether the machine's words are on the post now. When it fails, all is as it was."""
    post = Post.objects.select_related("topic__space").filter(pk=post_pk).first()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if post is None or user is None or not can_translate_post(user, post):
        return False
    if post.translations.filter(language=language, origin=TranslationOrigin.HUMAN).exists():
        return False
    try:
        provider = providers.load()
        # Outside any transaction: it may take minutes.
        given = provider.translate([post.source], post.language, language)
        if len(given) != 1 or not isinstance(given[0], str) or not given[0].strip():
            raise providers.ProviderFailed("it gave something else than one text")
        answer = fill_by_machine(
            by=user,
            key=f"machine-{occasion}",
            post=post,
            language=language,
            source=given[0],
            of_hash=hash_of(post.source),
            provider=provider.name,
        )
    except Exception:
        # A provider is somebody else's code: whatever it raises is a failure, and the log's.
        logger.exception("translation.failed post=%s language=%s", post_pk, language)
        return False
    return bool(answer["taken"])
