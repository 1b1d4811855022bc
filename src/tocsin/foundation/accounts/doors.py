"""Tables of how people come in: sessions, links that set a password, invitations."""

import hashlib

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in, or a stranger's for a moment.

    `accounts.session` writes it; it is over when the row is gone. The key of the
    session never leaves the browser and this row: pages know it by `name`.
    """

    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="sessions"
    )
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} from {self.address}"

    @property
    def name(self) -> str:
        """What tells this session from others, and opens nothing."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]


class PasswordReset(models.Model):
    """Somebody asked for a new password; a person we know was sent a link.

    What was typed is kept until it was looked for, and no longer. Of the link only a
    digest is kept. Instants are the real clock's.
    """

    asked_for = models.CharField(max_length=254, blank=True)
    asked_at = models.DateTimeField()
    address = models.CharField(max_length=64)
    agent = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+"
    )
    digest = models.BinaryField(max_length=32, null=True, unique=True)
    ends_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reset_link_is_of_a_person",
                condition=Q(digest=None)
                | Q(person__isnull=False, ends_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="reset_unanswered",
                fields=["asked_at"],
                condition=Q(answered_at=None),
            ),
            models.Index(name="reset_by_address", fields=["address", "asked_at"]),
        ]

    def __str__(self) -> str:
        return f"asked from {self.address}"


class Invitation(models.Model):
    """Somebody is asked to come, with these roles and into these teams.

    They become a person, or can sign in as the one they are already, by a link that
    opens once. Of the link only a digest is kept. Instants are the real clock's.
    """

    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=16, default="en")
    roles = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    invited_by = models.CharField(max_length=80)
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+"
    )
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_is_open_once_per_address",
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email
