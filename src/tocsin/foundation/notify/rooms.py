"""Chat rooms: channels of a chat in which many read what is told once."""

from django.db import models
from django.db.models import Q

# Pages and messages name a room by this and its number; no key of a person has a colon.
PREFIX = "room:"
# What a team's room is told of: every page for its incidents, or only loud ones.
ALL, ONLY_LOUD = "all", "loud"
URGENCIES = (ALL, ONLY_LOUD)


class Room(models.Model):
    """A channel of a chat that a team reads, or in which a swarm is mirrored.

    Its address is a `Method` of its key, verified and broken as anybody's. A room of no
    team is a swarm's alone.
    """

    team = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=40)
    address = models.CharField(max_length=400)
    label = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=8, default=ALL)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["team", "id"]
        constraints = [
            models.UniqueConstraint(
                name="room_is_told_once_for_a_team",
                fields=["team", "channel", "address"],
            ),
            models.CheckConstraint(
                name="room_urgency_is_known", condition=Q(urgency__in=URGENCIES)
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.address

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.pk}"


def is_room(key: str) -> bool:
    """Whether a page or message goes to a room, and so to no human."""
    return key.startswith(PREFIX)


def number_of(key: str) -> int:
    told = key.removeprefix(PREFIX)
    return int(told) if told.isdecimal() and len(told) < 19 else 0
