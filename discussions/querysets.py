"""Readings of discussions. Each one that names a viewer is the twin of a `can_…`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hub.models import Membership, Role, User

if TYPE_CHECKING:
    from discussions.models import (  # noqa: F401  (named in strings)
        ModerationEntry,
        Post,
        Report,
        Space,
        SpaceInvitation,
        Topic,
    )
    from hub.querysets import Viewer

# Who keeps order in every space.
KEEPERS = (Role.MODERATOR, Role.SECRETARIAT)
# States in which authors may take a post back.
WITHDRAWABLE = ("published", "held")


def editable_since() -> datetime:
    """Posts that were published after this moment can be edited."""
    return timezone.now() - timedelta(hours=settings.HUB_POST_EDIT_HOURS)


def keeps_all(viewer: Viewer) -> bool:
    """Whether the viewer keeps order in every space, by a role of the hub."""
    return bool(viewer.is_authenticated and viewer.has_role(*KEEPERS))


class SpaceQuerySet(models.QuerySet["Space"]):
    def begun(self, now: datetime | None = None) -> SpaceQuerySet:
        return self.filter(opens_at__lte=now or timezone.now())

    def visible_to(self, viewer: Viewer) -> SpaceQuerySet:
        """Public ones for everybody, others for their people, once they have opened; all for who
        moderates them. Twin of `permissions.can_view_space`.
        """
        if keeps_all(viewer):
            return self
        open_to = Q(visibility="public")
        if viewer.is_authenticated:
            open_to |= _is_member(viewer) | (Q(visibility="invited") & _is_of_invited(viewer))
        reading = open_to & Q(opens_at__lte=timezone.now())
        return self.filter(reading | _is_moderator(viewer))

    def public(self) -> SpaceQuerySet:
        """What anybody reads, whoever looks."""
        return self.filter(visibility="public").begun()

    def moderated_by(self, viewer: Viewer) -> SpaceQuerySet:
        """Twin of `permissions.can_moderate`."""
        if keeps_all(viewer):
            return self
        return self.filter(_is_moderator(viewer))

    def joined_by(self, viewer: Viewer) -> SpaceQuerySet:
        """Those whose member the viewer is, or whose invited, verified organisations' member.

        Twin of `permissions.belongs_to`.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(_is_member(viewer) | _is_of_invited(viewer, verified=True))


def _is_member(viewer: Viewer) -> Q:
    from discussions.models import SpaceMember

    rows = SpaceMember.objects.filter(space=OuterRef("pk"), user=viewer.pk, ended_at__isnull=True)
    return Q(Exists(rows))


def _is_of_invited(viewer: Viewer, *, verified: bool = False) -> Q:
    from discussions.models import SpaceOrganisation

    inside = Membership.objects.open().filter(user=viewer.pk)
    if verified:
        inside = inside.filter(organisation__verification="verified")
    rows = SpaceOrganisation.objects.filter(
        space=OuterRef("pk"), organisation__in=inside.values("organisation")
    )
    return Q(Exists(rows))


