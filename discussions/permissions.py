"""May this person do this? Each `can_…` has its queryset twin in `discussions.querysets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from discussions.models import (
    ModerationEntry,
    Post,
    PostState,
    Report,
    Space,
    SpaceInvitation,
    SpaceMember,
    SpaceModerator,
    SpaceOrganisation,
    Topic,
    TopicState,
    Visibility,
)
from discussions.querysets import WITHDRAWABLE, editable_since, keeps_all
from hub.models import Membership, Role

if TYPE_CHECKING:
    from hub.querysets import Viewer


# Spaces


def can_moderate(viewer: Viewer, space: Space) -> bool:
    """Keep order in a space and keep the space itself: its moderators, and who has the role of
    the hub. Twin of `SpaceQuerySet.moderated_by`."""
    if keeps_all(viewer):
        return True
    if not viewer.is_authenticated or not viewer.is_active:
        return False
    return SpaceModerator.objects.filter(space=space, user=viewer.pk).exists()


def can_view_space(viewer: Viewer, space: Space) -> bool:
    """Twin of `SpaceQuerySet.visible_to`."""
    begun = space.opens_at <= timezone.now()
    if begun and space.visibility == Visibility.PUBLIC:
        return True
    if not viewer.is_authenticated:
        return False
    if begun and _is_member(viewer, space):
        return True
    if begun and space.visibility == Visibility.INVITED and _is_of_invited(viewer, space):
        return True
    return can_moderate(viewer, space)


def belongs_to(viewer: Viewer, space: Space) -> bool:
    """Whether somebody was asked into the space: its members, and the people of its invited,
    verified organisations. Twin of `SpaceQuerySet.joined_by`."""
    if not viewer.is_authenticated:
        return False
    return _is_member(viewer, space) or _is_of_invited(viewer, space, verified=True)


def can_open_spaces(viewer: Viewer) -> bool:
    """Make new ones: who keeps order in all. It is about no row, and has no list."""
    return keeps_all(viewer)


def can_manage_space_invitation(viewer: Viewer, invitation: SpaceInvitation) -> bool:
    """Twin of `SpaceInvitationQuerySet.managed_by`."""
    return can_moderate(viewer, invitation.space)


def _is_member(viewer: Viewer, space: Space) -> bool:
    rows = SpaceMember.objects.filter(space=space, user=viewer.pk, ended_at__isnull=True)
    return rows.exists()


def _is_of_invited(viewer: Viewer, space: Space, *, verified: bool = False) -> bool:
    inside = Membership.objects.open().filter(user=viewer.pk)
    if verified:
        inside = inside.filter(organisation__verification="verified")
    rows = SpaceOrganisation.objects.filter(
        space=space, organisation__in=inside.values("organisation")
    )
    return rows.exists()


# Topics


def can_moderate_topic(viewer: Viewer, topic: Topic) -> bool:
    """Twin of `TopicQuerySet.moderated_by`."""
    return can_moderate(viewer, topic.space)


def can_view_topic(viewer: Viewer, topic: Topic) -> bool:
    """Twin of `TopicQuerySet.visible_to`."""
    if topic.state != TopicState.SCHEDULED and can_view_space(viewer, topic.space):
        return True
    return can_moderate_topic(viewer, topic)


def takes_posts(topic: Topic) -> bool:
    """Whether a topic is open now, by its state and by its own and its space's dates. As
    `TopicQuerySet.taking_posts`."""
    now = timezone.now()
    return (
        topic.state == TopicState.OPEN
        and (topic.closes_at is None or now < topic.closes_at)
        and topic.space.is_open(now)
    )


def can_post(viewer: Viewer, topic: Topic) -> bool:
    """Write in it: who is signed in and sees it, while it is open; in a locked one those who
    moderate it. Twin of `TopicQuerySet.open_to`."""
    if not viewer.is_authenticated or not viewer.is_active:
        return False
    if not takes_posts(topic) or not can_view_topic(viewer, topic):
        return False
    return not topic.is_locked or can_moderate_topic(viewer, topic)


# Posts


def can_moderate_post(viewer: Viewer, post: Post) -> bool:
    """Twin of `PostQuerySet.moderated_by`."""
    return can_moderate_topic(viewer, post.topic)


def can_view_post(viewer: Viewer, post: Post) -> bool:
    """Read what it says. Twin of `PostQuerySet.visible_to`."""
    own = viewer.is_authenticated and post.author_id == viewer.pk
    if (own or post.state == PostState.PUBLISHED) and can_view_topic(viewer, post.topic):
        return True
    return can_moderate_post(viewer, post)


def can_edit_post(viewer: Viewer, post: Post) -> bool:
    """Say it better: its author, for `HUB_POST_EDIT_HOURS` after publication, while they may post
    there. Twin of `PostQuerySet.editable_by`."""
    if not viewer.is_authenticated or post.author_id != viewer.pk:
        return False
    if post.state != PostState.PUBLISHED or post.published_at is None:
        return False
    return post.published_at > editable_since() and can_post(viewer, post.topic)


def can_translate_post(viewer: Viewer, post: Post) -> bool:
    """Put it into another language: its author, translators and who moderates it, as far as they
    may read it. Twin of `PostQuerySet.translatable_by`."""
    if not viewer.is_authenticated or not viewer.is_active or post.state != PostState.PUBLISHED:
        return False
    if not can_view_topic(viewer, post.topic):
        return False
    own = post.author_id == viewer.pk
    return own or viewer.has_role(Role.TRANSLATOR) or can_moderate_post(viewer, post)


def can_withdraw_post(viewer: Viewer, post: Post) -> bool:
    """Take it out of sight: its author, unless an outcome that was published rests on it. Twin of
    `PostQuerySet.withdrawable_by`."""
    if not viewer.is_authenticated or not viewer.is_active or post.author_id != viewer.pk:
        return False
    if post.state not in WITHDRAWABLE or not can_view_topic(viewer, post.topic):
        return False
    return not post.cited_in.filter(outcome__published_at__isnull=False).exists()


# Moderation


def moderates_some(viewer: Viewer) -> bool:
    """Whether somebody keeps order in any space at all."""
    if keeps_all(viewer):
        return True
    if not viewer.is_authenticated or not viewer.is_active:
        return False
    return SpaceModerator.objects.filter(user=viewer.pk).exists()


def can_report(viewer: Viewer, post: Post) -> bool:
    """Say that a post of somebody else's is against the rules. Twin of
    `PostQuerySet.reportable_by`."""
    if not viewer.is_authenticated or not viewer.is_active or post.author_id == viewer.pk:
        return False
    return post.state == PostState.PUBLISHED and can_view_topic(viewer, post.topic)


def can_view_report(viewer: Viewer, report: Report) -> bool:
    """Twin of `ReportQuerySet.visible_to`."""
    if not viewer.is_authenticated:
        return False
    return report.reporter_id == viewer.pk or can_moderate_post(viewer, report.post)


def can_view_moderation_entry(viewer: Viewer, entry: ModerationEntry) -> bool:
    """Twin of `ModerationEntryQuerySet.visible_to`."""
    return can_moderate(viewer, entry.space)
