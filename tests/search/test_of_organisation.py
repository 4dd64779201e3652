"""What the page of an organisation shows of the library."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.practices.library import organisation, published

pytestmark = pytest.mark.django_db


def test_an_organisation_shows_what_it_has_published_and_leads_to_all_of_it(
    client: Client,
) -> None:
    board, other = organisation(), organisation("Example Market Board")
    published(board, title="A shelter of the board")
    published(other, title="A shelter of another")
    page = client.get(f"/en/organisations/{board.pk}/").content.decode()
    assert "A shelter of the board" in page
    assert "A shelter of another" not in page
    assert f'href="/en/practices/?organisation={board.pk}"' in page


def test_an_organisation_without_practices_shows_no_empty_list(client: Client) -> None:
    page = client.get(f"/en/organisations/{organisation().pk}/").content.decode()
    assert "practices/?organisation" not in page
