from django.db import models


class Listener(models.Model):
    """How far one observer has heard. Its row is also its lock."""

    name = models.CharField(max_length=40, primary_key=True)
    xact = models.BigIntegerField(default=0)
    entry_id = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Parked(models.Model):
    """An entry that one observer failed on again and again: put aside, in sight."""

    observer = models.CharField(max_length=40)
    entry_id = models.BigIntegerField()
    incident_id = models.BigIntegerField()
    parked_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="parked_once_per_observer", fields=["observer", "entry_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.observer} on entry {self.entry_id}"


class Node(models.Model):
    """One engine process that is, or was, at work."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    clock_offset_ms = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """When a piece of clockwork last ran. Its row is also its lock."""

    name = models.CharField(max_length=40, primary_key=True)
    ran_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    said = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
