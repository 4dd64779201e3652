"""Writing what is not public yet: the facts of a practice, and its text in each language.

Content comes and goes in the shape of a revision (`Practice.serializable_data`): columns by name,
children as lists of objects, with a `pk` where they stand in the table already. Fields that are
left out stay as they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import Revision

from hub import languages
from hub.actions import Act, Refused, action
from hub.models import Organisation
from hub.permissions import can_draft_for, is_secretariat
from practices.files import own_files
from practices.merging import Merged, base_of, merge
from practices.models import (
    EvidenceSource,
    Practice,
    PracticeText,
    RoundText,
    ScreeningRound,
    TextOrigin,
)
from practices.permissions import can_translate, can_write
from practices.staleness import source_hash

if TYPE_CHECKING:
    from hub.models import User

Content = dict[str, Any]
Base = dict[str, str]
Drafted = TypeVar("Drafted", Practice, PracticeText)

# What no page shows by itself: it follows another field, or the action sets it.
_LED = {"evidence_source": "evidence", "source_hash": ""}
# Two people who write by turns keep a version at each turn; of those that nothing names, so many.
VERSIONS_KEPT = 100


class Stale(Exception):
    """Somebody else saved, since the writer read, another value of a field that is sent now.
    Nothing was written.

    number: the `draft_number` now. mine, content: the clashing fields as they were sent and as
    they are saved, both in the shape of a revision. by, at: who saved last, and when.
    """

    def __init__(
        self,
        *,
        number: int,
        content: Content,
        by: User | None,
        at: datetime | None,
        mine: Content,
    ) -> None:
        self.number, self.content, self.by, self.at, self.mine = number, content, by, at, mine
        super().__init__(f"draft {number}: {', '.join(content)}")


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
    act: Act,
    *,
    practice: Practice,
    content: Content,
    over: int | None = None,
    seen: int | None = None,
    base: Base | None = None,
) -> dict[str, Any]:
    """Keep a version of the facts; what is public stays.

    Answers `{"revision": 9, "draft_number": 4, "saved_at": "…", "kept": [], "base": {…}}`.
    `kept` names the fields that were only sent along while somebody else changed them: the saved
    values stand. `base` is that of the other fields that were sent, for the next save.

    seen: the `draft_number` that the writer read. Such a save undoes nobody's: a field that
    another changed meanwhile raises `Stale`. It goes over the latest version where that is the
    writer's own, not public and not being judged; else a new one is kept.
    base: what the writer read, by `merging.base_of`; with it only fields that both changed clash.
    over: the id of the working revision to overwrite, for who does not say what was seen; it
    must be the latest and one's own, else a new one is kept.
    """
    return keep_facts(act, practice, content, over, seen, base)


def keep_facts(
    act: Act,
    practice: Practice,
    content: Content,
    over: int | None = None,
    seen: int | None = None,
    base: Base | None = None,
) -> dict[str, Any]:
    """`save_draft` as a part of another action."""
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    act.require(can_write(act.user, row))
    if not is_secretariat(act.user):
        content = _said_by_submitter(row, content)
    return _save(act, row, _with_own_children(row, content), over, seen, base)


@action("practice.add-text")
def add_text(
    act: Act, *, practice: Practice, language: str, content: Content
) -> dict[str, Any]:  # fmt: skip
    """A text in one more language, not public yet. Answers `{"text": 3, "revision": 9}`.

    One that somebody or something translated remembers the original that it was made from.
    """
    # Locked, so that of two at once in the same language the second is told so.
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    code = _language(language, "language")
    act.require(_may_write(act, row, code))
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
    seen: int | None = None,
    base: Base | None = None,
    follows_original: bool = False,
) -> dict[str, Any]:
    """Keep a version of a text; what is public stays. As `save_draft`.

    follows_original: the writer says that this translation follows the original as it is now.
    """
    return keep_text(act, text, content, over, seen, base, follows_original)


def keep_text(
    act: Act,
    text: PracticeText,
    content: Content,
    over: int | None = None,
    seen: int | None = None,
    base: Base | None = None,
    follows_original: bool = False,
) -> dict[str, Any]:
    """`save_text` as a part of another action."""
    row = PracticeText.objects.select_related("practice").select_for_update().get(pk=text.pk)
    act.require(_may_write(act, row.practice, row.language))
    content = {name: value for name, value in content.items() if name != "source_hash"}
    if follows_original:
        content["source_hash"] = _hash_of_original(row.practice)
    return _save(act, row, content, over, seen, base)


def _save(
    act: Act,
    row: Drafted,
    content: Content,
    over: int | None,
    seen: int | None = None,
    base: Base | None = None,
) -> dict[str, Any]:
    """`row` is locked: of two saves at once the second sees what the first has written."""
    stored = row.get_latest_revision_as_object().serializable_data()
    guarded = seen is not None or base is not None
    kept: list[str] = []
    sent = list(content)
    if guarded:
        content, kept = _unless_stale(row, content, stored, seen, base or {})
    act.details = {row._meta.model_name or "": row.pk}
    if guarded and not content and row.latest_revision is not None:
        return _saved(row, row.latest_revision, sent, kept)
    draft = row.with_content_json({**stored, **content, "pk": row.pk})
    user = act.user_or_none
    overwritten = _working(row, user, over, guarded)
    revision = draft.save_revision(
        user=user,
        clean=False,
        changed=True,
        overwrite_revision=overwritten,
        log_action=overwritten is None,
    )
    row._meta.model._default_manager.filter(pk=row.pk).update(draft_number=F("draft_number") + 1)
    row.draft_number += 1
    if overwritten is None:
        _thin_out(row, revision)
    act.details["revision"] = revision.pk
    return _saved(row, revision, sent, kept)


def _saved(row: Drafted, revision: Revision, sent: list[str], kept: list[str]) -> dict[str, Any]:
    return {
        "revision": revision.pk,
        "draft_number": row.draft_number,
        "saved_at": revision.created_at.isoformat(),
        "kept": kept,
        "base": base_of(revision.content, [name for name in sent if name not in kept]),
    }


def _unless_stale(
    row: Drafted, content: Content, stored: Content, seen: int | None, base: Base
) -> tuple[Content, list[str]]:
    """What of the content is to be written, and the fields that were only sent along; `Stale`
    where it would undo what somebody else saved."""
    # As the columns have it: with the defaults of children that were sent without them.
    sent = row.with_content_json({**stored, **content, "pk": row.pk}).serializable_data()
    led = {name for name, leader in _LED.items() if not leader or leader in content}
    merged: Merged = merge(
        {name: sent[name] for name in content if name in sent and name not in led},
        stored,
        base,
        current=seen is None or seen == row.draft_number,
    )
    if merged.clashing:
        latest = row.latest_revision
        raise Stale(
            number=row.draft_number,
            content={name: stored.get(name) for name in merged.clashing},
            mine={name: content[name] for name in merged.clashing},
            by=latest.user if latest else None,
            at=latest.created_at if latest else None,
        )
    # A leader that is "" counts as written.
    written = {"", *merged.write}
    written.update(name for name in led if _LED[name] in written)
    return {name: content[name] for name in content if name in written}, merged.kept


def _working(row: Drafted, user: User | None, over: int | None, guarded: bool) -> Revision | None:
    """The version that may be written over: the latest, one's own, not public, judged by nobody."""
    latest = row.latest_revision_id
    if latest is None or latest == row.live_revision_id:
        return None
    if not guarded and over != latest:
        return None
    if latest in _judged([latest]):
        return None
    return row.revisions.filter(pk=latest, user=user).first()


def _judged(revisions: list[int]) -> set[int]:
    """Those that a screening round names."""
    return {
        *ScreeningRound.objects.filter(facts__in=revisions).values_list("facts", flat=True),
        *RoundText.objects.filter(revision__in=revisions).values_list("revision", flat=True),
    }


def _thin_out(row: Drafted, newest: Revision) -> None:
    newest_first = row.revisions.order_by("-pk").values_list("pk", flat=True)
    old: list[int] = list(newest_first[VERSIONS_KEPT:])
    if old:
        named: set[int | None] = {newest.pk, row.live_revision_id, *_judged(old)}
        row.revisions.filter(pk__in=set(old) - named).delete()


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
    if "files" in given:
        given["files"] = own_files(row, given["files"])
    return given


def _may_write(act: Act, practice: Practice, language: str) -> bool:
    """Translations are written by more people than the original."""
    if language == practice.original_language:
        return can_write(act.user, practice)
    return can_translate(act.user, practice)


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
