from django.db import models
from django.db.models import Q


class ClientSecret(models.Model):
    """What we show a provider to be known there, encrypted with a key outside the
    database. Never shown again, never exported."""

    provider = models.CharField(max_length=60, unique=True)
    sealed = models.TextField()
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.provider


class Given(models.Model):
    """One role or team that a person has because of a group at a provider.

    What they had before a group gave it has no row here and so is never taken.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="given_is_told_once", fields=["person", "issuer", "kind", "name"]
            ),
            models.CheckConstraint(
                name="given_is_a_role_or_a_team",
                condition=Q(kind__in=["role", "team"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} of {self.person}"
