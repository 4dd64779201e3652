"""What spaces tell the rest of the house when it starts."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from discussions.spaces import invited, shown, tasks
from hub import navigation, schedule, slots


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    navigation.add("discussions:spaces", _("Discussions"))
    slots.fill("topic.notice", invited.on_topic, order=10)
    slots.fill("space.notice", invited.on_space, order=10)
    slots.fill("topic.actions", shown.for_moderators, order=40)
    slots.fill("topic.aside", shown.facts, order=20)
    schedule.every("spaces.clock", minutes=tasks.EVERY, enqueue=tasks.watch_the_clock.enqueue)
    user_logged_in.connect(invited.accept_after_signing_in, dispatch_uid="spaces.invited")
