from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tocsin.foundation.accounts.keys import new_person_key


class Team(models.Model):
    """People who answer for categories together. `key` never changes."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="lived")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    def create_user(self, username: str, **facts: Any) -> "Person":
        password = facts.pop("password", None)
        person = self.model(username=username, **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """A human being we know of, whether or not they ever sign in.

    `key` never changes and says nothing about the person: it is what entries
    hold, so that everything else here can be erased.
    """

    key = models.CharField(max_length=80, unique=True, default=new_person_key)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    site = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=8, blank=True)

    is_active = models.BooleanField(default=True)
    is_agent = models.BooleanField(default=False)
    is_major_incident_manager = models.BooleanField(default=False)
    is_auditor = models.BooleanField(default=False)
    is_administrator = models.BooleanField(default=False)
    is_duty_manager = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=16, default="lived")

    objects = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="person_username_is_unique_in_any_case",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_is_unique_in_any_case",
                condition=~Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]


class Membership(models.Model):
    """One person in one team: member (resolver) or lead."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_is_held_once", fields=["team", "person"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class ApiKey(models.Model):
    """A machine's credential, an actor of its own and never a person.

    Only a digest of the secret is kept; the secret is shown once, when it is made.
    """

    name = models.CharField(max_length=80, unique=True)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.BinaryField(max_length=32)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80, blank=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    earlier_digest = models.BinaryField(max_length=32, null=True)
    earlier_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
