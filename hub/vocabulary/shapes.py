"""What the vocabulary consists of: one frozen class for each kind of term.

Every term has a `key` (a number or a slug) and a `name` in each interface language. Wherever a
`language` is asked for, any spelling that `hub.languages` knows will do; None means the language
of the interface, and a language the interface does not have gets the default one.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hub import languages

Key = int | str
CountryStatus = Literal["member", "observer"]
CriterionKind = Literal["substantive", "eligibility", "editorial"]
StakeholderRole = Literal["stakeholder", "state", "un", "intergovernmental"]

_PLACE = {code: place for place, code in enumerate(languages.CODES)}


class UnknownTerm(LookupError):
    """A value that a set of the vocabulary does not hold."""

    def __init__(self, set_name: str, value: object) -> None:
        self.set_name = set_name
        self.value = str(value)
        super().__init__(f"{self.value[:60]!r} is no {set_name.replace('_', ' ')}")


def code_of(language: str | None) -> str:
    """The interface language that is meant, by its short code."""
    return (languages.current() if language is None else languages.get(language)).code


@dataclass(frozen=True)
class Wording:
    """One piece of wording in every interface language.

    texts: in the order of `languages.CODES`. verified: the codes whose wording was read in a
    source; the rest is our own rendering, to be checked against the official text.
    """

    texts: tuple[str, ...]
    verified: frozenset[str] = frozenset()

    def text(self, language: str | None = None) -> str:
        return self.texts[_PLACE[code_of(language)]]

    def is_verified(self, language: str | None = None) -> bool:
        return code_of(language) in self.verified


@dataclass(frozen=True, kw_only=True)
class Term:
    """What all terms share; `wording` is the name that is shown."""

    wording: Wording

    def name(self, language: str | None = None) -> str:
        return self.wording.text(language)

    def is_verified(self, language: str | None = None) -> bool:
        """Whether the name was read in a source in this language."""
        return self.wording.is_verified(language)

    def __str__(self) -> str:
        return self.name()


@dataclass(frozen=True, kw_only=True)
class NumberedTerm(Term):
    """A term that is called by its number."""

    number: int

    @property
    def key(self) -> int:
        return self.number


@dataclass(frozen=True, kw_only=True)
class KeyedTerm(Term):
    """A term that is called by a slug."""

    key: str


@dataclass(frozen=True, kw_only=True)
class ExplainedTerm(KeyedTerm):
    """A term with a sentence that says what it means."""

    explanation: Wording

    def meaning(self, language: str | None = None) -> str:
        return self.explanation.text(language)


@dataclass(frozen=True, kw_only=True)
class Objective(NumberedTerm):
    """One of the 23 objectives; its name is the short label.

    round_table: 1 to 4. sdg_targets: such as `10.7`, indicative; `all` means every goal.
    """

    slug: str
    official: Wording
    round_table: int
    sdg_targets: tuple[str, ...]

    def title(self, language: str | None = None) -> str:
        """The title as the resolution has it, or our rendering of it (`is_verified`)."""
        return self.official.text(language)

    def short(self, language: str | None = None) -> str:
        return self.name(language)

    def is_verified(self, language: str | None = None) -> bool:
        """Whether the title was read in a source in this language."""
        return self.official.is_verified(language)

    def short_is_verified(self, language: str | None = None) -> bool:
        return self.wording.is_verified(language)


@dataclass(frozen=True, kw_only=True)
class Principle(NumberedTerm):
    """One of the ten guiding principles."""

    slug: str


@dataclass(frozen=True, kw_only=True)
class Goal(NumberedTerm):
    """One of the Sustainable Development Goals, by its short title."""


@dataclass(frozen=True, kw_only=True)
class RoundTable(NumberedTerm):
    """One of the Forum's round tables. objectives: their numbers, ascending.

    label_official: whether the name is the Forum's own, and not a working label.
    """

    objectives: tuple[int, ...]
    label_official: bool


@dataclass(frozen=True, kw_only=True)
class Level(KeyedTerm):
    """Where a practice is applied."""


@dataclass(frozen=True, kw_only=True)
class Region(KeyedTerm):
    """A region as the United Nations regional commissions divide the world.

    commission_code: such as `ECA`.
    """

    commission_code: str
    commission_wording: Wording

    def commission(self, language: str | None = None) -> str:
        return self.commission_wording.text(language)


@dataclass(frozen=True, kw_only=True)
class StakeholderKind(KeyedTerm):
    """A kind of organisation. paragraph_44: whether paragraph 44 of the Compact names it."""

    role: StakeholderRole
    paragraph_44: bool


@dataclass(frozen=True, kw_only=True)
class Criterion(KeyedTerm):
    """One identification criterion. required: whether a practice must meet it."""

    kind: CriterionKind
    required: bool
    question_wording: Wording

    def question(self, language: str | None = None) -> str:
        return self.question_wording.text(language)


@dataclass(frozen=True, kw_only=True)
class Evidence(ExplainedTerm):
    """A step on the scale of evidence. rank: 1 is the weakest."""

    rank: int


@dataclass(frozen=True, kw_only=True)
class Licence(ExplainedTerm):
    """Terms of reuse. url: where the licence stands, empty where there is none."""

    url: str


@dataclass(frozen=True, kw_only=True)
class ReviewQuestion(KeyedTerm):
    """A question of the review template; its name is the question."""


@dataclass(frozen=True, kw_only=True)
class ReviewRule(KeyedTerm):
    """A rule for the whole review; its name is the rule."""


@dataclass(frozen=True, kw_only=True)
class ReviewSection(KeyedTerm):
    """A section of the review template. words: about how many it should have."""

    number: int
    words: int
    questions: tuple[ReviewQuestion, ...]


@dataclass(frozen=True, kw_only=True)
class Deadline(KeyedTerm):
    """A duty with a date.

    document: the symbol of the resolution that sets it, empty where the Network's roadmap does.
    At most one of weeks_before, months_before and days_before is set: how long before the Forum
    opens. every_months or every_years is set for what comes again.
    """

    rule_wording: Wording
    reference_wording: Wording
    document: str
    weeks_before: int | None
    months_before: int | None
    days_before: int | None
    every_months: int | None
    every_years: int | None

    def rule(self, language: str | None = None) -> str:
        return self.rule_wording.text(language)

    def reference(self, language: str | None = None) -> str:
        """Where the rule stands, as a reader may look it up."""
        return self.reference_wording.text(language)

    def due(self, forum_opens: date) -> date | None:
        """The last day on which the duty is met in time; None where no amount is set."""
        if self.weeks_before is not None:
            return forum_opens - timedelta(weeks=self.weeks_before)
        if self.days_before is not None:
            return forum_opens - timedelta(days=self.days_before)
        if self.months_before is not None:
            months = forum_opens.year * 12 + forum_opens.month - 1 - self.months_before
            year, month = divmod(months, 12)
            day = min(forum_opens.day, monthrange(year, month + 1)[1])
            return date(year, month + 1, day)
        return None


@dataclass(frozen=True, kw_only=True)
class Country(KeyedTerm):
    """A State, by its ISO 3166-1 alpha-2 code in capitals, as the United Nations calls it.

    regions: keys of the regions, in their order; several where several commissions count it.
    """

    regions: tuple[str, ...]
    status: CountryStatus
