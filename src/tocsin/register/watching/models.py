from django.db import models
from django.db.models import Q


class Watcher(models.Model):
    """A person who is told what happens on an incident, folded from its entries."""

    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    # By key, as entries hold it.
    person = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="watcher_watches_once", fields=["incident", "person"]
            )
        ]
        indexes = [models.Index(name="watcher_by_person", fields=["person"])]

    def __str__(self) -> str:
        return self.person


class Notification(models.Model):
    """One entry that one person is told of, once, and why they are.

    It holds none of the entry's words: those are read when it is shown, by whoever
    may still see them. `mail_due_at` is set while a mail is to tell of it.
    """

    person = models.CharField(max_length=80)
    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    seq = models.PositiveIntegerField()
    reason = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    in_page = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notification_is_made_once", fields=["person", "incident", "seq"]
            )
        ]
        indexes = [
            models.Index(
                name="notification_of_person",
                fields=["person", "-id"],
                condition=Q(in_page=True),
            ),
            models.Index(
                name="notification_unread",
                fields=["person", "incident"],
                condition=Q(in_page=True, read_at=None),
            ),
            models.Index(
                name="notification_to_mail",
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False),
            ),
            models.Index(name="notification_by_age", fields=["made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.person}"


class Wish(models.Model):
    """How a person wants to be told for one reason; without a row, as is usual."""

    person = models.CharField(max_length=80)
    reason = models.CharField(max_length=16)
    in_page = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wish_is_made_once_a_reason", fields=["person", "reason"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
