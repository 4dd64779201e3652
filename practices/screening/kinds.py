"""The notices of screening: who may still see each, and how it is worded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import notifications
from hub.models import Frequency, Notice, Role, User
from hub.notifications import Kind, Line, seen_through
from hub.wording import Name, worded
from practices.models import Practice, PracticeText, ScreeningRound, State
from practices.screening import telling

_GROUP = gettext_lazy("Screening")

# What a notice to the secretariat says, by the occasion.
_OCCASIONS = {
    "submitted": gettext_lazy("%(reference)s was submitted: %(practice)s."),
    "taken-back": gettext_lazy("%(reference)s was taken back by its submitter: %(practice)s."),
    "reconsideration": gettext_lazy("Reconsideration is asked for %(reference)s: %(practice)s."),
    "conflict": gettext_lazy("A reviewer of %(reference)s has a conflict of interest."),
    "handed-back": gettext_lazy("A reviewer handed back %(reference)s."),
    "lapsed": gettext_lazy("A reviewer did not answer for %(reference)s in time."),
    "all-spoken": gettext_lazy("All reviewers of %(reference)s have spoken: %(practice)s."),
    "no-reader": gettext_lazy("No available reviewer reads the language of %(reference)s."),
    "retired": gettext_lazy("%(reference)s was retired by its organisation: %(practice)s."),
    "overdue": gettext_lazy("The answer promised for %(reference)s is overdue: %(practice)s."),
}
_DECISIONS = {
    "accepted": gettext_lazy("%(practice)s was accepted and will be published."),
    "declined": gettext_lazy("%(practice)s will not be published. Read why."),
    "declined update": gettext_lazy(
        "The new version of %(practice)s will not be published. Read why."
    ),
    State.WITHDRAWN: gettext_lazy("%(practice)s was withdrawn."),
    State.ARCHIVED: gettext_lazy("%(practice)s was archived."),
}


def register() -> None:
    """Make them known to the notices."""
    own = seen_through(Practice.objects.drafts_visible_to)
    everyone = seen_through(Practice.objects.visible_to)
    at_once = Frequency.INSTANT
    for kind in (
        Kind(
            telling.SUBMITTED, _GROUP, gettext_lazy("What my organisation submits is received"),
            _about_own(lambda notice: _("%(practice)s was received. Reference: %(reference)s.")),
            own, default=at_once,
        ),
        Kind(
            telling.RETURNED, _GROUP, gettext_lazy("Changes are suggested to what we submitted"),
            _about_own(
                lambda notice: _("Changes to %(practice)s are suggested before it is published.")
            ),
            own, default=at_once,
        ),
        Kind(
            telling.DECIDED, _GROUP, gettext_lazy("What we submitted is decided"),
            _about_own(_decision),
            own, default=at_once,
        ),
        Kind(
            telling.PUBLISHED, _GROUP, gettext_lazy("What we submitted is published"),
            _public(lambda notice: _("%(practice)s is published.")), own, default=at_once,
        ),
        Kind(
            telling.FOLLOWED, gettext_lazy("Practices"),
            gettext_lazy("A practice that I follow has changed"),
            _public(lambda notice: _("%(practice)s was published in a new version.")), everyone,
            default=Frequency.DAILY,
        ),
        Kind(
            telling.OFFERED, _GROUP, gettext_lazy("A practice is offered to me for review"),
            _for_reviewer(
                lambda notice: _("You are asked to review %(reference)s. Please answer soon.")
            ),
            _reviewed, default=at_once, concerns=_reviews,
        ),
        Kind(
            telling.REMINDED, _GROUP, gettext_lazy("A review of mine is due"),
            _for_reviewer(lambda notice: _("Your review of %(reference)s is due.")), _reviewed,
            default=at_once, concerns=_reviews,
        ),
        Kind(
            telling.LAPSED, _GROUP, gettext_lazy("An offer to review has lapsed"),
            _for_reviewer(
                lambda notice: _("The offer to review %(reference)s went back to the queue.")
            ),
            None, default=Frequency.DAILY, concerns=_reviews,
        ),
        Kind(
            telling.FOR_SECRETARIAT, _GROUP, gettext_lazy("Something waits for the secretariat"),
            _for_secretariat, _run, default=Frequency.DAILY, concerns=_decides,
        ),
    ):  # fmt: skip
        notifications.register(kind)


def _reviews(person: User) -> bool:
    return person.has_role(Role.SCREENER)


def _decides(person: User) -> bool:
    return person.has_role(Role.SECRETARIAT)


def _decision(notice: Notice) -> str:
    decision = notice.data.get("decision", "")
    if notice.data.get("is_update") and f"{decision} update" in _DECISIONS:
        decision = f"{decision} update"
    return str(_DECISIONS.get(decision, ""))


def _reviewed(person: User, ids: Collection[str]) -> Collection[str]:
    """Practices of rounds that the person has a standing part in as a reviewer."""
    rounds = ScreeningRound.objects.visible_to(person).filter(practice__in=_keys(ids))
    return {str(key) for key in rounds.values_list("practice", flat=True)}


def _run(person: User, ids: Collection[str]) -> Collection[str]:
    """Practices whose screening the person runs."""
    rounds = ScreeningRound.objects.decidable_by(person).filter(practice__in=_keys(ids))
    return {str(key) for key in rounds.values_list("practice", flat=True)}


def _keys(ids: Collection[str]) -> list[int]:
    return [int(each) for each in ids if each.isdecimal()]


def _titles(notices: Sequence[Notice], language: str, *, public: bool) -> dict[str, Name]:
    """The title of each practice in the language, else in its original, else any; of live texts
    alone for the public."""
    keys = _keys([notice.object_id for notice in notices])
    readable = PracticeText.objects.filter(practice__in=keys, **{"live": True} if public else {})
    texts = readable.values_list("practice_id", "practice__original_language", "language", "title")
    best: dict[str, tuple[int, Name]] = {}
    for practice, original, own, title in texts:
        rank = 0 if own == language else 1 if own == original else 2
        if str(practice) not in best or rank < best[str(practice)][0]:
            best[str(practice)] = rank, Name(title, own)
    return {key: name for key, (_rank, name) in best.items()}


def _lines(
    notices: Sequence[Notice], language: str, sentence: Any, url: Any, *, public: bool = False
) -> dict[int, Line]:
    titles = _titles(notices, language, public=public)
    made = {}
    for notice in notices:
        words = sentence(notice)
        if words and notice.object_id in titles:
            names = {
                "practice": titles[notice.object_id],
                "reference": Name(str(notice.data.get("reference", ""))),
            }
            made[notice.pk] = Line(worded(words, **names), url(notice))
    return made


def _about_own(sentence: Any) -> notifications.kinds.Render:
    def render(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
        return _lines(notices, language, sentence, lambda notice: _own_page(notice))

    return render


def _public(sentence: Any) -> notifications.kinds.Render:
    def render(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
        keys = _keys([notice.object_id for notice in notices])
        slugs = dict(Practice.objects.filter(pk__in=keys).values_list("pk", "slug"))
        return _lines(
            notices, language, sentence,
            lambda notice: _url("detail", slugs.get(int(notice.object_id))), public=True,
        )  # fmt: skip

    return render


def _for_reviewer(sentence: Any) -> notifications.kinds.Render:
    def render(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
        # The title is for whoever has declared that nothing stands in the way.
        made = {}
        for notice in notices:
            reference = Name(str(notice.data.get("reference", "")))
            made[notice.pk] = Line(
                worded(sentence(notice), reference=reference),
                _url("screening-round", notice.data.get("round")),
            )
        return made

    return render


def _for_secretariat(notices: Sequence[Notice], language: str) -> Mapping[int, Line]:
    return _lines(
        notices, language,
        lambda notice: str(_OCCASIONS.get(notice.data.get("what"), "")),
        lambda notice: _url("screening-decide", notice.data.get("round")) or _own_page(notice),
    )  # fmt: skip


def _own_page(notice: Notice) -> str:
    """Where its people see how it stands; their form, where no page says so."""
    return _url("draft-status", notice.object_id) or _url("draft-tasks", notice.object_id)


def _url(name: str, argument: Any) -> str:
    try:
        return reverse(f"practices:{name}", args=[argument])
    except NoReverseMatch:
        return ""
