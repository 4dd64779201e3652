"""Writing what is not public yet: the facts of a practice, and its text in each language.

Content comes and goes in the shape of a revision (`Practice.serializable_data`): columns by name,
children as lists of objects, with a `pk` where they stand in the table already. Fields that are
left out stay as they are.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Act, Refused, action
from hub.models import Organisation
from hub.permissions import can_draft_for, is_secretariat
from practices.models import EvidenceSource, Practice, PracticeText, TextOrigin
from practices.permissions import can_edit_practice
from practices.staleness import source_hash

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
        or (organisation is not None and can_draft_for(act.user, organisation))
    )
    practice = Practice(
        original_language=_language(original_language, "original_language"),
        organisation=organisation,
        focal_point=act.user_or_none,
    )
    practice.save()
    content = _said_by_submitter(practice, content or {})
    answer = _save(act, practice, _with_own_children(practice, content), None)
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
    if not is_secretariat(act.user):
        content = _said_by_submitter(row, content)
    return _save(act, row, _with_own_children(row, content), over)


@action("practice.add-text")
def add_text(
    act: Act, *, practice: Practice, language: str, content: Content
) -> dict[str, Any]:  # fmt: skip
    """A text in one more language, not public yet. Answers `{"text": 3, "revision": 9}`.

    One that somebody or something translated remembers the original that it was made from.
    """
    # Locked, so that of two at once in the same language the second is told so.
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_edit_practice(act.user, row))
    code = _language(language, "language")
    if PracticeText.objects.filter(practice=row, language=code).exists():
        name = languages.language_in_sentence(code, languages.current().code)
        raise Refused({"language": _("There is a text in %(language)s.") % {"language": name}})
    title = str(content.get("title") or "").strip()
    if not title:
        raise Refused({"title": _("A text needs a title.")})
    longest = PracticeText._meta.get_field("title").max_length
    origin = content.get("origin", TextOrigin.AUTHOR)
    if origin not in TextOrigin.values:
        raise Refused({"origin": _("Say who wrote it.")})
    # The row itself says what lists of drafts show; the rest waits in the draft.
    text = PracticeText(practice=row, language=code, title=title[:longest], origin=origin)
    text.save()
    if origin != TextOrigin.AUTHOR:
        content = {**content, "source_hash": _hash_of_original(row)}
    answer = _save(act, text, content, None)
    return {"text": text.pk, **answer}


@action("practice.save-text")
def save_text(
    act: Act,
    *,
    text: PracticeText,
    content: Content,
    over: int | None = None,
    follows_original: bool = False,
) -> dict[str, Any]:
    """Keep a version of a text; what is public stays. As `save_draft`.

    follows_original: the writer says that this translation follows the original as it is now.
    """
    row = PracticeText.objects.select_related("practice").select_for_update().get(pk=text.pk)
    act.require(can_edit_practice(act.user, row.practice))
    content = {name: value for name, value in content.items() if name != "source_hash"}
    if follows_original:
        content["source_hash"] = _hash_of_original(row.practice)
    return _save(act, row, content, over)


def _save(act: Act, row: Drafted, content: Content, over: int | None) -> dict[str, Any]:
    latest = row.get_latest_revision_as_object()
    draft = row.with_content_json({**latest.serializable_data(), **content, "pk": row.pk})
    user = act.user_or_none
    overwritten = None
    if over is not None and over == row.latest_revision_id and over != row.live_revision_id:
        overwritten = row.revisions.filter(pk=over, user=user).first()
    revision = draft.save_revision(
        user=user, clean=False, changed=True, overwrite_revision=overwritten, log_action=True
    )
    act.details = {row._meta.model_name or "": row.pk, "revision": revision.pk}
    return {"revision": revision.pk}


def _said_by_submitter(row: Practice, content: Content) -> Content:
    """Whoever submits a practice cannot say that screening found its evidence."""
    given = {name: value for name, value in content.items() if name != "evidence_source"}
    evidence = given.get("evidence", "")
    if "evidence" in given and evidence != row.get_latest_revision_as_object().evidence:
        given["evidence_source"] = EvidenceSource.SUBMITTER if evidence else ""
    return given


def _with_own_children(row: Practice, content: Content) -> Content:
    """The content with no key of another practice's child: publishing would take that child away
    from it."""
    given = dict(content)
    for relation in Practice.CHILDREN:
        if relation in given:
            own = set(getattr(row, relation).values_list("pk", flat=True))
            parent = Practice._meta.get_field(relation).field.name  # type: ignore[union-attr]  # a reverse relation
            given[relation] = [
                {**child, parent: row.pk, "pk": child["pk"] if child.get("pk") in own else None}
                for child in given[relation]
            ]
    return given


def _hash_of_original(practice: Practice) -> str:
    """The original as the public reads it, or its draft before that; "" where there is none."""
    original = practice.texts.filter(language=practice.original_language).first()
    if original is None:
        return ""
    return source_hash(original if original.live else original.get_latest_revision_as_object())


def _language(tag: str, field: str) -> str:
    try:
        return languages.normalise(tag)
    except ValueError as error:
        raise Refused({field: _("This is no language.")}) from error
