"""A submission on its way: what is judged, who judges it, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.practices.screening import Desk

pytestmark = pytest.mark.django_db


def test_a_submission_goes_from_the_draft_to_the_public_page():
    desk = Desk()
    round = desk.published()
    practice = desk.now()
    assert practice.state == "published"
    assert practice.live
    assert practice.reference == f"GCM-{round.submitted_at.year}-{practice.pk:05d}"
    assert practice.provenance == "screened"
