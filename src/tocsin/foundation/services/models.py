from typing import Any

from django.db import models
from django.db.models import F, Q


class Site(models.Model):
    """A place where things stand and people work; one may lie within another."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    zone = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, to_field="key", null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="site_is_not_within_itself", condition=~Q(parent=F("key"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Something the organisation offers or runs, that can be missing or slow.

    Its calendar says when it is wanted and when its peaks are; without one, always.
    `outage_cost` is what an hour without it costs, in the currency's smallest unit.
    """

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
    calendar = models.ForeignKey(
        "calendars.Calendar",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
    )
    criticality = models.PositiveSmallIntegerField(
        choices=Criticality, default=Criticality.ORDINARY
    )
    users = models.PositiveIntegerField(null=True, blank=True)
    outage_cost = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="lived")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="service_cost_has_a_currency",
                condition=Q(outage_cost=None)
                | (Q(outage_cost__gte=0) & ~Q(currency="")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Offered(models.Model):
    """`service` is used at `site`. A service without any is used everywhere."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="offered")
    site = models.ForeignKey(Site, models.PROTECT, to_field="key", related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="offered_is_told_once", fields=["service", "site"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} at {self.site_id}"


class Item(models.Model):
    """A configuration item: a thing that services stand on, or other things.

    `source` and `source_id` say who told us of it and under which number there.
    """

    class Status(models.TextChoices):
        IN_SERVICE = "in_service"
        RETIRED = "retired"

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, to_field="key", null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="+",
    )
    attributes = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.IN_SERVICE)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                name="item_has_its_sources_number_alone",
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


def _end(to: str) -> Any:
    """One end of a dependency, or the holder of a group; indexed where it is told."""
    return models.ForeignKey(
        to, models.PROTECT, null=True, related_name="+", db_index=False
    )


def _one_of(one: str, other: str) -> Q:
    return Q(**{f"{one}__isnull": False, other: None}) | Q(
        **{one: None, f"{other}__isnull": False}
    )


def _told(name: str, *fields: str) -> models.Index:
    return models.Index(
        name=name,
        fields=list(fields),
        condition=Q(**{f"{fields[0]}__isnull": False}),
    )


class Redundancy(models.Model):
    """A group of needs of one service or item: it works while `works_with` of them do.

    A group that has fewer members than that works while all of them do.
    """

    service = _end("services.Service")
    item = _end("services.Item")
    name = models.CharField(max_length=60)
    works_with = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="redundancy_is_of_a_service_or_an_item",
                condition=_one_of("service", "item"),
            ),
            models.CheckConstraint(
                name="redundancy_works_with_one_or_more",
                condition=Q(works_with__gte=1),
            ),
            models.UniqueConstraint(
                name="redundancy_is_told_once",
                fields=["service", "item", "name"],
                nulls_distinct=False,
            ),
        ]
        indexes = [_told("redundancy_of_item", "item")]

    def __str__(self) -> str:
        return self.name


class Dependency(models.Model):
    """`service` or `item` needs `needs`, a service, or `needs_item` to work.

    With a redundancy it needs only so many of that group.
    """

    service = _end("services.Service")
    item = _end("services.Item")
    needs = _end("services.Service")
    needs_item = _end("services.Item")
    redundancy = _end("services.Redundancy")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dependency_is_told_once",
                fields=["service", "item", "needs", "needs_item"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dependency_is_on_another",
                condition=~Q(service=F("needs")) & ~Q(item=F("needs_item")),
            ),
            models.CheckConstraint(
                name="dependency_is_of_a_service_or_an_item",
                condition=_one_of("service", "item"),
            ),
            models.CheckConstraint(
                name="dependency_is_on_a_service_or_an_item",
                condition=_one_of("needs", "needs_item"),
            ),
        ]
        indexes = [
            _told("dependency_of_item", "item"),
            _told("dependency_on_service", "needs"),
            _told("dependency_on_item", "needs_item"),
            _told("dependency_in_group", "redundancy"),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.item} needs {self.needs or self.needs_item}"


class GraphVersion(models.Model):
    """Which graph of services and items this is. Triggers write it, in one row.

    It is a new unique value with every change, so what a process has read under one
    is that graph for ever, even when the transaction that made it is undone.
    """

    version = models.UUIDField()

    def __str__(self) -> str:
        return str(self.version)
