"""Writing what is not public yet: the facts of a practice, and its text in each language.

Content comes and goes in the shape of a revision (`Practice.serializable_data`): columns by name,
children as lists of objects. Fields that are left out stay as they are.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Act, Refused, action
from hub.models import Organisation
from hub.permissions import is_member, is_secretariat
from practices.models import Practice, PracticeText
from practices.permissions import can_edit_practice

Content = dict[str, Any]
Drafted = TypeVar("Drafted", Practice, PracticeText)


@action("practice.start")
def start_practice(
    act: Act,
    *,
    original_language: str,
    organisation: Organisation | None = None,
    content: Content | None = None,
) -> dict[str, Any]:
    """A new practice with nothing public. Answers `{"practice": 7, "revision": 9}`."""
    act.require(
        is_secretariat(act.user)
        or (organisation is not None and is_member(act.user, organisation))
    )  # fmt: skip
    practice = Practice(
        original_language=_language(original_language, "original_language"),
        organisation=organisation,
        focal_point=act.user_or_none,
    )
    practice.save()
    answer = _save(act, practice, content or {}, None)
    return {"practice": practice.pk, **answer}


@action("practice.save-draft")
def save_draft(
    act: Act, *, practice: Practice, content: Content, over: int | None = None
) -> dict[str, Any]:
    """Keep a version of the facts; what is public stays. Answers `{"revision": 9}`.

    over: the id of the working revision to overwrite; it must be the latest and one's own, else
    a new one is kept.
    """
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_edit_practice(act.user, row))
    return _save(act, row, content, over)


@action("practice.add-text")
def add_text(
    act: Act, *, practice: Practice, language: str, content: Content
) -> dict[str, Any]:  # fmt: skip
    """A text in one more language, not public yet. Answers `{"text": 3, "revision": 9}`."""
    act.require(can_edit_practice(act.user, practice))
    code = _language(language, "language")
    if PracticeText.objects.filter(practice=practice, language=code).exists():
        name = languages.language_name(code, languages.current().code)
        raise Refused({"language": _("There is a text in %(language)s.") % {"language": name}})
    title = str(content.get("title") or "").strip()
    if not title:
        raise Refused({"title": _("A text needs a title.")})
    longest = PracticeText._meta.get_field("title").max_length
    text = PracticeText(practice=practice, language=code, title=title[:longest])
    text.save()
    answer = _save(act, text, content, None)
    return {"text": text.pk, **answer}


@action("practice.save-text")
def save_text(
    act: Act, *, text: PracticeText, content: Content, over: int | None = None
) -> dict[str, Any]:
    """Keep a version of a text; what is public stays. As `save_draft`."""
    row = PracticeText.objects.select_related("practice").select_for_update().get(pk=text.pk)
    act.require(can_edit_practice(act.user, row.practice))
    return _save(act, row, content, over)


def _save(act: Act, row: Drafted, content: Content, over: int | None) -> dict[str, Any]:
    latest = row.get_latest_revision_as_object()
    draft = row.with_content_json({**latest.serializable_data(), **content})
    user = act.user_or_none
    overwritten = None
    if over is not None and over == row.latest_revision_id and over != row.live_revision_id:
        overwritten = row.revisions.filter(pk=over, user=user).first()
    revision = draft.save_revision(
        user=user, clean=False, changed=True, overwrite_revision=overwritten, log_action=True
    )
    act.details = {row._meta.model_name or "": row.pk, "revision": revision.pk}
    return {"revision": revision.pk}


def _language(tag: str, field: str) -> str:
    try:
        return languages.normalise(tag)
    except ValueError as error:
        raise Refused({field: _("This is no language.")}) from error
