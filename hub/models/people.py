"""People, the organisations they act for, and what they may do in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.querysets import MembershipQuerySet, OrganisationQuerySet, PersonQuerySet


class Role(models.TextChoices):
    """What a person does for the hub as a whole. Each is a group of the same name, so that
    Wagtail's page permissions hang on it too; `hub.actions.roles` gives and takes it."""

    SCREENER = "screener", _("Screener")
    TRANSLATOR = "translator", _("Translator")
    MODERATOR = "moderator", _("Moderator")
    SECRETARIAT = "secretariat", _("Secretariat")


class UserManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a base made at run time
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who can sign in by mail code. Without a password none will ever match."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The mail address is the login; there is one name, as people write it."""

    email = models.EmailField(_("Mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    language = models.CharField(
        _("Language"),
        max_length=12,
        default=languages.DEFAULT,
        choices=[(language.code, language.name) for language in languages.LANGUAGES],
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The hub-wide roles, read once for each instance."""
        return frozenset(self.groups.filter(name__in=Role.values).values_list("name", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Whether the person has one of the roles; who administers the machine has all."""
        return self.is_active and (self.is_superuser or not self.roles.isdisjoint(roles))


class Verification(models.TextChoices):
    """Whether the secretariat has confirmed that an organisation is who it says."""

    PENDING = "pending", _("Waiting for verification")
    VERIFIED = "verified", _("Verified")
    DECLINED = "declined", _("Not verified")


class Organisation(models.Model):
    """A body that acts on the hub. What its people make belongs to it, not to them."""

    name = models.CharField(_("Name"), max_length=250)
    name_language = models.CharField(_("Language of the name"), max_length=12, default="en")
    # Keys of the vocabulary; not choices, so that a corrected wording needs no migration.
    kind = models.CharField(_("Kind"), max_length=60)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    website = models.URLField(_("Website"), max_length=500, blank=True)
    verification = models.CharField(
        max_length=10, choices=Verification.choices, default=Verification.PENDING
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    people: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        User, through="Membership", through_fields=("organisation", "user"), blank=True
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verification="verified", verified_at__isnull=False)
                | ~models.Q(verification="verified"),
                name="organisation_verified_has_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                name="organisation_country_is_iso2",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def holds_submissions(self) -> bool:
        """Whether what its people submit is kept, and goes on when the organisation is verified.

        Verified: a submission goes on at once. Waiting for verification: drafts are written as
        everywhere, and a submission is held, not refused. Not verified: drafts stay readable and
        nothing can be submitted (`permissions.can_submit_for`).
        """
        return self.verification == Verification.PENDING


class MembershipRole(models.TextChoices):
    """What a person may do in an organisation. A deputy does what a focal point does while
    the focal point is away; only a focal point hands the part over."""

    MEMBER = "member", _("Member")
    DEPUTY = "deputy", _("Deputy focal point")
    FOCAL_POINT = "focal-point", _("Focal point")

    @property
    def rank(self) -> int:
        """How much it may do: a higher one may do what a lower one may."""
        return list(MembershipRole).index(self)


class Membership(models.Model):
    """A person's part in an organisation. Ended, never deleted: what was made stays explained."""

    user = models.ForeignKey("hub.User", models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("Role"), max_length=12, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_one_open_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id} as {self.role}"
