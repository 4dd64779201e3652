"""Who gets which answer at which address: a table in which every address of the site has a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from hub import editorial, invitation_tokens
from hub.actions import system
from hub.actions.roles import give_role
from hub.models import (
    Frequency,
    Invitation,
    JoinRequest,
    Membership,
    MembershipRole,
    Notice,
    Organisation,
    Role,
    User,
    Verification,
)
from hub.notifications import unsubscribing
from practices.confirming import links
from practices.models import Practice, Reviewer, ScreeningRound
from practices.screening import actions
from tests.discussions import addresses
from tests.practices.library import drafted, published
from tests.practices.screening import LICENCE, submittable
from tests.search import addresses as search_addresses

PEOPLE = ("visitor", "stranger", "member", "focal", "screener", "secretariat")

# What each gets, in the order of PEOPLE. `verified` is a public organisation: `member` and
# `focal` belong to it. `pending` is one that waits for verification; nobody here belongs to it.
# `own` is a request of the stranger's. Where POST is named, an empty form is sent; 200 is then
# the form with its errors. 302 leads a visitor to signing in.
TABLE = """
GET  /                                                     302 302 302 302 302 302
GET  /healthz                                              200 200 200 200 200 200
GET  /readyz                                               200 200 200 200 200 200
GET  /admin/                                               302 302 302 302 302 200
GET  /admin/login/                                         302 403 403 403 403 302
GET  /admin/account/                                       302 302 302 302 302 200
GET  /documents/1/none.pdf                                 404 404 404 404 404 404
GET  /documents/authenticate_with_password/1/              302 302 302 302 302 302
GET  /accounts/login/                                      200 302 302 302 302 302
GET  /accounts/login/code/                                 200 302 302 302 302 302
GET  /accounts/login/code/confirm/                         302 302 302 302 302 302
GET  /accounts/signup/                                     200 302 302 302 302 302
GET  /accounts/logout/                                     302 200 200 200 200 200
POST /accounts/logout/                                     302 302 302 302 302 302
GET  /accounts/inactive/                                   200 200 200 200 200 200
GET  /accounts/email/                                      302 200 200 200 200 200
POST /accounts/email/                                      302 200 200 200 200 200
GET  /accounts/confirm-email/                              302 302 302 302 302 302
GET  /en/accounts/login/                                   200 302 302 302 302 302
POST /en/accounts/login/                                   200 302 302 302 302 302
GET  /en/accounts/login/code/                              200 302 302 302 302 302
GET  /en/accounts/login/code/confirm/                      302 302 302 302 302 302
GET  /en/accounts/signup/                                  200 302 302 302 302 302
POST /en/accounts/signup/                                  200 302 302 302 302 302
GET  /en/accounts/logout/                                  302 200 200 200 200 200
GET  /en/accounts/inactive/                                200 200 200 200 200 200
GET  /en/accounts/email/                                   302 200 200 200 200 200
GET  /en/accounts/confirm-email/                           302 302 302 302 302 302
GET  /accounts/login/passkey/                              302 302 302 302 302 302
GET  /accounts/login/second/                               302 302 302 302 302 302
GET  /accounts/confirm/                                    302 200 200 200 200 200
GET  /accounts/security/                                   302 302 302 302 302 302
GET  /accounts/app/add/                                    302 200 200 200 200 200
GET  /accounts/app/remove/                                 302 302 302 302 302 302
GET  /accounts/passkeys/add/                               302 200 200 200 200 200
GET  /accounts/passkeys/1/name/                            302 302 302 302 302 302
GET  /accounts/passkeys/1/remove/                          302 302 302 302 302 302
GET  /accounts/recovery-codes/                             302 302 302 302 302 302
GET  /accounts/recovery-codes/new/                         302 302 302 302 302 302
GET  /accounts/recovery-codes/file/                        302 302 302 302 302 302
POST /accounts/recovery-codes/kept/                        302 302 302 302 302 302
GET  /en/accounts/login/passkey/                           302 302 302 302 302 302
POST /en/accounts/login/passkey/                           302 302 302 302 302 302
GET  /en/accounts/login/second/                            302 302 302 302 302 302
GET  /en/accounts/confirm/                                 302 200 200 200 200 200
POST /en/accounts/confirm/                                 302 200 200 200 200 200
GET  /en/accounts/security/                                302 302 302 302 302 302
GET  /en/accounts/app/add/                                 302 200 200 200 200 200
POST /en/accounts/app/add/                                 302 200 200 200 200 200
GET  /en/accounts/app/remove/                              302 404 404 404 404 404
POST /en/accounts/app/remove/                              302 404 404 404 404 404
GET  /en/accounts/passkeys/add/                            302 200 200 200 200 200
POST /en/accounts/passkeys/add/                            302 200 200 200 200 200
GET  /en/accounts/passkeys/1/name/                         302 404 404 404 404 404
POST /en/accounts/passkeys/1/remove/                       302 404 404 404 404 404
GET  /en/accounts/passkeys/1/remove/                       302 404 404 404 404 404
GET  /en/accounts/recovery-codes/                          302 404 404 404 404 404
GET  /en/accounts/recovery-codes/new/                      302 302 302 302 302 302
GET  /en/accounts/recovery-codes/file/                     302 302 302 302 302 302
POST /en/accounts/recovery-codes/kept/                     302 302 302 302 302 302
GET  /en/                                                  200 200 200 200 200 200
GET  /en/about/                                            200 200 200 200 200 200
GET  /en/none/                                             404 404 404 404 404 404
GET  /en/_util/login/                                      302 403 403 403 403 403
GET  /en/_util/authenticate_with_password/1/1/             404 404 404 404 404 404
GET  /en/account/                                          302 200 200 200 200 200
POST /en/account/                                          302 200 200 200 200 200
GET  /en/account/security/                                 302 200 200 200 200 200
POST /en/account/security/sessions/1/end/                  302 302 302 302 302 302
POST /en/account/security/sessions/end-others/             302 302 302 302 302 302
GET  /en/account/notices/                                  302 200 200 200 200 200
POST /en/account/notices/read/                             302 302 302 302 302 302
POST /en/account/notices/{notice}/open/                    302 302 404 404 404 404
GET  /en/account/notices/preferences/                      302 200 200 200 200 200
POST /en/account/notices/preferences/                      302 422 422 422 422 422
GET  /en/account/notices/following/                        302 200 200 200 200 200
GET  /en/account/notices/follow/practice/{practice}/       302 200 200 200 200 200
POST /en/account/notices/follow/practice/{practice}/       302 302 302 302 302 302
GET  /en/account/notices/follow/practice/{draft}/          302 404 404 404 404 404
GET  /en/account/notices/stop/{stop}/                      200 200 200 200 200 200
POST /en/account/notices/stop/{stop}/                      200 200 200 200 200 200
GET  /en/account/notices/stop/wrong/                       404 404 404 404 404 404
GET  /en/secretariat/inbox/                                302 403 403 403 403 200
GET  /en/secretariat/inbox/inbox.csv                       302 403 403 403 403 200
GET  /en/secretariat/inbox/inbox.xlsx                      302 403 403 403 403 200
GET  /en/secretariat/people/                               302 403 403 403 403 200
POST /en/secretariat/people/                               302 403 403 403 403 302
GET  /en/secretariat/joining/                              302 403 403 403 403 200
GET  /en/organisations/                                    200 200 200 200 200 200
GET  /en/organisations/register/                           302 200 200 200 200 200
POST /en/organisations/register/                           302 422 422 422 422 422
GET  /en/organisations/{verified}/                         200 200 200 200 200 200
GET  /en/organisations/{pending}/                          404 404 404 404 404 200
GET  /en/organisations/0/                                  404 404 404 404 404 404
GET  /en/organisations/{verified}/correct/                 302 403 403 200 403 200
POST /en/organisations/{verified}/correct/                 302 403 403 302 403 422
GET  /en/organisations/{pending}/correct/                  302 404 404 404 404 200
GET  /en/organisations/{verified}/evidence/                302 403 403 200 403 403
GET  /en/organisations/{verified}/verification/            302 403 403 403 403 200
POST /en/organisations/{verified}/verification/            302 403 403 403 403 422
GET  /en/organisations/{pending}/verification/             302 404 404 404 404 200
GET  /en/organisations/{verified}/ask/                     302 302 403 403 200 200
POST /en/organisations/{verified}/ask/                     302 422 403 403 422 422
GET  /en/organisations/{pending}/ask/                      302 404 404 404 404 403
GET  /en/organisations/{verified}/people/invite/           302 403 403 200 403 200
POST /en/organisations/{verified}/people/invite/           302 403 403 422 403 422
GET  /en/organisations/{pending}/people/invite/            302 404 404 404 404 200
GET  /en/organisations/{verified}/people/hand-over/        302 403 403 200 403 403
POST /en/organisations/{verified}/people/hand-over/        302 403 403 422 403 403
GET  /en/organisations/{verified}/people/{member}/role/    302 404 403 200 404 200
POST /en/organisations/{verified}/people/{member}/role/    302 404 403 422 404 422
GET  /en/organisations/{verified}/people/{member}/end/     302 404 200 200 404 200
POST /en/organisations/{verified}/people/{member}/end/     302 404 302 302 404 302
GET  /en/organisations/invitations/{invitation}/again/     302 404 404 302 404 302
POST /en/organisations/invitations/{invitation}/again/     302 404 404 302 404 302
POST /en/organisations/invitations/{invitation}/withdraw/  302 404 404 302 404 302
GET  /en/join/requests/{request}/                          302 200 404 200 404 200
POST /en/join/requests/{request}/                          302 403 404 422 404 422
POST /en/join/requests/{request}/withdraw/                 302 302 404 404 404 404
GET  /en/join/{token}/                                     200 200 200 200 200 200
POST /en/join/{token}/                                     302 422 422 422 422 422
GET  /en/join/wrong/                                       404 404 404 404 404 404
GET  /files/00000000-0000-0000-0000-000000000001/none.txt   404 404 404 404 404 404
GET  /files/00000000-0000-0000-0000-000000000001/320/none.webp 404 404 404 404 404 404
POST /en/uploads/                                          401 404 404 404 404 404
GET  /en/uploads/00000000-0000-0000-0000-000000000001/      401 404 404 404 404 404
POST /en/uploads/00000000-0000-0000-0000-000000000001/finish/  401 404 404 404 404 404
GET  /en/practices/                                        200 200 200 200 200 200
GET  /en/practices/by/theme/                               200 200 200 200 200 200
GET  /en/practices/by/none/                                404 404 404 404 404 404
GET  /en/practices/example/                                200 200 200 200 200 200
GET  /en/practices/none/                                   404 404 404 404 404 404
GET  /en/practices/drafts/                                 302 200 200 200 200 200
GET  /en/practices/drafts/start/                           302 200 200 200 200 200
POST /en/practices/drafts/start/                           302 200 422 422 200 200
GET  /en/practices/drafts/{draft}/                         302 404 200 200 404 200
GET  /en/practices/drafts/0/                               302 404 404 404 404 404
GET  /en/practices/drafts/{draft}/preview/                 404 404 200 200 404 200
GET  /en/practices/drafts/{draft}/texts/                   302 404 200 200 404 200
POST /en/practices/drafts/{draft}/texts/                   302 404 422 422 404 422
GET  /en/practices/drafts/{draft}/texts/en/language/       302 404 200 200 404 200
POST /en/practices/drafts/{draft}/texts/en/language/       302 404 422 422 404 422
GET  /en/practices/drafts/{draft}/texts/xx/language/       302 404 404 404 404 404
GET  /en/practices/drafts/{draft}/delete/                  302 404 200 200 404 200
POST /en/practices/drafts/{draft}/delete/                  302 404 302 302 404 302
GET  /en/practices/drafts/{draft}/save/                    405 405 405 405 405 405
POST /en/practices/drafts/{draft}/save/                    401 404 404 404 404 404
GET  /en/practices/drafts/{draft}/check/                   302 404 200 200 404 200
POST /en/practices/drafts/{draft}/check/                   302 404 302 302 404 302
GET  /en/practices/drafts/{draft}/submit/                  302 404 200 200 404 403
POST /en/practices/drafts/{draft}/submit/                  302 404 422 422 404 403
GET  /en/practices/drafts/{draft}/receipt/                 302 404 404 404 404 404
GET  /en/practices/drafts/{draft}/status/                  302 404 200 200 404 200
GET  /en/practices/drafts/{draft}/reconsider/              302 404 403 403 404 403
POST /en/practices/drafts/{draft}/reconsider/              302 404 302 302 404 403
GET  /en/practices/drafts/{draft}/reasons/1/               302 404 404 404 404 404
GET  /en/practices/drafts/{draft}/confirm/                 302 404 403 403 404 403
GET  /en/practices/drafts/{practice}/confirm/              302 404 403 200 404 200
POST /en/practices/drafts/{practice}/confirm/              302 404 403 302 404 302
GET  /en/practices/drafts/{practice}/retire/               302 404 403 200 404 200
POST /en/practices/drafts/{practice}/retire/               302 404 403 422 404 422
GET  /en/practices/confirm/{confirming}/                   200 200 200 200 200 200
POST /en/practices/confirm/{confirming}/                   302 302 302 302 302 302
GET  /en/practices/confirm/{confirming}/retire/            200 200 200 200 200 200
POST /en/practices/confirm/{confirming}/retire/            422 422 422 422 422 422
GET  /en/practices/confirm/wrong/                          404 404 404 404 404 404
GET  /en/how-screening-works/                              200 200 200 200 200 200
GET  /en/practices/drafts/{draft}/withdraw/                302 404 403 403 404 403
GET  /en/practices/drafts/{draft}/place/                   302 404 200 200 404 200
POST /en/practices/drafts/{draft}/place/                   302 404 409 409 404 409
GET  /en/practices/drafts/{draft}/texts/en/story/          302 404 200 200 404 200
POST /en/practices/drafts/{draft}/texts/en/story/          302 404 302 302 404 302
GET  /en/practices/drafts/{draft}/texts/fr/story/          302 404 404 404 404 404
GET  /en/translating/                                      302 403 403 403 403 200
GET  /en/secretariat/translation/                          302 403 403 403 403 200
GET  /en/secretariat/translation/export/                   302 403 403 403 403 200
GET  /en/practices/drafts/{draft}/download/docx/           302 404 200 200 404 200
GET  /en/practices/drafts/{draft}/download/json/           302 404 200 200 404 200
GET  /en/practices/drafts/{draft}/upload/                  302 404 200 200 404 200
POST /en/practices/drafts/{draft}/upload/                  302 404 422 422 404 422
GET  /en/practices/drafts/0/upload/00000000-0000-0000-0000-000000000000/ 302 404 404 404 404 404
GET  /en/practices/drafts/start/download/docx/             302 200 200 200 200 200
GET  /en/practices/drafts/start/download/json/             302 200 200 200 200 200
GET  /en/practices/drafts/start/upload/                    302 200 200 200 200 200
POST /en/practices/drafts/start/upload/                    302 200 422 422 200 200
GET  /en/practices/drafts/start/upload/00000000-0000-0000-0000-000000000000/ 302 200 404 404 200 200
GET  /en/search/alike/{draft}/en/                          404 404 200 200 404 200
GET  /en/practices/drafts/{draft}/translate/               302 404 200 200 404 200
GET  /en/practices/drafts/{draft}/translate/fr/            302 404 200 200 404 200
POST /en/practices/drafts/{draft}/translate/fr/            302 404 302 302 404 302
GET  /en/practices/drafts/{draft}/translate/en/            302 404 404 404 404 404
GET  /en/practices/drafts/{draft}/resources/               302 404 200 200 404 200
POST /en/practices/drafts/{draft}/resources/               302 404 422 422 404 422
GET  /en/screening/                                        302 403 403 403 200 403
GET  /en/screening/availability/                           302 403 403 403 200 403
POST /en/screening/availability/                           302 403 403 403 422 403
GET  /en/screening/{round}/                                302 404 404 404 200 404
POST /en/screening/{round}/                                302 404 404 404 302 404
GET  /en/screening/0/                                      302 404 404 404 404 404
GET  /en/screening/{round}/claim/                          302 403 403 403 302 403
POST /en/screening/{round}/claim/                          302 403 403 403 302 403
GET  /en/screening/{round}/hand-back/                      302 404 404 404 200 404
POST /en/screening/{round}/hand-back/                      302 404 404 404 302 404
GET  /en/screening/{round}/recommend/                      302 404 404 404 200 404
POST /en/screening/{round}/recommend/                      302 404 404 404 422 404
GET  /en/secretariat/practices/{draft}/                    302 403 403 403 403 200
POST /en/secretariat/practices/{draft}/                    302 403 403 403 403 200
GET  /en/secretariat/practices/0/                          302 403 403 403 403 404
GET  /en/secretariat/screening/                            302 403 403 403 403 200
GET  /en/secretariat/screening/export/                     302 403 403 403 403 200
GET  /en/secretariat/screening/assign/                     302 403 403 403 403 302
POST /en/secretariat/screening/assign/                     302 403 403 403 403 302
GET  /en/secretariat/screening/{round}/                    302 403 403 403 403 200
POST /en/secretariat/screening/{round}/                    302 403 403 403 403 404
GET  /en/secretariat/screening/0/                          302 403 403 403 403 404
GET  /en/secretariat/screening/{round}/decision/changes/   302 403 403 403 403 200
POST /en/secretariat/screening/{round}/decision/changes/   302 403 403 403 403 422
GET  /en/secretariat/screening/{round}/decision/none/      302 403 403 403 403 404
GET  /en/secretariat/screeners/                            302 403 403 403 403 200
GET  /en/secretariat/screeners/{reviewer}/                 302 403 403 403 403 200
POST /en/secretariat/screeners/{reviewer}/                 302 403 403 403 403 422
GET  /en/secretariat/screeners/{member}/                   302 403 403 403 403 404
GET  /en/objectives/                                       200 200 200 200 200 200
GET  /en/objectives/1/                                     200 200 200 200 200 200
GET  /en/objectives/24/                                    404 404 404 404 404 404
GET  /en/countries/                                        200 200 200 200 200 200
GET  /en/countries/PH/                                     200 200 200 200 200 200
GET  /en/countries/XX/                                     404 404 404 404 404 404
GET  /en/search/                                           200 200 200 200 200 200
GET  /en/search/discussions/                               200 200 200 200 200 200
GET  /en/search/suggest/                                   200 200 200 200 200 200
"""


@dataclass(frozen=True)
class World:
    """The objects that the addresses are about, and the people who ask."""

    names: dict[str, Any]
    people: dict[str, User]

    def client(self, person: str) -> Client:
        client = Client()
        if person in self.people:
            client.force_login(self.people[person])
        return client


@pytest.fixture
def world(db: None) -> World:
    editorial.load_pages(lambda line: None)
    people = {
        name: User.objects.create_user(f"{name}@example.org", name=f"Example {name}")
        for name in PEOPLE[1:]
    }
    give_role(by=system, person=people["screener"], role=Role.SCREENER)
    give_role(by=system, person=people["secretariat"], role=Role.SECRETARIAT)
    verified = Organisation.objects.create(
        name="Example Association", kind="civil-society",
        verification=Verification.VERIFIED, verified_at=timezone.now(),
    )  # fmt: skip
    pending = Organisation.objects.create(name="Example Union", kind="civil-society")
    member = Membership.objects.create(user=people["member"], organisation=verified)
    Membership.objects.create(
        user=people["focal"], organisation=verified, role=MembershipRole.FOCAL_POINT
    )
    seed = invitation_tokens.new_seed()
    token = invitation_tokens.token_of(seed)
    invitation = Invitation.objects.create(
        organisation=verified, email="new@example.org", seed=seed,
        token_hash=invitation_tokens.hash_of(token),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    request = JoinRequest.objects.create(
        person=people["stranger"], organisation=verified, evidence="See the page.",
        due_on=timezone.now().date(),
    )  # fmt: skip
    practice = published(verified, title="Example")
    notice = Notice.objects.create(recipient=people["stranger"], kind="example", key="1")
    stop = unsubscribing.token(people["stranger"], unsubscribing.of_rhythm(Frequency.DAILY))
    draft, _text = drafted(verified)
    round = judged_by(people["screener"], verified)
    asked = timezone.now()
    Practice.objects.filter(pk=practice.pk).update(confirmation_asked_at=asked)
    confirming = links.token(people["focal"].pk, practice.pk, asked)
    names = {
        "confirming": confirming,
        "verified": verified.pk, "pending": pending.pk, "member": member.pk, "token": token,
        "invitation": invitation.pk, "request": request.pk, "draft": draft.pk,
        "round": round.pk, "reviewer": people["screener"].pk,
        "practice": practice.pk, "notice": notice.pk, "stop": stop,
        **addresses.objects(people, verified), **search_addresses.objects(people),
    }  # fmt: skip
    return World(names, people)


def judged_by(screener: User, body: Organisation) -> ScreeningRound:
    """A submission that the screener is reading."""
    practice, _text = submittable(body, title="Judged")
    submitted = actions.submit(by=system, practice=practice, licence=LICENCE, language="en")
    round = ScreeningRound.objects.get(pk=submitted["round"])
    actions.take_in(by=system, round=round)
    actions.pass_eligibility(by=system, round=round)
    Reviewer.objects.create(user=screener, side="un")
    actions.assign(by=system, round=round, reviewers=[screener])
    actions.declare(by=screener, assignment=round.assignments.get(), conflict=False)
    return round


def rows() -> Iterator[tuple[str, str, list[int]]]:
    for line in (TABLE + addresses.TABLE + search_addresses.TABLE).split("\n"):
        if not line:
            continue
        method, address, *answers = line.split()
        yield method, address, [int(answer) for answer in answers]


def answer(client: Client, method: str, path: str) -> int:
    """The status of one request, with what it changed taken back."""
    with transaction.atomic():
        response = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.once
def test_everybody_gets_the_answer_of_the_table(world: World) -> None:
    wrong = []
    for method, address, wanted in rows():
        path = address.format(**world.names)
        given = [answer(world.client(person), method, path) for person in PEOPLE]
        if given != wanted:
            wrong.append(f"{method:4} {address:50} {' '.join(map(str, given))}")
    assert not wrong, "\n" + "\n".join(wrong)


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every route of the site as one regular expression each, but those inside Wagtail's admin:
    `tests/hub/test_admin_entry.py` walks them."""
    for entry in resolver.url_patterns:
        own = before + entry.pattern.regex.pattern.removeprefix("^").replace(r"\Z", "")
        if isinstance(entry, URLResolver):
            yield from patterns(entry, own)
        elif not own.startswith("admin/"):
            yield own


