"""Reading a topic."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.discussions.rooms import post, topic

pytestmark = [pytest.mark.django_db]


def test_a_topic_shows_its_posts() -> None:
    asked = topic("What works?")
    first = post("Ports **work**.", asked)
    post("Indeed.", to=first)
    page = Client().get(f"/en/spaces/topics/{asked.pk}/")
    assert page.status_code == 200
    assert "Ports <strong>work</strong>." in page.content.decode()
