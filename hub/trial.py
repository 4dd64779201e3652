"""People to try each role as, on a database of this machine only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress

from hub.actions.core import Act, action, system
from hub.actions.joining_organisations import add_organisation
from hub.actions.joining_people import admit
from hub.actions.roles import give_role
from hub.models import MembershipRole, Organisation, Role, User

ORGANISATION = "Example Migrant Support Association"


@dataclass(frozen=True)
class TrialPerson:
    email: str
    name: str
    does: str
    role: Role | None = None
    membership: MembershipRole | None = None


PEOPLE = (
    TrialPerson(
        "secretariat@example.org", "Example Secretariat", "secretariat", role=Role.SECRETARIAT
    ),
    TrialPerson("screener@example.org", "Example Screener", "screener", role=Role.SCREENER),
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
)


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
        person = User.objects.create_user(each.email, name=each.name)
        EmailAddress.objects.create(user=person, email=each.email, verified=True, primary=True)
        if each.role:
            give_role(by=system, person=person, role=each.role)
        if each.membership:
            admit(act, _organisation(), person, each.membership)
        act.changed("person", person.pk)
    return {"people": emails}


def _organisation() -> Organisation:
    there = Organisation.objects.filter(name=ORGANISATION).first()
    if there:
        return there
    facts = {"name": ORGANISATION, "name_language": "en", "kind": "civil-society"}
    return Organisation.objects.get(pk=add_organisation(by=system, facts=facts)["organisation"])
