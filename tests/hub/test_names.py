"""Names are kept without what nobody sees."""

from __future__ import annotations

import pytest
from django.test import Client

from hub import names
from hub.actions.joining_organisations import register_organisation
from hub.models import Organisation, User
from tests.hub.organisations import person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Example \u00a0 League\n", "Example League"),
        ("\u202eelpmaxE League\u202c", "elpmaxE League"),
        ("Ex\u200bam\u00adple\u2066 \u2069League\x07", "Example League"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("نمونه\u200cها", "نمونه\u200cها"),
        ("\u200b \u200d\u3164", ""),
    ],
)
def test_a_name_is_what_readers_see_of_it(typed: str, kept: str) -> None:
    assert names.tidy(typed) == kept


@pytest.mark.django_db
def test_no_form_and_no_action_keeps_what_nobody_sees_in_a_name(client: Client) -> None:
    ana = person("Ana")
    client.force_login(ana)
    answer = client.post("/en/account/", {"name": "\u200b\u202e", "language": "en"})
    assert answer.context["form"].errors == {"name": ["This field is required."]}
    client.post("/en/account/", {"name": "A\u202ena Example", "language": "en"})
    assert User.objects.get().name == "Ana Example"
    facts = {"name": "\u202eLeague", "name_language": "en", "kind": "civil-society"}
    register_organisation(by=ana, facts=facts, evidence="Our statutes")
    assert Organisation.objects.get().name == "League"