def test_every_address_has_a_row() -> None:
    paths = [re.sub(r"{\w+}", "1", address).lstrip("/") for _method, address, _answers in rows()]
    without = [
        pattern
        for pattern in patterns(get_resolver())
        if not any(re.fullmatch(pattern.removesuffix("$"), path) for path in paths)
    ]
    assert not without, "\n" + "\n".join(without)


# Every name that a view or a form somewhere reads from a request.
NAMES = (
    "q", "page", "order", "text", "objective", "level", "country", "region", "language", "theme",
    "organisation", "year", "state", "stage", "kind", "criterion", "next", "email", "step", "key",
    "do", "go", "seen", "base", "reason", "note", "reviewers", "round", "rounds", "assignment",
    "fields", "answer", "title", "file", "format", "take", "name", "choice", "session", "token",
    "source", "parent", "draft", "capacity", "mention", "to", "quote",
    "post", "deed", "said", "topic", "place", "space", "by", "since", "until",
    "find", "off", "show", "days", "concept", "verb",
)  # fmt: skip


@pytest.mark.parametrize("nonsense", ["\x00", "9" * 30], ids=["nul", "number"])
def test_nonsense_in_any_parameter_is_answered(world: World, nonsense: str) -> None:
    given = dict.fromkeys(NAMES, nonsense)
    failed = []
    for method, address, _answers in rows():
        path = address.format(**world.names)
        for person in ("focal", "secretariat"):
            client = world.client(person)
            try:
                with transaction.atomic():
                    status = (client.get if method == "GET" else client.post)(
                        path, given
                    ).status_code
                    transaction.set_rollback(True)
            except Exception as error:
                failed.append(f"{method} {path} {person}: {error!r:.200}")
            else:
                if status >= 500:
                    failed.append(f"{method} {path} {person}: {status}")
    assert not failed, "\n" + "\n".join(failed)
