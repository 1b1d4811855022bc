from django.db import models
from django.db.models import Q


class Task(models.Model):
    """Something to be done inside an incident, folded from its entries.

    The timeline says all of it too, and `keep_tasks` makes these rows anew from it.
    Nothing personal stands here: the title is read where `title_seq` points, beside
    its entry, so that what is erased there is gone here.
    """

    incident = models.ForeignKey(
        "register.Incident", models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    title_seq = models.PositiveIntegerField()
    # By key, as entries hold it: a person or a team, or nobody yet.
    owner = models.CharField(max_length=80, blank=True)
    team = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="task_is_counted_within_its_incident",
                fields=["incident", "number"],
            ),
            models.CheckConstraint(
                name="task_is_a_persons_or_a_teams",
                condition=Q(owner="") | Q(team=""),
            ),
        ]
        indexes = [
            models.Index(
                name="task_open_of_person",
                fields=["owner", "due_at"],
                condition=Q(done_at=None) & ~Q(owner=""),
            ),
            models.Index(
                name="task_open_of_team",
                fields=["team", "due_at"],
                condition=Q(done_at=None) & ~Q(team=""),
            ),
            models.Index(
                name="task_open_on_incident",
                fields=["incident"],
                include=["due_at"],
                condition=Q(done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.number}"
