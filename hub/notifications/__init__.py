"""What people are told: the kinds of notices, telling, following.

A floor registers its kinds in `AppConfig.ready`, and tells inside an action:

    notifications.register(Kind(name="practice.published", …))

    notify("practice.published", followers("practice", practice.pk), key=f"{practice.pk}",
           object_id=practice.pk)

Each recipient finds the notice under the bell, and gets a mail as often as they chose for the
kind. `hub.notifications.mailing` says how a mail goes out once.
"""

from hub.notifications.following import (
    Followable,
    follow,
    followers,
    is_following,
    register_followable,
    unfollow,
)
from hub.notifications.kinds import Heading, Kind, Line, register, seen_through
from hub.notifications.switches import Switch, is_on, register_switch
from hub.notifications.telling import Telling, notify, notify_each

__all__ = [
    "Followable",
    "Heading",
    "Kind",
    "Line",
    "Switch",
    "Telling",
    "follow",
    "followers",
    "is_following",
    "is_on",
    "notify",
    "notify_each",
    "register",
    "register_followable",
    "register_switch",
    "seen_through",
    "unfollow",
]
