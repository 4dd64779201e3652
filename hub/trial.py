"""People to try each role as, on a database of this machine only; and what upper floors add for
them to look at:

    trial.show(make_examples)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress

from hub.actions.core import Act, action, system
from hub.actions.joining_organisations import add_organisation
from hub.actions.joining_people import admit
from hub.actions.roles import give_role
from hub.models import MembershipRole, Organisation, Role, User

ORGANISATION = "Example Migrant Support Association"
CITY = "Example City of Two Rivers"
KINDS = {ORGANISATION: "civil-society", CITY: "local-authorities"}


@dataclass(frozen=True)
class TrialPerson:
    email: str
    name: str
    does: str
    role: Role | None = None
    membership: MembershipRole | None = None
    organisation: str = ORGANISATION
    language: str = "en"


PEOPLE = (
    TrialPerson(
        "secretariat@example.org", "Example Secretariat", "secretariat", role=Role.SECRETARIAT
    ),
    TrialPerson("screener@example.org", "Example Screener", "screener", role=Role.SCREENER),
    TrialPerson(
        "un-screener@example.org",
        "Example Screener of the UN",
        "screener of the United Nations",
        role=Role.SCREENER,
    ),
    TrialPerson(
        "second-screener@example.org",
        "Example Second Screener",
        "another screener",
        role=Role.SCREENER,
    ),
    TrialPerson(
        "third-screener@example.org",
        "Example Third Screener",
        "one more screener, where the others do not agree",
        role=Role.SCREENER,
    ),
    TrialPerson("translator@example.org", "Example Translator", "translator", role=Role.TRANSLATOR),
    TrialPerson("moderator@example.org", "Example Moderator", "moderator", role=Role.MODERATOR),
    TrialPerson(
        "focal-point@example.org",
        "Example Focal Point",
        f"focal point of {ORGANISATION}",
        membership=MembershipRole.FOCAL_POINT,
    ),
    TrialPerson(
        "member@example.org",
        "Example Member",
        f"member of {ORGANISATION}",
        membership=MembershipRole.MEMBER,
    ),
    TrialPerson(
        "city@example.org",
        "Example City Officer",
        f"focal point of {CITY}, who reads French",
        membership=MembershipRole.FOCAL_POINT,
        organisation=CITY,
        language="fr",
    ),
)
# What makes something to look at, in the order in which it was registered.
_shows: list[Callable[[], None]] = []


def show(make: Callable[[], None]) -> None:
    """Have `make` called after the people are there; it must be harmless when it runs again."""
    if make not in _shows:
        _shows.append(make)


def make_examples() -> None:
    """Whatever the upper floors have to show."""
    for make in _shows:
        make()


def is_local(database: dict[str, Any]) -> bool:
    """Whether a database runs on this machine, so that nobody else gets in as a trial person."""
    return database["ENGINE"].endswith("sqlite3") or database.get("HOST") in (
        "", "localhost", "127.0.0.1", "::1",
    )  # fmt: skip


def make_people() -> None:
    """Make those that are missing; whoever is there stays as they are."""
    there = set(User.objects.filter(email__in=[each.email for each in PEOPLE]).values_list("email"))
    missing = [each for each in PEOPLE if (each.email,) not in there]
    if missing:
        _make(by=system, emails=[each.email for each in missing])


@action("trial.people")
def _make(act: Act, *, emails: list[str]) -> dict[str, Any]:
    for each in PEOPLE:
        if each.email not in emails:
            continue
        person = User.objects.create_user(each.email, name=each.name, language=each.language)
        EmailAddress.objects.create(user=person, email=each.email, verified=True, primary=True)
        if each.role:
            give_role(by=system, person=person, role=each.role)
        if each.membership:
            admit(act, _organisation(each.organisation), person, each.membership)
        act.changed("person", person.pk)
    return {"people": emails}


def _organisation(name: str) -> Organisation:
    there = Organisation.objects.filter(name=name).first()
    if there:
        return there
    facts = {"name": name, "name_language": "en", "kind": KINDS[name]}
    return Organisation.objects.get(pk=add_organisation(by=system, facts=facts)["organisation"])
