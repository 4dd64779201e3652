"""The secretariat takes a practice out of the public and brings it back, and says why."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hub.models import User
from practices.models import Practice, ScreeningEvent, State

from .library import person, published

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def secretariat() -> Client:
    return signed_in(person("secretary", "secretariat"))


def address(practice: Practice) -> str:
    return f"/en/secretariat/practices/{practice.pk}/"


def words(practice: Practice, client: Client) -> str:
    answer = client.get(address(practice))
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text().split())


def test_an_archived_practice_is_gone_at_once_and_comes_back_as_it_was(secretariat: Client) -> None:
    practice = published()
    page = f"/en/practices/{practice.slug}/"
    assert address(practice) in secretariat.get(page).content.decode()
    assert address(practice) not in Client().get(page).content.decode()

    sent = {"do": "archive", "reason": "Example League closed the desk.", "key": "k1"}
    assert secretariat.post(address(practice), sent).status_code == 302
    assert Client().get(page).status_code == 404
    assert "Example League closed the desk." in words(practice, secretariat)
    # Sent again, as by a second click: nothing more happens.
    assert secretariat.post(address(practice), sent).status_code == 302
    assert ScreeningEvent.objects.filter(practice=practice, verb="archive").count() == 1

    assert secretariat.post(address(practice), {"do": "unarchive"}).status_code == 302
    assert "Permits at the quay" in Client().get(page).content.decode()
    practice.refresh_from_db()
    assert practice.state == State.PUBLISHED


def test_a_reason_is_asked_for_and_what_cannot_be_done_is_said(secretariat: Client) -> None:
    practice = published()
    answer = secretariat.post(address(practice), {"do": "withdraw", "reason": " "})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    practice.refresh_from_db()
    assert practice.live
    answer = secretariat.post(address(practice), {"do": "unarchive"})
    assert answer.status_code == 422
    assert "This cannot be done now." in answer.content.decode()


def test_others_do_not_learn_what_happened() -> None:
    practice = published()
    for user in (person("stranger"), person("screener", "screener")):
        assert signed_in(user).get(address(practice)).status_code == 403
