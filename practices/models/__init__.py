"""Tables of the library, by subject."""

from practices.models.facts import (
    OrganisationPart,
    PracticeCountry,
    PracticeLevel,
    PracticeLink,
    PracticeObjective,
    PracticeOrganisation,
    PracticePrinciple,
    PracticeRegion,
    PracticeSDG,
    PracticeTheme,
    Theme,
)
from practices.models.practice import (
    EvidenceSource,
    Practice,
    PracticeText,
    SlugRedirect,
    TextOrigin,
)

__all__ = [
    "EvidenceSource",
    "OrganisationPart",
    "Practice",
    "PracticeCountry",
    "PracticeLevel",
    "PracticeLink",
    "PracticeObjective",
    "PracticeOrganisation",
    "PracticePrinciple",
    "PracticeRegion",
    "PracticeSDG",
    "PracticeText",
    "PracticeTheme",
    "SlugRedirect",
    "TextOrigin",
    "Theme",
]
