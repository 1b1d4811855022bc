from django.db import models
from django.db.models import F, Q


class Service(models.Model):
    """Something the organisation offers or runs, that can be missing or slow."""

    class Nature(models.TextChoices):
        BUSINESS = "business"
        TECHNICAL = "technical"

    class Criticality(models.IntegerChoices):
        VITAL = 1
        IMPORTANT = 2
        ORDINARY = 3

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    nature = models.CharField(max_length=16, choices=Nature, default=Nature.BUSINESS)
    purpose = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, to_field="key", related_name="+"
    )
    criticality = models.PositiveSmallIntegerField(
        choices=Criticality, default=Criticality.ORDINARY
    )
    is_active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="lived")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Dependency(models.Model):
    """`service` needs `needs` to work."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="dependencies")
    needs = models.ForeignKey(Service, models.PROTECT, related_name="dependants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dependency_is_told_once", fields=["service", "needs"]
            ),
            models.CheckConstraint(
                name="dependency_is_on_another", condition=~Q(service=F("needs"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} needs {self.needs}"
