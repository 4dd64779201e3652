"""What every action gives: a receipt, an audit row, an announcement, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from hub.actions import Act, KeyReused, NotAllowed, Refused, action, changed, system
from hub.models import AuditEntry, Generation, Organisation, Receipt, User
from tests.hub.organisations import focal_point, organisation, person

pytestmark = pytest.mark.django_db


@action("league.rename")
def rename(act: Act, *, league: Organisation, name: str) -> dict[str, Any]:
    act.require(act.user.is_authenticated)
    if not name:
        raise Refused({"name": "It needs a name."})
    Organisation.objects.filter(pk=league.pk).update(name=name)
    act.details = {"name": name}
    act.changed("organisation", league.pk)
    return {"name": name, "at": timezone.now()}


@pytest.fixture
def announced() -> Iterator[list[tuple[str, list[int]]]]:
    """What was announced."""
    heard: list[tuple[str, list[int]]] = []

    def listen(sender: Any, kind: str, ids: list[int], **kwargs: Any) -> None:
        heard.append((kind, ids))

    changed.connect(listen)
    yield heard
    changed.disconnect(listen)


def test_the_same_key_again_changes_nothing_and_gives_the_first_answer() -> None:
    league, ana = organisation(), person()
    first = rename(by=ana, key="k", league=league, name="One")
    Organisation.objects.update(name="Two")
    assert rename(by=ana, key="k", league=league, name="One") == first
    assert Organisation.objects.get().name == "Two"
    assert Receipt.objects.count() == AuditEntry.objects.count() == 1


def test_keys_of_two_people_are_two_keys_and_without_a_key_nothing_is_a_repeat() -> None:
    league = organisation()
    rename(by=person("Ana"), key="k", league=league, name="One")
    rename(by=person("Ben"), key="k", league=league, name="Two")
    assert Organisation.objects.get().name == "Two"
    cleo = person("Cleo")
    rename(by=cleo, league=league, name="Three")
    rename(by=cleo, league=league, name="Three")
    assert Receipt.objects.count() == 4


def test_a_key_with_another_payload_or_verb_is_refused_and_changes_nothing() -> None:
    league, ana = organisation(), person()
    rename(by=ana, key="k", league=league, name="One")
    with pytest.raises(KeyReused):
        rename(by=ana, key="k", league=league, name="Two")

    @action("league.leave")
    def leave(act: Act, *, league: Organisation, name: str) -> dict[str, Any]:
        raise AssertionError("not reached")

    with pytest.raises(KeyReused):
        leave(by=ana, key="k", league=league, name="One")
    assert Organisation.objects.get().name == "One"


def test_a_form_that_is_sent_again_with_other_content_is_answered_409_with_a_page(
    client: Client,
) -> None:
    client.force_login(person())
    sent = {"name": "Example League", "name_language": "en", "kind": "other", "evidence": "Look"}
    address = "/en/organisations/register/"
    first = client.post(address, {"key": "k", **sent})
    assert first.status_code == 302
    assert client.post(address, {"key": "k", **sent})["Location"] == first["Location"]
    again = client.post(address, {"key": "k", **sent, "name": "Another League"})
    assert again.status_code == 409
    assert "was sent already" in again.content.decode()
    assert [each.name for each in Organisation.objects.all()] == ["Example League"]


def test_who_did_what_to_what_stands_in_the_audit() -> None:
    league, ana = organisation(), person("Ana")
    rename(by=ana, league=league, name="One")
    rename(by=system, league=league, name="Two")
    by_ana, by_system = AuditEntry.objects.order_by("pk")
    assert (by_ana.actor, by_ana.actor_label, by_ana.verb) == (ana, "Ana", "league.rename")
    assert (by_ana.kind, by_ana.object_id) == ("organisation", str(league.pk))
    assert by_ana.details == {"name": "One"}
    assert (by_system.actor, by_system.actor_label) == (None, "system")


def test_the_change_is_announced_once_and_raises_the_generation_of_its_area(
    announced: list[tuple[str, list[int]]],
) -> None:
    league, ana = organisation(), person()
    before = Generation.objects.filter(area="organisation").first()
    rename(by=ana, key="k", league=league, name="One")
    rename(by=ana, key="k", league=league, name="One")
    assert announced == [("organisation", [league.pk])]
    assert (
        Generation.objects.get(area="organisation").number == (before.number if before else 0) + 1
    )


def test_who_may_not_is_refused_and_nothing_is_left_behind(
    announced: list[tuple[str, list[int]]],
) -> None:
    with pytest.raises(NotAllowed):
        rename(by=AnonymousUser(), key="k", league=organisation(), name="One")
    assert Receipt.objects.count() == AuditEntry.objects.count() == len(announced) == 0


def test_a_refusal_leaves_no_receipt_so_that_the_corrected_form_goes_through() -> None:
    league, ana = organisation(), person()
    with pytest.raises(Refused) as refusal:
        rename(by=ana, key="k", league=league, name="")
    assert refusal.value.messages == {"name": "It needs a name."}
    rename(by=ana, key="k", league=league, name="One")
    assert Organisation.objects.get().name == "One"


def test_what_is_refused_stands_beside_its_field_and_what_was_typed_stays(client: Client) -> None:
    league = organisation()
    client.force_login(focal_point(league))
    address = f"/en/organisations/{league.pk}/people/invite/"
    sent = {"email": "ben@example.org", "role": "member", "language": "fr", "page": ""}
    client.post(address, {"key": "first", **sent})
    answer = client.post(address, {"key": "second", **sent})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert "open invitation" in form.errors["email"][0]
    assert (form["email"].value(), form["language"].value()) == ("ben@example.org", "fr")


def test_a_failure_half_way_takes_everything_back(
    announced: list[tuple[str, list[int]]],
) -> None:
    @action("league.break")
    def break_it(act: Act, *, league: Organisation) -> dict[str, Any]:
        Organisation.objects.filter(pk=league.pk).update(name="Broken")
        act.changed("organisation", league.pk)
        raise ZeroDivisionError

    league = organisation()
    with pytest.raises(ZeroDivisionError):
        break_it(by=person(), key="k", league=league)
    assert Organisation.objects.get().name == league.name
    assert Receipt.objects.count() == AuditEntry.objects.count() == len(announced) == 0


def test_it_is_announced_inside_the_transaction_so_that_a_listener_that_fails_takes_it_back() -> (
    None
):
    league = organisation()

    def fail(sender: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    changed.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            rename(by=person(), league=league, name="One")
    finally:
        changed.disconnect(fail)
    assert Organisation.objects.get().name == league.name


def test_what_was_sent_is_the_same_in_any_order_and_differs_by_the_object() -> None:
    from hub.actions.core import payload_hash

    one, other = User(pk=1), User(pk=2)
    assert payload_hash({"a": 1, "b": {"x", "y"}}) == payload_hash({"b": {"y", "x"}, "a": 1})
    assert payload_hash({"who": one}) != payload_hash({"who": other})
    assert payload_hash({"a": [1, 2]}) != payload_hash({"a": [2, 1]})
