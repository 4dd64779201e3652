"""Each `can_…` of outcomes and its list agree, for every viewer and every object."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from discussions.models import Citation, Misquotation, Outcome, Post
from discussions.outcomes import permissions
from tests.discussions.test_permissions import world
from tests.hub.test_permissions import agreeing

pytestmark = [pytest.mark.django_db]

TWINS = [
    (permissions.can_view_outcome, Outcome, "visible_to"),
    (permissions.can_report_misquotation, Citation, "reportable_by"),
    (permissions.can_view_misquotation, Misquotation, "visible_to"),
    (permissions.can_answer_misquotation, Misquotation, "moderated_by"),
]


def test_what_may_be_done_to_an_outcome_is_what_the_list_holds_for_every_viewer() -> None:
    viewers = world()
    now = timezone.now()
    moments = (None, now, now - timedelta(days=30))
    for number, post in enumerate(Post.objects.order_by("pk")):
        if hasattr(post.topic, "outcome"):
            continue
        outcome = Outcome.objects.create(
            topic=post.topic, original_language="en", published_at=moments[number % 3]
        )
        paragraph = outcome.paragraphs.create(order=1)
        paragraph.citations.create(post=post)
        if number % 2:
            Misquotation.objects.create(
                outcome=outcome, post=post, by=post.author, said="No.", language="en"
            )
    for can, model, reading in TWINS:
        allowed = agreeing(can, model, reading, viewers)
        assert any(allowed.values()), f"{can.__name__} is never allowed to anybody"
        assert len({tuple(each) for each in allowed.values()}) > 1, can.__name__
    named = {name for name in vars(permissions) if name.startswith("can_")}
    elsewhere = {"can_moderate_topic", "can_view_topic"}
    assert named == {can.__name__ for can, _m, _r in TWINS} | elsewhere
