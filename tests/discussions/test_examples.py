"""What a trial run shows of discussions."""

from __future__ import annotations

import pytest
from django.test import Client

from discussions import examples
from discussions.models import Post, Space, Topic, TopicState
from hub import languages, trial
from hub.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_trial_run_has_an_open_and_a_closed_topic_in_six_languages(client: Client) -> None:
    trial.make_people()
    examples.make()
    examples.make()
    space = Space.objects.get(is_example=True)
    opened, closed = space.topics.order_by("number")
    assert (opened.state, closed.state) == (TopicState.OPEN, TopicState.CLOSED)
    assert set(Post.objects.values_list("language", flat=True)) == set(languages.CODES)
    for topic in Topic.objects.all():
        assert set(topic.texts.values_list("language", flat=True)) == set(languages.CODES)
        assert topic.posts.filter(position__isnull=True).count() == 0
    assert not Notice.objects.filter(settled_at__isnull=True).exists()
    page = client.get(f"/ar/spaces/topics/{closed.pk}/").content.decode()
    assert "شباك واحد" in page
    assert client.get(f"/zh-hans/spaces/{space.slug}/").status_code == 200
