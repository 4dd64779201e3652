"""Organisations: registering, verification, facts, people and their parts."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hub import slots
from hub.actions import NotAllowed, Refused
from hub.actions.joining_organisations import (
    add_organisation,
    ask_for_verification,
    correct_organisation,
    decline_organisation,
    register_organisation,
    verify_organisation,
)
from hub.actions.joining_people import change_role, end_membership, hand_over
from hub.actions.joining_requests import decide_request, request_to_join, withdraw_request
from hub.models import AuditEntry, JoinRequest, Membership, MembershipRole, Organisation, User
from tests.hub.organisations import focal_point, invited, member, organisation, person
from tests.hub.reading import said

pytestmark = pytest.mark.django_db

FACTS = {"name": "Example League", "name_language": "en", "kind": "civil-society", "country": "KE"}


def membership_of(who: User) -> Membership:
    return Membership.objects.get(user=who)


# Registering and verification


def registered(by: User) -> tuple[Organisation, JoinRequest]:
    answer = register_organisation(by=by, facts=FACTS, evidence="Our statutes")
    return (
        Organisation.objects.get(pk=answer["organisation"]),
        JoinRequest.objects.get(pk=answer["request"]),
    )


def test_who_registers_an_organisation_is_its_focal_point_and_waits_for_the_secretariat(
    client: Client,
) -> None:
    ben = person("Ben")
    client.force_login(ben)
    sent = client.post(
        "/en/organisations/register/",
        {**FACTS, "key": "k", "website": "example.org", "evidence": "Our statutes"},
    )
    league = Organisation.objects.get()
    assert (league.verification, league.website) == ("pending", "https://example.org")
    assert membership_of(ben).role == "focal-point"
    receipt = said(client.get(sent["Location"]))
    assert "The secretariat decides." in receipt
    assert "you can draft" in receipt
    assert "Waiting for verification" in said(client.get(f"/en/organisations/{league.pk}/"))


def test_what_is_wrong_with_the_facts_stands_beside_each_of_them(client: Client) -> None:
    client.force_login(person("Ben"))
    answer = client.post(
        "/en/organisations/register/",
        {"name": " ", "kind": "club", "country": "XX", "website": "javascript:alert(1)"},
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {
        "name", "name_language", "kind", "country", "website", "evidence",
    }  # fmt: skip
    with pytest.raises(Refused) as refusal:
        register_organisation(
            by=person("Eve"),
            facts={"name": "x" * 251, "name_language": "?", "kind": "club", "country": "XX",
                   "website": "ftp://example.org"},
            evidence="x",
        )  # fmt: skip
    assert set(refusal.value.messages) == {
        "name", "name_language", "kind", "country", "website",
    }  # fmt: skip


def test_a_body_that_is_here_is_joined_not_registered_again() -> None:
    organisation(**{**FACTS, "state": "verified"})
    with pytest.raises(Refused) as refusal:
        register_organisation(
            by=person("Ben"), facts={**FACTS, "name": "example league"}, evidence="x"
        )
    assert list(refusal.value.messages) == ["name"]
    register_organisation(by=person("Ben"), facts={**FACTS, "country": "PH"}, evidence="x")


def test_verifying_answers_the_registration_and_makes_the_organisation_public(
    client: Client,
) -> None:
    league, request = registered(person("Ben"))
    assert client.get(f"/en/organisations/{league.pk}/").status_code == 404
    verify_organisation(by=person("S", "secretariat"), organisation=league)
    request.refresh_from_db()
    assert request.state == "accepted"
    assert client.get(f"/en/organisations/{league.pk}/").status_code == 200


def test_deciding_on_a_registration_is_deciding_on_the_organisation() -> None:
    league, request = registered(person("Ben"))
    decide_request(by=person("S", "secretariat"), request=request, accept=False, reason="Unknown")
    league.refresh_from_db()
    request.refresh_from_db()
    assert (league.verification, request.state, request.reason) == (
        "declined",
        "declined",
        "Unknown",
    )


def test_what_was_not_verified_keeps_its_people_and_can_ask_again(client: Client) -> None:
    ben = person("Ben")
    league, _request = registered(ben)
    decline_organisation(by=person("S", "secretariat"), organisation=league, reason="No statutes")
    client.force_login(ben)
    page = client.get(f"/en/organisations/{league.pk}/")
    assert f"/en/organisations/{league.pk}/evidence/" in page.content.decode()
    ask_for_verification(by=ben, organisation=league, evidence="Here they are")
    league.refresh_from_db()
    assert league.holds_submissions


def test_declining_needs_a_reason_and_only_the_secretariat_decides_never_on_its_own() -> None:
    league, _request = registered(person("Ben"))
    secretary = person("S", "secretariat")
    with pytest.raises(Refused):
        decline_organisation(by=secretary, organisation=league, reason=" ")
    for nobody in (focal_point(league), member(league, who=person("T", "secretariat"))):
        with pytest.raises(NotAllowed):
            verify_organisation(by=nobody, organisation=league)


def test_a_registration_that_is_taken_back_leaves_the_organisation_unverified() -> None:
    ben = person("Ben")
    league, request = registered(ben)
    withdraw_request(by=ben, request=request)
    league.refresh_from_db()
    assert league.verification == "declined"
    assert membership_of(ben).ended_at is None


def test_the_secretariat_adds_an_organisation_that_it_knows(client: Client) -> None:
    client.force_login(person("S", "secretariat"))
    client.post("/en/organisations/register/", {**FACTS, "key": "k"})
    assert Organisation.objects.get().is_verified
    with pytest.raises(NotAllowed):
        add_organisation(by=person("Ben"), facts={**FACTS, "name": "Other"})


# Facts


def test_its_people_correct_what_was_not_verified_and_the_secretariat_the_rest(
    client: Client,
) -> None:
    league = organisation(**FACTS)
    leader = focal_point(league)
    client.force_login(leader)
    address = f"/en/organisations/{league.pk}/correct/"
    assert set(client.get(address).context["form"].fields) == {"key", "website"}
    client.post(address, {"website": "https://example.org/new"})
    with pytest.raises(NotAllowed):
        correct_organisation(by=leader, organisation=league, facts={"name": "Another"})
    correct_organisation(
        by=person("S", "secretariat"), organisation=league, facts={"name": "Corrected League"}
    )
    league.refresh_from_db()
    assert (league.name, league.website) == ("Corrected League", "https://example.org/new")
    assert AuditEntry.objects.first().details == {"name": ["Example League", "Corrected League"]}


def test_correcting_nothing_changes_nothing() -> None:
    league = organisation(**FACTS)
    answer = correct_organisation(by=focal_point(league), organisation=league, facts={})
    assert answer == {"changed": []}


# People


def test_the_last_focal_point_hands_over_before_it_leaves() -> None:
    league = organisation()
    leader, ben = focal_point(league), member(league)
    for attempt in (
        lambda: end_membership(by=leader, membership=membership_of(leader)),
        lambda: change_role(by=leader, membership=membership_of(leader), role="member"),
    ):
        with pytest.raises(Refused, match="Hand the part over first"):
            attempt()
    hand_over(by=leader, organisation=league, to=membership_of(ben))
    assert (membership_of(ben).role, membership_of(leader).role) == ("focal-point", "member")
    end_membership(by=leader, membership=membership_of(leader))
    assert membership_of(leader).ended_at is not None


def test_who_is_alone_in_an_organisation_leaves_it_once_the_request_is_taken_back() -> None:
    ben = person("Ben")
    _league, request = registered(ben)
    with pytest.raises(Refused, match="Withdraw the request first"):
        end_membership(by=ben, membership=membership_of(ben))
    withdraw_request(by=ben, request=request)
    end_membership(by=ben, membership=membership_of(ben))
    assert membership_of(ben).ended_at is not None


def test_a_part_is_handed_over_by_who_has_it_to_somebody_who_belongs() -> None:
    league, other = organisation(), organisation("Other League")
    leader, deputy = focal_point(league), member(league, "deputy")
    outsider = membership_of(member(other))
    with pytest.raises(NotAllowed):
        hand_over(by=deputy, organisation=league, to=membership_of(deputy))
    for nobody in (outsider, membership_of(leader)):
        with pytest.raises(Refused):
            hand_over(by=leader, organisation=league, to=nobody)


def test_removing_a_person_ends_the_membership_and_keeps_its_row() -> None:
    league = organisation()
    leader, ben = focal_point(league), member(league)
    row = membership_of(ben)
    assert end_membership(by=leader, membership=row)["changed"]
    row.refresh_from_db()
    assert row.ended_at is not None
    assert not Organisation.objects.of(ben).exists()
    with pytest.raises(NotAllowed):
        end_membership(by=leader, membership=row)
    assert end_membership(by=ben, membership=row) == {"changed": False}


def test_the_secretariat_removes_a_focal_point_who_is_gone() -> None:
    league = organisation()
    leader = focal_point(league)
    end_membership(by=person("S", "secretariat"), membership=membership_of(leader))
    assert membership_of(leader).ended_at is not None


def test_a_deputy_changes_no_focal_point_and_makes_none() -> None:
    league = organisation()
    leader, deputy, ben = focal_point(league), member(league, "deputy"), member(league)
    for who, role in ((leader, "member"), (ben, "focal-point")):
        with pytest.raises(NotAllowed):
            change_role(by=deputy, membership=membership_of(who), role=role)
    change_role(by=deputy, membership=membership_of(ben), role="deputy")
    assert membership_of(ben).role == "deputy"


def test_only_a_part_that_changed_is_said_to_have_changed(client: Client) -> None:
    league = organisation()
    ben = member(league)
    client.force_login(focal_point(league))
    address = f"/en/organisations/{league.pk}/people/{membership_of(ben).pk}/role/"
    told = said(client.post(address, {"key": "a", "role": "member"}, follow=True))
    assert "The part was changed." not in told
    told = said(client.post(address, {"key": "b", "role": "deputy"}, follow=True))
    assert "The part was changed." in told


def test_who_leaves_what_is_not_public_comes_to_the_list(client: Client) -> None:
    league = organisation(state="pending")
    focal_point(league)
    ben = member(league)
    client.force_login(ben)
    answer = client.post(
        f"/en/organisations/{league.pk}/people/{membership_of(ben).pk}/end/", {"key": "k"}
    )
    assert answer["Location"] == "/en/organisations/"
    assert client.get(f"/en/organisations/{league.pk}/").status_code == 404


# Pages


def test_the_page_of_an_organisation_shows_visitors_its_facts_and_not_its_people(
    client: Client,
) -> None:
    league = organisation(**FACTS, website="https://example.org")
    leader = focal_point(league)
    answer = client.get(f"/en/organisations/{league.pk}/")
    text = answer.content.decode()
    assert "Kenya" in text
    assert "https://example.org" in text
    assert leader.name not in text
    assert leader.email not in text
    assert "csrf" not in text


def test_upper_floors_add_what_they_hold_of_an_organisation(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    league = organisation()
    monkeypatch.setitem(
        slots._fillings,
        "organisation.after_facts",
        [(50, lambda context, shown: f"Here: {shown.pk}")],
    )
    assert f"Here: {league.pk}" in client.get(f"/en/organisations/{league.pk}/").content.decode()


def test_its_people_see_each_other_and_the_buttons_that_are_theirs(client: Client) -> None:
    league = organisation()
    leader, ben = focal_point(league), member(league)
    mine = membership_of(ben).pk
    addresses = {
        "role": f"/en/organisations/{league.pk}/people/{mine}/role/",
        "end": f"/en/organisations/{league.pk}/people/{mine}/end/",
        "invite": f"/en/organisations/{league.pk}/people/invite/",
        "hand over": f"/en/organisations/{league.pk}/people/hand-over/",
        "correct": f"/en/organisations/{league.pk}/correct/",
        "verification": f"/en/organisations/{league.pk}/verification/",
    }

    def offered() -> set[str]:
        page = client.get(f"/en/organisations/{league.pk}/")
        links = {link["href"] for link in BeautifulSoup(page.content, "html.parser").select("a")}
        return {name for name, address in addresses.items() if address in links}

    def open_to_hand() -> set[str]:
        return {name for name, each in addresses.items() if client.get(each).status_code == 200}

    for who, may in (
        (leader, {"role", "end", "invite", "hand over", "correct"}),
        (member(league, "deputy"), {"role", "end", "invite", "correct"}),
        (ben, {"end"}),
        (person("S", "secretariat"), {"role", "end", "invite", "correct", "verification"}),
        (person("Stranger"), set()),
    ):
        client.force_login(who)
        assert offered() == open_to_hand() == may, who.name


def test_the_page_of_an_organisation_asks_the_database_no_more_with_more_people(
    client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The menu's entries of the floors above cost their own.
    monkeypatch.setitem(slots._fillings, "account.menu", [])
    league = organisation()
    client.force_login(focal_point(league))

    def queries() -> int:
        with django_assert_max_num_queries(40) as counted:
            client.get(f"/en/organisations/{league.pk}/")
        return len(counted)

    member(league)
    queries()  # what the process remembers of the index is read
    few = queries()
    for role in MembershipRole.values * 4:
        member(league, role)
    assert queries() == few == 17


def test_the_list_finds_by_name_and_asks_a_fixed_number_of_times(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(60):
        organisation(f"League {number:02}")
    organisation("Hidden", state="pending")
    # How many there are, and a page of them.
    with django_assert_num_queries(2):
        answer = client.get("/en/organisations/")
    assert "60 organisations" in said(answer)
    assert "Hidden" not in said(answer)
    assert "League 07" in said(client.get("/en/organisations/?q=league+07"))
    assert "No verified organisation has “Hidden”" in said(
        client.get("/en/organisations/?q=Hidden")
    )
    for odd in ("?page=-1", "?page=1000000000", "?q=%00%22", "?q=" + "x" * 10_000):
        assert client.get(f"/en/organisations/{odd}").status_code == 200


def test_ones_own_page_shows_memberships_invitations_and_requests(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(slots._fillings, "account.menu", [])
    own, asked, inviting = (organisation(f"{name} League") for name in ("Own", "Asked", "Inviting"))
    ben = member(own)
    request_to_join(by=ben, organisation=asked, evidence="Look")
    invited(inviting, ben.email)
    client.force_login(ben)
    # Session, person, bell; the list twice; memberships, invitations, requests.
    with django_assert_num_queries(8):
        answer = client.get("/en/organisations/")
    page = BeautifulSoup(answer.content, "html.parser")
    heads = {section.h2.text: section.a.text for section in page.select("section")}
    assert heads == {
        "Invitations for you": "Inviting League",
        "Your organisations": "Own League",
        "Your requests": "Asked League",
    }
