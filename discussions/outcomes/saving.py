"""Keeping the draft of an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from discussions.models import Outcome, OutcomeParagraph, Topic
from discussions.outcomes import wording
from discussions.outcomes.wording import Content
from discussions.permissions import can_moderate_topic
from hub import languages
from hub.actions import Act, Refused, action
from hub.models import User


class Stale(Exception):
    """Somebody else saved the outcome since the writer read it. Nothing was written.

    number: of the outcome now, 0 where there is none. by: who saved last. content: what is saved,
    as `wording.content_of` gives it. mine: what was sent, in the same shape.
    """

    def __init__(self, number: int, by: User | None, content: Content, mine: Content) -> None:
        self.number, self.by, self.content, self.mine = number, by, content, mine
        super().__init__(f"outcome {number}")


@action("outcome.save")
def save_outcome(
    act: Act,
    *,
    topic: Topic,
    seen: int,
    paragraphs: Sequence[Mapping[str, Any]],
    changed: Mapping[str, str],
    original_language: str = "",
) -> dict[str, Any]:
    """Keep the draft of a topic's outcome as it is sent.

    seen: the number that the writer read, 0 where there was no draft; another one now raises
        `Stale`, unless what is saved says the same.
    paragraphs: in their order, each with `id` (None for a new one), `texts` by language (languages
        that are not named stay, "" takes one out) and `posts`, the keys of what it rests on.
        Those that are not sent are taken out; those that say and cite nothing are not kept,
        unless `keep` says so, since something is about to be added.
    changed: what changed as a result, by language.

    Answers `{"outcome", "number", "paragraphs": [the key of each that was sent, None where it was
    not kept]}`. Refuses, by the names
    `paragraph-2` (its posts), `paragraph-2-fr` and `changed-fr`, counting as they were sent.
    """
    row = locked(topic)
    act.require(can_moderate_topic(act.user, row))
    outcome = Outcome.objects.filter(topic=row).first()
    if outcome and outcome.published_at:
        raise Refused(_("The outcome is published. Correct it paragraph by paragraph."))
    before = wording.content_of(outcome)
    mine = _taken(paragraphs, changed, before)
    number = outcome.number if outcome else 0
    if seen != number:
        if outcome and wording.says_the_same(mine, before):
            return _answer(outcome, [each["id"] for each in before["paragraphs"]])
        raise Stale(number, outcome.written_by if outcome else None, before, mine)
    _check(row, mine, before)
    if outcome is None:
        language = original_language or row.original_language
        if not languages.tag_is_valid(language):
            raise Refused({"original_language": _("This language is not known.")})
        outcome = Outcome(topic=row, original_language=languages.normalise(language), number=0)
    outcome.number += 1
    outcome.written_by = act.user_or_none
    outcome.save()
    keys = _write(outcome, mine)
    act.details.update(topic=row.pk, number=outcome.number)
    act.changed("outcome", outcome.pk)
    return _answer(outcome, keys)


def locked(topic: Topic) -> Topic:
    """The topic as it is now. Who writes its outcome at the same time waits."""
    return Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=topic.pk)


def _answer(outcome: Outcome, keys: list[int | None]) -> dict[str, Any]:
    return {"outcome": outcome.pk, "number": outcome.number, "paragraphs": keys}


def _taken(
    paragraphs: Sequence[Mapping[str, Any]], changed: Mapping[str, str], before: Content
) -> Content:
    """What was sent, with the languages that were not sent as they are saved."""
    known = {each["id"]: each for each in before["paragraphs"]}
    taken = []
    for sent in paragraphs:
        old = known.get(sent.get("id"), {"id": None, "texts": {}, "posts": []})
        taken.append(
            {
                "id": old["id"],
                "texts": wording.merged(old["texts"], sent.get("texts", {})),
                "posts": list(dict.fromkeys(sent.get("posts", ()))),
                "keep": bool(sent.get("keep")),
            }
        )
    return {
        "original_language": before["original_language"],
        "changed": wording.merged(before["changed"], changed),
        "paragraphs": taken,
    }


def _check(topic: Topic, mine: Content, before: Content) -> None:
    known = {each["id"]: each["posts"] for each in before["paragraphs"]}
    wrong = wording.wrong_with(mine["changed"], wording.LONGEST_CHANGED, "changed")
    for number, each in enumerate(mine["paragraphs"], start=1):
        place = f"paragraph-{number}"
        wrong |= wording.wrong_with(each["texts"], wording.LONGEST_PARAGRAPH, place)
        not_citable = wording.wrong_citations(topic, each["posts"], known.get(each["id"], ()))
        if not_citable:
            wrong[place] = not_citable
    if len(mine["paragraphs"]) > wording.MOST_PARAGRAPHS:
        said = _("An outcome has %(number)s paragraphs at most.")
        wrong[""] = said % {"number": wording.MOST_PARAGRAPHS}
    if wrong:
        raise Refused(wrong)


def _write(outcome: Outcome, mine: Content) -> list[int | None]:
    wording.write_changed(outcome, mine["changed"])
    present = {each.pk: each for each in outcome.paragraphs.all()}
    keys: list[int | None] = []
    order = 0
    for each in mine["paragraphs"]:
        if not (each["texts"] or each["posts"] or each["keep"]):
            keys.append(None)
            continue
        order += 1
        paragraph = present.pop(each["id"], None) or OutcomeParagraph(outcome=outcome)
        if paragraph.order != order:
            paragraph.order = order
            paragraph.save()
        wording.write_texts(paragraph, each["texts"])
        wording.write_citations(paragraph, each["posts"])
        keys.append(paragraph.pk)
    if present:
        outcome.paragraphs.filter(pk__in=present).delete()
    return keys
