"""Posts, and what hangs on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from discussions.models.fields import language, person
from discussions.models.topics import Topic
from discussions.querysets import PostQuerySet


class PostState(models.TextChoices):
    # Waits for a moderator, who releases or refuses it; nobody else but its author sees it.
    HELD = "held", _("Waiting for a moderator")
    REFUSED = "refused", _("Not published")
    PUBLISHED = "published", pgettext_lazy("a post", "Published")
    # Out of sight by a moderator, or by its author; a stub stays in its place.
    HIDDEN = "hidden", _("Hidden by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


class Capacity(models.TextChoices):
    """For whom an author speaks."""

    ORGANISATION = "organisation", _("For the organisation")
    PERSONAL = "personal", _("In a personal capacity")
    MODERATOR = "moderator", _("As moderator")
    SECRETARIAT = "secretariat", _("For the secretariat")


class Post(models.Model):
    """What somebody said in a topic, at the top or in reply to another post."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    # Its place in the topic, counted from 1, given when it is published and never to another:
    # pages are made of positions and stay what they are. Null while it is held.
    position = models.PositiveIntegerField(null=True, blank=True)
    # What it answers, and the post at the top of that thread; both null at the top.
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    root = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=PostState.choices)
    author = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    # For whom it speaks, or where its author comes from.
    organisation = models.ForeignKey(
        "hub.Organisation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    capacity = models.CharField(
        _("Capacity"), max_length=12, choices=Capacity.choices, default=Capacity.PERSONAL
    )
    # The author and the organisation show to moderators alone.
    name_withheld = models.BooleanField(_("Name withheld"), default=False)
    language = language()
    # Markdown, and what `hub.richtext.render` of the version named made of it.
    source = models.TextField(_("Text"), max_length=20_000)
    html = models.TextField(blank=True)
    renderer = models.PositiveSmallIntegerField(default=0)
    # Rises with each edit, move, hiding and translation: what is remembered of it is under this.
    version = models.PositiveIntegerField(default=1)
    # When it was received, also where it was held or came by mail.
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=4, choices=[("web", "web"), ("mail", "mail")], default="web")
    # Why it was held: keys of `discussions.moderation.holding`.
    held_for = models.JSONField(default=list, blank=True)
    # What a moderator told the author when it was refused or hidden, in the language named.
    told = models.TextField(blank=True, max_length=2_000)
    told_language = models.CharField(max_length=12, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "position"], name="post_one_in_each_place"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="post_published_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "created_at"]),
            models.Index(fields=["organisation", "created_at"]),
            models.Index(
                fields=["topic", "created_at"], condition=Q(state="held"), name="post_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} #{self.position or '–'}"


class PostVersion(models.Model):
    """What a post said before it was edited; anyone who reads the post reads it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    language = language()
    source = models.TextField(max_length=20_000)
    # When this wording was replaced, and by whom.
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = person()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="post_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"


class TranslationOrigin(models.TextChoices):
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Machine translation")


class PostTranslation(models.Model):
    """A post in another language."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="translations")
    language = language()
    source = models.TextField(max_length=30_000)
    html = models.TextField(blank=True)
    origin = models.CharField(max_length=7, choices=TranslationOrigin.choices)
    provider = models.CharField(max_length=60, blank=True)
    # The SHA-256 of the wording that it translates; another one now means that it is stale.
    of_hash = models.CharField(max_length=64)
    by = person()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "language"], name="post_translation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.language}"


class PostLink(models.Model):
    """That a post links to an object of the hub: `practice` 7, `post` 12."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "object_id"])]
        constraints = [
            models.UniqueConstraint(fields=["post", "kind", "object_id"], name="post_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} to {self.kind} {self.object_id}"


class PostMention(models.Model):
    """That a post names a person, who is told."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    user = models.ForeignKey("hub.User", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="post_mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.post_id}"


class PostFile(models.Model):
    """A file that goes with a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="files")
    file = models.ForeignKey("hub.StoredFile", models.PROTECT, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "file"], name="post_file_once"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.file_id)
