"""Decisions about one post. Each is a function of a running act, so that many posts can be decided
on in one, and an action of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from discussions import log
from discussions.models import Deed, EventKind, Post, PostState, Report, ReportState, Warning
from discussions.moderation import record, words
from discussions.moderation.changes import locked, reports_seen
from discussions.moderation.reasons import LONGEST_NOTE, Reasons
from discussions.moderation.telling import report_decided
from discussions.posting.publishing import bring_out
from discussions.telling import notices
from hub.actions import Act, Refused, action
from practices.screening.limits import refuse_long


@dataclass(frozen=True)
class Said:
    """What a moderator gave for a decision. reason: a key, "" for none; note: their own words, in
    `language`; seen: see the package."""

    reason: str = ""
    note: str = ""
    language: str = ""
    seen: str = ""


class NotThisOne(Refused):
    """It cannot be done to this post; among many it is left as it is."""


def _refuse_own(act: Act, post: Post) -> None:
    """Nobody decides in their own favour."""
    if post.author_id is not None and act.user_or_none == post.author:
        raise NotThisOne(_("This is your own post: another moderator decides on it."))


def _release(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, [PostState.HELD], wording=True)
    _refuse_own(act, row)
    told = words.of(row, reasons, "", said.note, said.language)
    bring_out(act, row)
    Post.objects.filter(pk=row.pk).update(told=told.text, told_language=told.language)
    _write(act, row, Deed.RELEASE, said)
    notices.post_released(act, row)
    return row


def _refuse(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, [PostState.HELD])
    reasons.refuse_unknown(said.reason, said.note)
    _set(row, PostState.REFUSED, words.of(row, reasons, said.reason, said.note, said.language))
    _write(act, row, Deed.REFUSE, said)
    notices.post_refused(act, row)
    return row


def _hide(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, [PostState.PUBLISHED])
    reasons.refuse_unknown(said.reason, said.note)
    _set(row, PostState.HIDDEN, words.of(row, reasons, said.reason, said.note, said.language))
    settle_reports(act, row, ReportState.UPHELD)
    _write(act, row, Deed.HIDE, said)
    notices.post_hidden(act, row)
    log.happened(act, row.topic, EventKind.POST_HIDDEN, row, counts=-1)
    return row


def _restore(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, [PostState.HIDDEN])
    _refuse_own(act, row)
    _set(row, PostState.PUBLISHED, words.of(row, reasons, "", said.note, said.language))
    _write(act, row, Deed.RESTORE, said)
    notices.post_restored(act, row)
    log.happened(act, row.topic, EventKind.POST_RESTORED, row, counts=1)
    return row


def _warn(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, [PostState.PUBLISHED, PostState.HIDDEN])
    reasons.refuse_unknown(said.reason, said.note)
    told = words.of(row, reasons, said.reason, said.note, said.language)
    settle_reports(act, row, ReportState.UPHELD)
    _write(act, row, Deed.WARN, said)
    if row.author is not None:
        warning = Warning.objects.create(
            user=row.author, post=row, reason=said.reason, told=told.text,
            language=told.language, by=act.user_or_none,
        )  # fmt: skip
        notices.author_warned(act, warning)
    return row


def _dismiss(act: Act, post: Post, said: Said, reasons: Reasons) -> Post:
    row = locked(act, post, said.seen, list(PostState))
    _refuse_own(act, row)
    refuse_long("note", said.note, LONGEST_NOTE)
    if not settle_reports(act, row, ReportState.DISMISSED, reports_seen(said.seen)):
        raise NotThisOne(_("No report about this post is open."))
    _write(act, row, Deed.DISMISS, said)
    return row


Decide = Callable[[Act, Post, Said, Reasons], Post]
DECISIONS: dict[Deed, Decide] = {
    Deed.RELEASE: _release,
    Deed.REFUSE: _refuse,
    Deed.HIDE: _hide,
    Deed.RESTORE: _restore,
    Deed.WARN: _warn,
    Deed.DISMISS: _dismiss,
}


def settle_reports(act: Act, post: Post, state: ReportState, until: int | None = None) -> int:
    """Close what is open about a post, and tell who reported it. until: the key of the last one
    that is meant, None for all. Answers how many there were."""
    found = Report.objects.open().filter(post=post)
    open_ones = list((found if until is None else found.filter(pk__lte=until)).order_by("pk"))
    Report.objects.filter(pk__in=[each.pk for each in open_ones]).update(
        state=state, decided_by=act.user_or_none, decided_at=timezone.now()
    )
    for each in open_ones:
        report_decided(each)
    return len(open_ones)


def _set(row: Post, state: PostState, told: words.Words) -> None:
    Post.objects.filter(pk=row.pk).update(
        state=state, told=told.text, told_language=told.language, version=F("version") + 1
    )
    row.state, row.told, row.told_language = state, told.text, told.language
    row.version += 1


def _write(act: Act, row: Post, deed: Deed, said: Said) -> None:
    """The line in the log, and that the post changed."""
    record.deed(
        act, row.topic.space, deed, row.topic, row, said.reason, said.note.strip(),
        {"language": words.language_of(said.language)} if said.note.strip() else {},
    )  # fmt: skip
    act.details = {"post": row.pk, "topic": row.topic_id}
    act.changed("post", row.pk)


def _alone(act: Act, deed: Deed, post: Post, said: Said) -> dict[str, Any]:
    row = DECISIONS[deed](act, post, said, Reasons())
    return {"post": row.pk, "state": str(row.state)}


@action("moderation.release")
def release(
    act: Act, *, post: Post, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Publish a held post. Answers, as all of these, `{"post": pk, "state": "published"}`."""
    return _alone(act, Deed.RELEASE, post, Said("", note, language, seen))


@action("moderation.refuse")
def refuse(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Do not publish a held post; its author is told why, in the ready-made words of the reason
    (a key of `ReportReason`) and in those of the note."""
    return _alone(act, Deed.REFUSE, post, Said(reason, note, language, seen))


@action("moderation.hide")
def hide(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Take a published post out of sight everywhere at once; a stub stays in its place, and its
    author is told why. What was reported of it is upheld."""
    return _alone(act, Deed.HIDE, post, Said(reason, note, language, seen))


@action("moderation.restore")
def restore(
    act: Act, *, post: Post, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Show a hidden post again, in the place that it had."""
    return _alone(act, Deed.RESTORE, post, Said("", note, language, seen))


@action("moderation.warn")
def warn(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Tell an author what is wrong with a post and leave it as it is. What was reported of it is
    upheld."""
    return _alone(act, Deed.WARN, post, Said(reason, note, language, seen))


@action("moderation.dismiss")
def dismiss(
    act: Act, *, post: Post, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Leave a reported post as it is: its open reports are settled."""
    return _alone(act, Deed.DISMISS, post, Said("", note, language, seen))
