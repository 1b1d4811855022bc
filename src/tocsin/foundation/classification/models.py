from django.db import models
from django.db.models import F, Q


class Category(models.Model):
    """One kind of trouble in a tree, and the team that answers when nobody else does.

    `fallback` is not optional: a category without a responsible team cannot be
    saved. `key` is the path of slugs, such as `infrastructure/server`.
    """

    key = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="children",
    )
    fallback = models.ForeignKey(
        "accounts.Team", models.PROTECT, to_field="key", related_name="+"
    )
    is_active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="lived")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="category_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("key")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """A team answers for a category from one day until another.

    Periods of one category do not overlap; an exclusion constraint in
    `0002_one_team_answers_at_a_time` sees to it.
    """

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="responsibilities"
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, to_field="key", related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["category", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="responsibility_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} for {self.category_id}"
