from django.db import models
from django.db.models import Q


class Follower(models.Model):
    """A report that follows a known incident, as its child: it is restored, resolved
    and closed with it, and its reporter reads what users are told.

    `joined_at` is when the known incident said so in its own timeline; reports join in
    sets. `since_seq` is the last entry of the report before it began to follow.
    `left_at` is when it was taken out: from then on it stands on its own.
    """

    incident = models.OneToOneField(
        "register.Incident", models.PROTECT, primary_key=True, related_name="+"
    )
    known = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField()
    since_seq = models.PositiveIntegerField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="report_follows", fields=["known"], condition=Q(left_at=None)
            ),
            models.Index(
                name="report_to_join",
                fields=["since"],
                condition=Q(joined_at=None, left_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} follows {self.known_id}"
