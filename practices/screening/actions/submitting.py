"""The submitter hands a practice in, and may take it back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from hub import languages, vocabulary
from hub.actions import Act, Refused, action
from hub.working_days import working_days_later
from practices.models import Practice, PracticeText, RoundText, ScreeningRound, TextOrigin
from practices.screening import completeness, earlier, moves, rounds, rules, telling
from practices.screening.actions.watching import tell_where_nobody_reads

# No licence at all is agreed by this one.
NOT_STATED = "not-stated"


@action("screening.submit")
def submit(act: Act, *, practice: Practice, licence: str, language: str) -> dict[str, Any]:
    """Hand a practice in. Answers `{"round": 3, "reference": "GCM-2026-00042", "number": 1}`.

    licence: of reuse, as the submitter agrees to it now. language: of the text that the reviewers
    judge by, the original. Refused, with a sentence for each field by its name (`facts.levels`,
    `fr.summary`), where something is missing; and where it is being screened already.

    What is judged is named by revision: the facts, the original, and each other text that is
    complete. What is written from now on is another revision. What an organisation submits while
    it waits for verification is held until it is verified.
    """
    step = moves.take(act, "submit", practice)
    row = step.practice
    code = _language(language)
    if licence == NOT_STATED or licence not in vocabulary.set_named("licence"):
        raise Refused({"licence": _("Choose the licence under which others may reuse it.")})
    facts = row.get_latest_revision_as_object()
    texts = _texts(row, facts, code)
    lacking = completeness.lacking(facts, texts)
    if lacking:
        raise Refused(lacking)
    _has_news(row)
    facts.licence = licence
    round = ScreeningRound.objects.create(
        practice=row,
        number=row.rounds.count() + 1,
        facts=_keep(act, facts),
        language=code,
        licence=licence,
        submitted_by=act.user_or_none,
        held=bool(row.organisation and row.organisation.holds_submissions),
        due=working_days_later(timezone.localdate(), settings.HUB_SCREENING_DAYS),
        criteria=rules.criteria_now(),
    )
    RoundText.objects.bulk_create(
        RoundText(round=round, text=text, revision=_keep(act, text)) for text in texts
    )
    if not row.reference:
        row.reference = reference(row)
        Practice.objects.filter(pk=row.pk).update(reference=row.reference)
    earlier.compare(round)
    step.round = round
    step.done()
    key = f"{round.pk}"
    telling.submitter(telling.SUBMITTED, row, key, **telling.of(round))
    if not round.held:
        telling.secretariat(row, "submitted", f"submitted:{key}", **telling.of(round))
        tell_where_nobody_reads(round)
    act.details = {"practice": row.pk, "round": round.pk, "held": round.held}
    return {"round": round.pk, "reference": row.reference, "number": round.number}


@action("screening.take-back")
def take_back(act: Act, *, practice: Practice) -> dict[str, Any]:
    """End the screening before it is decided; it is a draft again. What is public stays."""
    step = moves.take(act, "take_back", practice)
    rounds.close(step.the_round)
    step.done()
    telling.secretariat(
        step.practice, "taken-back", f"taken-back:{step.the_round.pk}", **telling.of(step.the_round)
    )
    return {"practice": practice.pk}


def reference(practice: Practice) -> str:
    """The number under which the submitter and the secretariat speak of it. Made of its key, so
    that two at once never get the same and none has to wait for a counter."""
    return f"GCM-{timezone.localdate().year}-{practice.pk:05d}"


def _language(tag: str) -> str:
    try:
        return languages.normalise(tag)
    except ValueError as error:
        raise Refused({"language": _("This is no language.")}) from error


def _texts(row: Practice, facts: Practice, original: str) -> list[PracticeText]:
    """The drafts of the texts that are judged: the original first, then the others that their
    writers finished. A translation that is still being made comes later, by itself."""
    drafts = [text.get_latest_revision_as_object() for text in row.texts.all()]
    chosen = [text for text in drafts if text.language == original]
    if not chosen:
        raise Refused({"language": _("There is no text in this language.")})
    others = (text for text in drafts if text.language != original)
    chosen += [
        text
        for text in others
        if text.origin == TextOrigin.AUTHOR or completeness.is_ready(facts, text)
    ]
    return chosen


def _has_news(row: Practice) -> None:
    changed = row.has_unpublished_changes or any(
        text.has_unpublished_changes or not text.live for text in row.texts.all()
    )
    if row.live and not changed:
        raise Refused(_("Nothing has been changed since it was published."))


def _keep(act: Act, draft: Practice | PracticeText) -> Revision:
    """A revision of its own for the round, so that it names exactly what was submitted."""
    return draft.save_revision(user=act.user_or_none, clean=False, changed=True)
