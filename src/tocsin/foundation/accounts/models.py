from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tocsin.foundation.accounts.doors import Invitation as Invitation
from tocsin.foundation.accounts.doors import PasswordReset as PasswordReset
from tocsin.foundation.accounts.doors import Session as Session
from tocsin.foundation.accounts.keys import new_person_key


class Team(models.Model):
    """People who answer for categories together. `key` never changes.

    `calendar` is the key of a published calendar: when the team works. Calendars
    stand above this room, so it is a key and no more.
    """

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    calendar = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    chat = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="lived")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _another() -> Any:
    """Another person. An export names people before it tells of them, so the
    database does not check it; verbs do, and nobody is ever deleted."""
    return models.ForeignKey(
        "self",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )


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
    hold, so that everything else here can be erased. `language` is what pages speak
    to them, `languages` what can be spoken with them, the best first. `site` is a
    site's key; sites stand above this room. `source` told of them under `external_id`.
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
    languages = models.JSONField(default=list, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    employee_number = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    line_manager = _another()
    deputy = _another()

    is_vip = models.BooleanField(default=False)
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
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="person_external_id_is_unique_per_source",
                condition=~Q(external_id=""),
            ),
            models.UniqueConstraint(
                fields=["source", "employee_number"],
                name="person_employee_number_is_unique_per_source",
                condition=~Q(employee_number=""),
            ),
            models.CheckConstraint(
                name="person_reports_to_another",
                condition=~Q(line_manager=F("key")),
            ),
            models.CheckConstraint(
                name="person_has_another_as_deputy",
                condition=~Q(deputy=F("key")),
            ),
        ]
        indexes = [models.Index(name="person_by_name", fields=["name", "key"])]

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


class Contact(models.Model):
    """One more way to reach a person, besides their address and phone.

    `position` is the order in which they want them tried. `verified_at` is when a
    message sent there was answered last; a changed value was never answered.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        MOBILE = "mobile"
        CHAT = "chat"
        OTHER = "other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=16, choices=Kind)
    value = models.CharField(max_length=254)
    label = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="contact_is_told_once", fields=["person", "kind", "value"]
            )
        ]

    def __str__(self) -> str:
        return self.value


class Absence(models.Model):
    """A time in which a person is away; without an end, until they say so.

    `stands_in` is who answers meanwhile; without one it is their deputy.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    stands_in = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_at}"


class Skill(models.Model):
    """Something that people can do or know, by a name all use. `key` never changes."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SkillLevel(models.IntegerChoices):
    """How well somebody can do it."""

    BASIC = 1
    INDEPENDENT = 2
    EXPERT = 3


class HeldSkill(models.Model):
    """A person can do it, this well, as shown by the evidence, until it expires."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="held_skills")
    skill = models.ForeignKey(
        Skill, models.PROTECT, to_field="key", related_name="held"
    )
    level = models.PositiveSmallIntegerField(choices=SkillLevel)
    evidence = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="held_skill_is_told_once", fields=["person", "skill"]
            ),
            models.CheckConstraint(
                name="held_skill_level_is_1_to_3", condition=Q(level__range=(1, 3))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill_id} {self.level}"


class WantedSkill(models.Model):
    """A team wants so many of its people to know it at least this well."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="wanted_skills")
    skill = models.ForeignKey(
        Skill, models.PROTECT, to_field="key", related_name="wanted"
    )
    level = models.PositiveSmallIntegerField(choices=SkillLevel, default=2)
    people = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wanted_skill_is_told_once", fields=["team", "skill"]
            ),
            models.CheckConstraint(
                name="wanted_skill_level_is_1_to_3", condition=Q(level__range=(1, 3))
            ),
            models.CheckConstraint(
                name="wanted_skill_is_of_somebody", condition=Q(people__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.people} × {self.skill_id} {self.level}"


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


class FactorWanted(models.Model):
    """Since when a second factor is wanted of a person who has none.

    Made when they are first seen without one; gone when they have set one up.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} since {self.since}"


class BreakGlass(models.Model):
    """The one account that signs in when the provider is down or factors are lost.

    Sealed, its secret lies in an envelope; opened, the secret is spent, and every
    administrator sees it until somebody seals it anew.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_from = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"sealed {self.sealed_at}, opened {self.opened_at}"
