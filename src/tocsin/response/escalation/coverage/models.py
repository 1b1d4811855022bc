from django.db import models


class Proven(models.Model):
    """The newest proof of the matrix in force: one row, there once it was proven.

    `digest` is of everything that it stands on; `matrix` the version's number. `covers`
    say how each row covers each team, as {row, team, cells, worst, level, channel}.
    """

    made_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    matrix = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    cells = models.PositiveIntegerField()
    climbs = models.PositiveIntegerField()
    took_ms = models.PositiveIntegerField()
    covers = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"coverage of version {self.matrix}"


class Hole(models.Model):
    """One hole of the matrix in force. Without instants it is always there.

    `mark` says which hole it is, so that one that was there before is known again.
    `about` and `team` are keys, `places` rows and levels, `cells` categories and
    priorities. `told_at` is when the leads of its team were told.
    """

    mark = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=32)
    weight = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    places = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["weight", "starts_at", "code", "about", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.about}"