def _is_moderator(viewer: Viewer) -> Q:
    from discussions.models import SpaceModerator

    if not viewer.is_authenticated or not viewer.is_active:
        return Q(pk__in=())
    return Q(Exists(SpaceModerator.objects.filter(space=OuterRef("pk"), user=viewer.pk)))


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: Viewer) -> TopicQuerySet:
        """Those of spaces that one sees, once they were opened; all for who moderates the space.

        Twin of `permissions.can_view_topic`.
        """
        if keeps_all(viewer):
            return self
        from discussions.models import Space

        seen = Space.objects.visible_to(viewer).values("pk")
        if not viewer.is_authenticated:
            return self.filter(space__in=seen).exclude(state="scheduled")
        kept = Space.objects.moderated_by(viewer).values("pk")
        return self.filter((Q(space__in=seen) & ~Q(state="scheduled")) | Q(space__in=kept))

    def public(self) -> TopicQuerySet:
        """Those that anybody reads, whoever looks."""
        from discussions.models import Space

        return self.filter(space__in=Space.objects.public().values("pk")).exclude(
            state="scheduled"
        )  # fmt: skip

    def moderated_by(self, viewer: Viewer) -> TopicQuerySet:
        """Twin of `permissions.can_moderate_topic`."""
        from discussions.models import Space

        return self.filter(space__in=Space.objects.moderated_by(viewer).values("pk"))

    def taking_posts(self, now: datetime | None = None) -> TopicQuerySet:
        """Open ones, by their state and by the dates of theirs and of their space."""
        now = now or timezone.now()
        return self.filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=now),
            Q(space__closes_at__isnull=True) | Q(space__closes_at__gt=now),
            state="open",
            space__archived_at__isnull=True,
            space__opens_at__lte=now,
        )

    def open_to(self, viewer: Viewer) -> TopicQuerySet:
        """Those in which the viewer may post now. Twin of `permissions.can_post`."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        from discussions.models import Topic

        kept = Topic.objects.moderated_by(viewer).values("pk")
        taking = self.visible_to(viewer).taking_posts()
        return taking.filter(Q(is_locked=False) | Q(pk__in=kept))


def readers_among(topic: Topic, people: Iterable[int]) -> set[int]:
    """Which of these people (their keys) may read a topic now: what `Topic.objects.visible_to`
    says, for many at once in at most six queries. Nobody who was deactivated may."""
    users = set(people)
    from discussions.models import SpaceMember, SpaceModerator, SpaceOrganisation

    active = User.objects.filter(pk__in=users, is_active=True)
    known = set(active.values_list("pk", flat=True))
    keepers = set(
        active.filter(Q(is_superuser=True) | Q(groups__name__in=KEEPERS)).values_list(
            "pk", flat=True
        )
    )
    keepers |= set(
        SpaceModerator.objects.filter(space=topic.space_id, user__in=known).values_list(
            "user", flat=True
        )
    )
    space = topic.space
    if topic.state == "scheduled" or space.opens_at > timezone.now():
        return keepers
    if space.visibility == "public":
        return known
    members = SpaceMember.objects.filter(space=space, user__in=known, ended_at__isnull=True)
    reading = keepers | set(members.values_list("user", flat=True))
    if space.visibility == "invited":
        invited = SpaceOrganisation.objects.filter(space=space).values("organisation")
        inside = Membership.objects.open().filter(user__in=known, organisation__in=invited)
        reading |= set(inside.values_list("user", flat=True))
    return reading


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> PostQuerySet:
        return self.filter(state="published")

    def placed(self) -> PostQuerySet:
        """Those that have a place in their topic: what can be read, and the stubs."""
        return self.filter(position__isnull=False)

    def visible_to(self, viewer: Viewer) -> PostQuerySet:
        """Whose text the viewer may read: published ones of topics that they see, their own of
        any state, and all for who moderates. Twin of `permissions.can_view_post`.
        """
        if keeps_all(viewer):
            return self
        from discussions.models import Topic

        seen = Topic.objects.visible_to(viewer).values("pk")
        readable = Q(topic__in=seen, state="published")
        if viewer.is_authenticated:
            readable |= Q(topic__in=seen, author=viewer.pk)
            readable |= Q(topic__in=Topic.objects.moderated_by(viewer).values("pk"))
        return self.filter(readable)

    def public(self) -> PostQuerySet:
        """Whose text anybody may read, whoever looks."""
        from discussions.models import Topic

        return self.filter(state="published", topic__in=Topic.objects.public().values("pk"))

    def moderated_by(self, viewer: Viewer) -> PostQuerySet:
        """Twin of `permissions.can_moderate_post`."""
        if keeps_all(viewer):
            return self
        from discussions.models import Topic

        return self.filter(topic__in=Topic.objects.moderated_by(viewer).values("pk"))

    def editable_by(self, viewer: Viewer) -> PostQuerySet:
        """Twin of `permissions.can_edit_post`."""
        if not viewer.is_authenticated:
            return self.none()
        from discussions.models import Topic

        own = self.filter(author=viewer.pk, state="published", published_at__gt=editable_since())
        return own.filter(topic__in=Topic.objects.open_to(viewer).values("pk"))

    def translatable_by(self, viewer: Viewer) -> PostQuerySet:
        """Twin of `permissions.can_translate_post`."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        from discussions.models import Topic

        said = self.filter(
            state="published", topic__in=Topic.objects.visible_to(viewer).values("pk")
        )
        if viewer.has_role(Role.TRANSLATOR):
            return said
        kept = Topic.objects.moderated_by(viewer).values("pk")
        return said.filter(Q(author=viewer.pk) | Q(topic__in=kept))

    def withdrawable_by(self, viewer: Viewer) -> PostQuerySet:
        """Twin of `permissions.can_withdraw_post`."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        from discussions.models import Citation, Topic

        cited = Citation.objects.filter(paragraph__outcome__published_at__isnull=False)
        return self.filter(
            author=viewer.pk,
            state__in=WITHDRAWABLE,
            topic__in=Topic.objects.visible_to(viewer).values("pk"),
        ).exclude(pk__in=cited.values("post"))

    def reportable_by(self, viewer: Viewer) -> PostQuerySet:
        """Twin of `permissions.can_report`."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        from discussions.models import Topic

        seen = Topic.objects.visible_to(viewer).values("pk")
        others = ~Q(author=viewer.pk) | Q(author__isnull=True)
        return self.filter(others, topic__in=seen, state="published")

    def held(self) -> PostQuerySet:
        return self.filter(state="held")


class SpaceInvitationQuerySet(models.QuerySet["SpaceInvitation"]):
    def standing(self, now: datetime | None = None) -> SpaceInvitationQuerySet:
        """Those that can be taken up."""
        return self.filter(
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now or timezone.now(),
        )

    def managed_by(self, viewer: Viewer) -> SpaceInvitationQuerySet:
        """Twin of `permissions.can_manage_space_invitation`."""
        from discussions.models import Space

        return self.filter(space__in=Space.objects.moderated_by(viewer).values("pk"))


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(state="open")

    def visible_to(self, viewer: Viewer) -> ReportQuerySet:
        """One's own, and those of what one moderates. Twin of `permissions.can_view_report`."""
        if not viewer.is_authenticated:
            return self.none()
        if keeps_all(viewer):
            return self
        from discussions.models import Post

        kept = Post.objects.moderated_by(viewer).values("pk")
        return self.filter(Q(reporter=viewer.pk) | Q(post__in=kept))


class ModerationEntryQuerySet(models.QuerySet["ModerationEntry"]):
    def visible_to(self, viewer: Viewer) -> ModerationEntryQuerySet:
        """Of the spaces that one moderates. Twin of `permissions.can_view_moderation_entry`."""
        from discussions.models import Space

        return self.filter(space__in=Space.objects.moderated_by(viewer).values("pk"))
