"""How a person comes to belong to an organisation: by an invitation, or by asking."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.models.people import MembershipRole, Organisation
from hub.querysets import InvitationQuerySet, JoinRequestQuerySet


class Invitation(models.Model):
    """A mail address is asked into an organisation. It stays open until it is accepted or
    withdrawn; after `expires_at` it no longer opens the door, until it is sent again.

    The mail carries a token. Here stand its hash, by which it is found, and the seed that the
    token is made of together with the secret of the installation, so that whoever reads the
    table cannot make it, and the mail can be sent again.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("Mail address"))
    role = models.CharField(
        _("Role"), max_length=12, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    # The path, without a host, that the accepted invitation leads to.
    page = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12, default=languages.DEFAULT)
    seed = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    # When it was last asked to be sent, and when the mail last went out.
    sent_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open_for_each_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} into {self.organisation_id} as {self.role}"

    @property
    def is_open(self) -> bool:
        """Neither accepted nor withdrawn; it may have run out all the same."""
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def has_run_out(self) -> bool:
        return self.is_open and self.expires_at <= timezone.now()


class JoinRequest(models.Model):
    """A person asks to belong to an organisation, with evidence; or has registered a new one,
    and asks for it to be verified. Somebody owes an answer by `due_on`."""

    class Kind(models.TextChoices):
        JOIN = "join", _("Join")
        REGISTER = "register", _("Register")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey("hub.User", models.CASCADE, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.JOIN)
    evidence = models.TextField(_("Evidence"), max_length=4000)
    link = models.URLField(_("Link"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reason = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        "hub.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # When those who decide, and when the person who asked, were told by mail.
    announced_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    # Set by `JoinRequestQuerySet.for_rows`: whether the organisation's own people decide.
    decided_inside: bool

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["due_on", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state="open"),
                name="join_request_one_open_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="join_request_decided_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="join_request_declined_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.organisation_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_registration(self) -> bool:
        return self.kind == self.Kind.REGISTER

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.now().date()

    @property
    def days_waiting(self) -> int:
        """How many days since it was sent, up to the decision."""
        return ((self.decided_at or timezone.now()).date() - self.created_at.date()).days
