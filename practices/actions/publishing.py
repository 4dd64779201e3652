"""Making facts and texts public, and taking them back. Each is published for itself."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from hub.actions import Act, Refused, action
from hub.permissions import is_secretariat
from practices import slugs
from practices.models import Practice, PracticeText
from practices.publishable import what_a_text_lacks, what_facts_lack
from practices.rendering import rendered
from practices.staleness import source_hash

Drafted = TypeVar("Drafted", Practice, PracticeText)


@action("practice.publish")
def publish_practice(
    act: Act, *, practice: Practice, revision: int | None = None
) -> dict[str, Any]:  # fmt: skip
    """Make the latest version of the facts public, or the one that is named; no text changes.

    Anyone sees the practice once a text of it is public too. Its first publication sets its
    address. Refused, with a sentence for each field, where the facts are not complete.
    """
    act.require(is_secretariat(act.user))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    version = _version(row, revision)
    lacking = what_facts_lack(version.as_object())
    if lacking:
        raise Refused(lacking)
    if not row.slug:
        texts = [text.get_latest_revision_as_object() for text in row.texts.all()]
        if not texts:
            raise Refused(_("A practice needs a text before it is published."))
        slugs.give(row, slugs.proposed(row.import_id, texts, row.original_language))
    return _publish(act, row, version, row.pk)


@action("practice.publish-text")
def publish_text(
    act: Act, *, text: PracticeText, revision: int | None = None
) -> dict[str, Any]:  # fmt: skip
    """Make the latest version of a text public, or the one that is named; nothing else changes."""
    act.require(is_secretariat(act.user))
    row = PracticeText.objects.select_for_update().get(pk=text.pk)
    version = _version(row, revision)
    lacking = what_a_text_lacks(version.as_object())
    if lacking:
        raise Refused(lacking)
    answer = _publish(act, row, version, row.practice_id)
    if answer["changed"]:
        row.refresh_from_db()
        made = {"html": rendered(row), "words_hash": source_hash(row)}
        PracticeText.objects.filter(pk=row.pk).update(**made)
    return answer


@action("practice.withdraw")
def withdraw_practice(act: Act, *, practice: Practice, reason: str = "") -> dict[str, Any]:
    """Take a practice with all its texts from the public; nothing is lost, and publishing it
    again brings it back as it was."""
    act.require(is_secretariat(act.user))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    return _withdraw(act, row, row.pk, reason)


@action("practice.withdraw-text")
def withdraw_text(act: Act, *, text: PracticeText, reason: str = "") -> dict[str, Any]:
    """Take the text in one language from the public; the others stay."""
    act.require(is_secretariat(act.user))
    row = PracticeText.objects.select_for_update().get(pk=text.pk)
    return _withdraw(act, row, row.practice_id, reason)


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
