"""Making facts and texts public, and taking them back. Each is published for itself.

What was written here is published for the first time by its screening (`practices.screening`).
These actions are for what was imported, for corrections of what is public, and for translations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import ModelLogEntry, Revision

from hub.actions import Act, Refused, action, system
from hub.models import Role
from hub.permissions import is_secretariat
from practices import slugs
from practices.models import Practice, PracticeText, State, TextOrigin
from practices.publishable import what_a_text_lacks, what_facts_lack
from practices.rendering import rendered
from practices.screening import moves
from practices.staleness import source_hash

Drafted = TypeVar("Drafted", Practice, PracticeText)


@action("practice.publish")
def publish_practice(
    act: Act, *, practice: Practice, revision: int | None = None
) -> dict[str, Any]:  # fmt: skip
    """Make the latest version of the facts public, or the one that is named; no text changes.

    Anyone sees the practice once a text of it is public too. Its first publication sets its
    address. Refused, with a sentence for each field, where the facts are not complete; and where
    it would go round the screening: a first publication of what was written here, or one that
    holds what its submitter changed.
    """
    act.require(is_secretariat(act.user))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    directly = (State.DRAFT, State.WITHDRAWN, State.PUBLISHED)
    step = moves.take(act, "publish_directly" if row.state in directly else "correct", row)
    version = _version(row, revision)
    if act.by is not system:
        _refuse_unscreened(row, version, first=not (row.import_id or row.first_published_at))
    _refuse_incomplete(what_facts_lack(version.as_object()))
    _give_address(row, lambda: [text.get_latest_revision_as_object() for text in row.texts.all()])
    answer = _publish(act, row, version, row.pk)
    if answer["changed"]:
        step.done()
    return answer


@action("practice.publish-text")
def publish_text(
    act: Act, *, text: PracticeText, revision: int | None = None
) -> dict[str, Any]:  # fmt: skip
    """Make the latest version of a text public, or the one that is named; nothing else changes.

    Refused where it would go round the screening, as in `publish_practice`. A translation of a
    practice that is public needs no screening of its own.
    """
    act.require(is_secretariat(act.user))
    row = PracticeText.objects.select_for_update().select_related("practice").get(pk=text.pk)
    step = moves.take(act, "publish_text", row.practice)
    version = _version(row, revision)
    draft = version.as_object()
    translation = row.practice.live and draft.origin != TextOrigin.AUTHOR
    if act.by is not system and not translation:
        never = not (row.practice.import_id or row.first_published_at)
        _refuse_unscreened(row, version, first=never)
    _refuse_incomplete(what_a_text_lacks(draft))
    answer = _publish_text(act, row, version)
    if answer["changed"]:
        step.done()
    return answer


@action("practice.withdraw")
def withdraw_practice(act: Act, *, practice: Practice, reason: str = "") -> dict[str, Any]:
    """Take a practice with all its texts from the public; nothing is lost, and publishing it
    again brings it back as it was."""
    act.require(is_secretariat(act.user))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    if not row.live:
        return {"changed": False}
    step = moves.take(act, "withdraw", row)
    step.end_round()
    answer = take_from_public(act, row, reason)
    step.done(note=reason)
    return answer


@action("practice.withdraw-text")
def withdraw_text(act: Act, *, text: PracticeText, reason: str = "") -> dict[str, Any]:
    """Take the text in one language from the public; the others stay."""
    act.require(is_secretariat(act.user))
    row = PracticeText.objects.select_for_update().select_related("practice").get(pk=text.pk)
    step = moves.take(act, "withdraw_text", row.practice)
    answer = _withdraw(act, row, row.practice_id, reason)
    if answer["changed"]:
        step.done(note=reason)
    return answer


def publish_together(
    act: Act,
    practice: Practice,
    facts: Revision,
    texts: Sequence[tuple[PracticeText, Revision]],
) -> str:
    """Within an action: make the facts and texts public in the versions named; the address. The
    practice is locked."""
    _refuse_incomplete(what_facts_lack(facts.as_object()))
    drafts = [version.as_object() for _text, version in texts]
    for draft in drafts:
        _refuse_incomplete(what_a_text_lacks(draft))
    _give_address(practice, lambda: drafts)
    for text, version in texts:
        _publish_text(act, text, version)
    _publish(act, practice, facts, practice.pk)
    return practice.slug or ""


def take_from_public(act: Act, practice: Practice, reason: str) -> dict[str, Any]:
    """Within an action: out of pages, files and search with the change. The practice is locked."""
    return _withdraw(act, practice, practice.pk, reason)


def last_published(row: Drafted) -> Revision | None:
    """The version that is public, or was when it was last; None for what never was."""
    if row.live_revision_id is not None:
        return row.live_revision
    entry = (
        ModelLogEntry.objects.filter(
            content_type=row.get_content_type(),
            object_id=str(row.pk),
            action__in=("wagtail.publish", "practice.import"),
            revision__isnull=False,
        )
        .select_related("revision")
        .order_by("-timestamp", "-pk")
        .first()
    )
    return entry.revision if entry else None


def _refuse_incomplete(lacking: dict[str, str]) -> None:
    if lacking:
        raise Refused(lacking)


def _refuse_unscreened(row: Drafted, version: Revision, *, first: bool) -> None:
    """Keep anybody from going round the screening."""
    if first:
        raise Refused(_("It is published for the first time when its screening has accepted it."))
    public = last_published(row)
    others = row.revisions.filter(pk__lte=version.pk, user__isnull=False)
    others = others.exclude(user__groups__name=Role.SECRETARIAT)
    if public is not None and version.pk > public.pk and others.filter(pk__gt=public.pk).exists():
        raise Refused(_("It holds what its submitter changed; that is screened first."))


def _give_address(row: Practice, texts: Any) -> None:
    """Its first publication sets it."""
    if row.slug:
        return
    drafts: Iterable[PracticeText] = texts()
    if not drafts:
        raise Refused(_("A practice needs a text before it is published."))
    slugs.give(row, slugs.proposed(row.import_id, drafts, row.original_language))


def _publish_text(act: Act, row: PracticeText, version: Revision) -> dict[str, Any]:
    answer = _publish(act, row, version, row.practice_id)
    if answer["changed"]:
        row.refresh_from_db()
        made = {"html": rendered(row), "words_hash": source_hash(row)}
        PracticeText.objects.filter(pk=row.pk).update(**made)
    return answer


def _version(row: Drafted, revision: int | None) -> Revision:
    """The version that is named, else the latest; a first one is made where there is none."""
    if revision is None:
        return row.get_latest_revision() or row.save_revision(clean=False, changed=False)
    version = row.revisions.filter(pk=revision).first()
    if version is None:
        raise Refused(_("This version is not one of this practice."))
    return version


def _publish(act: Act, row: Drafted, version: Revision, practice_id: int) -> dict[str, Any]:
    if row.live and row.live_revision_id == version.pk:
        return {"changed": False}
    # Read anew, so that what was set on the row since, its address, is not written over.
    version = Revision.objects.get(pk=version.pk)
    version.publish(user=act.user_or_none, skip_permission_checks=True)
    act.details = {row._meta.model_name or "": row.pk, "revision": version.pk}
    act.changed("practice", practice_id)
    return {"changed": True}


def _withdraw(act: Act, row: Drafted, practice_id: int, reason: str) -> dict[str, Any]:
    if not row.live:
        return {"changed": False}
    # Wagtail grants this to nobody; the action has asked for itself.
    UnpublishAction(row, user=act.user_or_none).execute(skip_permission_checks=True)
    act.details = {row._meta.model_name or "": row.pk, "reason": reason}
    act.changed("practice", practice_id)
    return {"changed": True}
