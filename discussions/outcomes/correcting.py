"""Answering for an outcome after it is published: corrections, and reports of misquotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from discussions import log
from discussions.models import (
    Citation,
    Deed,
    EventKind,
    Misquotation,
    MisquotationState,
    Outcome,
    OutcomeParagraph,
)
from discussions.moderation import record
from discussions.outcomes import wording
from discussions.outcomes.permissions import can_answer_misquotation, can_report_misquotation
from discussions.outcomes.publishing import touch_posts
from discussions.outcomes.saving import Stale, locked
from discussions.permissions import can_moderate_topic
from discussions.telling import notices
from hub import languages
from hub.actions import Act, Refused, action

LONGEST_SAID = 2_000


@action("outcome.correct")
def correct_outcome(
    act: Act,
    *,
    outcome: Outcome,
    seen: int,
    paragraph: OutcomeParagraph | None = None,
    texts: Mapping[str, str] | None = None,
    posts: Sequence[int] | None = None,
    remove: bool = False,
    reason: str = "",
) -> dict[str, Any]:
    """Change a paragraph of a published outcome, or without one what it says has changed.

    texts: by language; those that are not named stay, "" takes one out. posts: all that the
    paragraph rests on from now on; None leaves them. remove: take the paragraph out. reason: why,
    for the log, which keeps the wording from before. seen: the number of the outcome that was
    read; another one now raises `Stale`.

    What was said already and is said otherwise is a correction: the paragraph says so, and who
    was told of the outcome is told. A language that was missing is only added.
    Answers `{"outcome": pk, "number": number, "corrected": whether it was a correction}`.
    Refuses by the names `text-fr`, `posts`, `reason`, or "".
    """
    locked(outcome.topic)
    row = Outcome.objects.select_related("topic__space").get(pk=outcome.pk)
    act.require(can_moderate_topic(act.user, row.topic))
    if not reason.strip():
        raise Refused({"reason": _("Say why, for those who read the log.")})
    done = _correct(
        act, row, seen, _Change(paragraph, texts or {}, posts, remove), reason.strip()
    )  # fmt: skip
    if done is None:
        raise Refused(_("Nothing was changed."))
    act.changed("outcome", row.pk)
    return {"outcome": row.pk, "number": row.number, "corrected": done}


@dataclass(frozen=True)
class _Change:
    paragraph: OutcomeParagraph | None
    texts: Mapping[str, str]
    posts: Sequence[int] | None
    remove: bool = False


def _correct(act: Act, outcome: Outcome, seen: int, change: _Change, reason: str) -> bool | None:
    """Carry out a change of a published outcome: whether it corrects what was said, None where it
    changes nothing."""
    if outcome.published_at is None:
        raise Refused(_("The outcome is not published yet."))
    if outcome.number != seen:
        content = wording.content_of(outcome)
        raise Stale(outcome.number, outcome.written_by, content, content)
    paragraph = change.paragraph
    if paragraph is None:
        before: dict[str, Any] = {"texts": wording.content_of(outcome)["changed"], "posts": []}
        longest, number = wording.LONGEST_CHANGED, 0
    else:
        keys = list(outcome.paragraphs.values_list("pk", flat=True))
        if paragraph.pk not in keys:
            raise Refused(_("This paragraph is not there any more."))
        before = wording.paragraph_content(OutcomeParagraph.objects.get(pk=paragraph.pk))
        longest, number = wording.LONGEST_PARAGRAPH, keys.index(paragraph.pk) + 1
        if change.remove and len(keys) == 1:
            raise Refused(_("An outcome has at least one paragraph. Correct this one."))
    texts = wording.merged(before["texts"], change.texts)
    posts = before["posts"] if change.posts is None else list(dict.fromkeys(change.posts))
    if not change.remove:
        _check(outcome, before, texts, posts, longest, is_paragraph=paragraph is not None)
    same_posts = sorted(posts) == sorted(before["posts"])
    if not change.remove and texts == before["texts"] and same_posts:
        return None
    corrects = (
        change.remove
        or not same_posts
        or any(texts.get(code) != said for code, said in before["texts"].items())
    )
    now = timezone.now()
    if paragraph is None:
        wording.write_changed(outcome, texts)
    elif change.remove:
        OutcomeParagraph.objects.filter(pk=paragraph.pk).delete()
    else:
        wording.write_texts(paragraph, texts)
        wording.write_citations(paragraph, posts)
        if corrects:
            OutcomeParagraph.objects.filter(pk=paragraph.pk).update(corrected_at=now)
    outcome.number += 1
    if corrects:
        outcome.corrected_at = now
    outcome.save(update_fields=["number", "corrected_at"])
    touch_posts(outcome, also=set(before["posts"]))
    _write_down(act, outcome, number, before, reason, change.remove)
    if corrects:
        notices.outcome_corrected(act, outcome)
    log.happened(act, outcome.topic, EventKind.TOPIC_CHANGED)
    return corrects


def _check(
    outcome: Outcome,
    before: dict[str, Any],
    texts: Mapping[str, str],
    posts: Sequence[int],
    longest: int,
    *,
    is_paragraph: bool,
) -> None:
    wrong = wording.wrong_with(texts, longest, "text")
    own = outcome.original_language
    if not texts.get(own):
        wrong[f"text-{own}"] = _("The text in the original language cannot be left out.")
    if is_paragraph and not posts:
        wrong["posts"] = _("Say which posts this paragraph rests on.")
    elif not_citable := wording.wrong_citations(outcome.topic, posts, before["posts"]):
        wrong["posts"] = not_citable
    if wrong:
        raise Refused(wrong)


def _write_down(
    act: Act, outcome: Outcome, number: int, before: dict[str, Any], reason: str, removed: bool
) -> None:
    details = {
        "did": "removed" if removed else "corrected",
        "paragraph": number,
        "before": before["texts"],
        "posts": before["posts"],
    }
    topic = outcome.topic
    record.deed(act, topic.space, Deed.OUTCOME, topic=topic, note=reason, details=details)


@action("misquotation.report")
def report_misquotation(
    act: Act, *, citation: Citation, said: str, language: str
) -> dict[str, Any]:  # fmt: skip
    """Say that a paragraph misreads one's own post. Answers `{"misquotation": pk}`; refuses by
    the names `said` and `language`, and where the time for it is over."""
    row = (
        Citation.objects.select_related("post", "paragraph__outcome__topic__space")
        .filter(pk=citation.pk)
        .first()
    )
    if row is None:
        raise Refused(_("This paragraph does not rest on your post any more."))
    act.require(row.post.author_id is not None and row.post.author_id == act.user.pk)
    if not can_report_misquotation(act.user, row):
        raise Refused(_("The time to report a misquotation is over, or your report waits already."))
    said = said.strip()
    if not said or len(said) > LONGEST_SAID:
        raise Refused({"said": _("Say what is wrong, in 2,000 characters at most.")})
    if not languages.tag_is_valid(language):
        raise Refused({"language": _("This language is not known.")})
    made = Misquotation.objects.create(
        outcome=row.paragraph.outcome,
        paragraph=row.paragraph,
        post=row.post,
        by=act.user,
        said=said,
        language=languages.normalise(language),
    )
    notices.misquotation_reported(act, made)
    act.changed("misquotation", made.pk)
    return {"misquotation": made.pk}


@action("misquotation.answer")
def answer_misquotation(
    act: Act,
    *,
    misquotation: Misquotation,
    corrected: bool,
    answer: str,
    language: str,
    seen: int = 0,
    texts: Mapping[str, str] | None = None,
    posts: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Decide a report: correct the paragraph as `correct_outcome` does, or leave it as it is.

    answer: what the reporter is told, in `language`; needed where nothing is changed.
    Answers `{"misquotation": pk, "state": …}`. Refuses by the names `answer`, `language`, and
    those of `correct_outcome`; a report that was decided before is refused, too.
    """
    locked(misquotation.outcome.topic)
    row = Misquotation.objects.select_related("outcome__topic__space", "paragraph").get(
        pk=misquotation.pk
    )
    act.require(can_answer_misquotation(act.user, row))
    if row.state != MisquotationState.OPEN:
        raise Refused(_("This report was answered already."))
    answer = answer.strip()
    if len(answer) > LONGEST_SAID or not (answer or corrected):
        raise Refused({"answer": _("Say why nothing is changed, in 2,000 characters at most.")})
    if not languages.tag_is_valid(language):
        raise Refused({"language": _("This language is not known.")})
    if corrected:
        if row.paragraph is None:
            raise Refused(_("This paragraph is not there any more."))
        reason = answer or _("A misquotation was reported.")
        change = _Change(row.paragraph, texts or {}, posts)
        if not _correct(act, row.outcome, seen, change, reason):
            raise Refused(_("Nothing was corrected: change the text, or what it rests on."))
    row.state = MisquotationState.CORRECTED if corrected else MisquotationState.REJECTED
    row.answer, row.answer_language = answer, languages.normalise(language)
    row.decided_by, row.decided_at = act.user_or_none, timezone.now()
    row.save()
    if not corrected:
        record.deed(
            act,
            row.outcome.topic.space,
            Deed.OUTCOME,
            topic=row.outcome.topic,
            post=row.post,
            note=answer,
            details={"did": "not corrected", "report": row.pk},
        )
    notices.misquotation_answered(act, row)
    act.changed("misquotation", row.pk)
    if corrected:
        act.changed("outcome", row.outcome_id)
    return {"misquotation": row.pk, "state": row.state}
