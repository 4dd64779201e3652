"""What people are told of screening: in words, to whoever may still see it, and to nobody else."""

from __future__ import annotations

import pytest
from django.utils import translation

from hub.models import Following, Membership, Notice
from hub.notifications import kinds
from hub.wording import plain
from practices.actions import save_text
from practices.screening import actions, telling
from tests.practices.library import person
from tests.practices.screening import Desk

pytestmark = pytest.mark.django_db


def lines(notice: Notice) -> tuple[str, str]:
    """What a notice says, and where it leads."""
    kind = kinds.get(notice.kind)
    seen = kind.may_see is None or notice.object_id in kind.may_see(
        notice.recipient, [notice.object_id]
    )
    assert seen, (notice.kind, notice.recipient)
    with translation.override("en"):
        line = kind.render([notice], "en")[notice.pk]
        return plain(line.sentence), line.url


def test_each_notice_says_something_and_leads_somewhere() -> None:
    desk = Desk()
    follower = person("follower")
    Following.objects.create(user=follower, kind="practice", object_id=str(desk.practice.pk))
    desk.published()
    save_text(by=desk.focal, text=desk.text, content={"results": "Permits take an hour."})
    round = desk.submitted()
    actions.take_in(by=desk.secretariat, round=round)
    actions.decline(by=desk.secretariat, round=round, note="No news.", language="en")
    said = {}
    for notice in Notice.objects.select_related("recipient").order_by("pk"):
        sentence, url = lines(notice)
        assert "%(" not in sentence
        assert url.startswith("/en/"), (notice.kind, url)
        said[notice.kind] = sentence
    title = "Permits at the quay"
    assert said[telling.PUBLISHED] == f"{title} is published."
    assert said[telling.FOLLOWED] == f"{title} was published in a new version."
    assert said[telling.DECIDED] == f"The new version of {title} will not be published. Read why."
    assert said[telling.SUBMITTED].startswith(f"{title} was received. Reference: GCM-")
    assert title not in said[telling.OFFERED]


def test_who_may_not_see_it_any_more_is_told_nothing() -> None:
    desk = Desk()
    round = desk.in_review()
    actions.assign(by=desk.secretariat, round=round, reviewers=desk.panel)
    offered = Notice.objects.get(kind=telling.OFFERED, recipient=desk.un)
    received = Notice.objects.get(kind=telling.SUBMITTED)
    actions.hand_back(by=desk.un, assignment=round.assignments.get(reviewer=desk.un))
    Membership.objects.filter(user=desk.focal).delete()
    for notice in (offered, received):
        may_see = kinds.get(notice.kind).may_see
        assert may_see is not None
        assert not may_see(notice.recipient, [notice.object_id])
