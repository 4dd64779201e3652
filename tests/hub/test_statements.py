"""Statements on single rows do what Django's own would."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import statements
from hub.models import AuditEntry, Generation, Receipt
from tests.hub.organisations import person

pytestmark = pytest.mark.django_db


def test_a_row_is_added_with_its_defaults_and_knows_its_key() -> None:
    before = timezone.now()
    row = AuditEntry(actor=person("Ada"), actor_label="Ada", verb="a.b", details={"n": [1, "é"]})
    assert statements.insert(row)
    kept = AuditEntry.objects.get(pk=row.pk)
    assert (kept.actor, kept.actor_label, kept.kind) == (row.actor, "Ada", "")
    assert kept.details == {"n": [1, "é"]}
    assert before <= kept.at <= timezone.now()
    # Saved again, it is the same row.
    row.kind = "topic"
    row.save()
    assert AuditEntry.objects.filter(verb="a.b").count() == 1


def test_a_row_that_is_there_already_is_not_added_again() -> None:
    first = Receipt(actor="user:1", key="k", verb="a", payload_hash="1")
    second = Receipt(actor="user:1", key="k", verb="b", payload_hash="2")
    other = Receipt(actor="user:2", key="k", verb="c", payload_hash="3")
    added = [statements.insert(each, unless=("actor", "key")) for each in (first, second, other)]
    assert added == [True, False, True]
    assert second.pk is None
    assert list(Receipt.objects.order_by("pk").values_list("verb", flat=True)) == ["a", "c"]


def test_fields_are_set_in_the_row_and_here() -> None:
    row = Receipt(actor="user:1", key="k", verb="a", payload_hash="1")
    statements.insert(row)
    statements.update(row, answer={"post": 1, "said": ["é"]}, verb="b")
    assert (row.answer, row.verb) == ({"post": 1, "said": ["é"]}, "b")
    kept = Receipt.objects.get(pk=row.pk)
    assert (kept.answer, kept.verb, kept.payload_hash) == (row.answer, "b", "1")
    statements.update(row, answer=None)
    assert Receipt.objects.filter(answer__isnull=True).exists()


def test_a_number_begins_with_one_and_rises_by_one() -> None:
    Generation.objects.create(area="here", number=7)
    for area in ("here", "there", "there"):
        statements.raise_number(Generation, area)
    numbers = dict(Generation.objects.values_list("area", "number"))
    assert (numbers["here"], numbers["there"]) == (8, 2)


def test_what_is_written_together_is_there_in_its_order_when_it_ends() -> None:
    row = Receipt(actor="user:1", key="k", verb="a", payload_hash="1")
    statements.insert(row)
    with CaptureQueriesContext(connection) as asked, statements.together():
        statements.update(row, answer={"said": "50 %s; it’s"})
        statements.append(AuditEntry(actor_label="Ada", verb="first"))
        with statements.together():
            statements.append(AuditEntry(actor_label="Ada", verb="second"))
        statements.raise_number(Generation, "here")
        assert not asked.captured_queries
    assert len(asked) == (1 if connection.vendor == "postgresql" else 4)
    assert Receipt.objects.get(pk=row.pk).answer == {"said": "50 %s; it’s"}
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["first", "second"]
    assert Generation.objects.get(area="here").number == 1


def test_nothing_is_written_together_where_something_goes_wrong() -> None:
    def go_wrong() -> None:
        with statements.together():
            statements.append(AuditEntry(actor_label="Ada", verb="lost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go_wrong()
    statements.append(AuditEntry(actor_label="Ada", verb="kept"))
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["kept"]


def test_a_question_is_answered_in_one_message_while_a_row_is_held() -> None:
    who = person("Ada")
    with CaptureQueriesContext(connection) as asked:
        answer = statements.ask("SELECT %s, COUNT(*) FROM hub_user", ["said"], holding=who)
    assert answer == ("said", 1)
    assert len(asked) == 1
