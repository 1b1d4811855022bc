from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """One way of looking at the queue or the register, under a name.

    It holds what is asked, never what is found: whoever opens it sees what they may
    see. Accounts stand above this room, so people and teams are named by their keys.
    """

    class Place(models.TextChoices):
        QUEUE = "queue"
        REGISTER = "register"

    class Shared(models.TextChoices):
        NOBODY = "nobody"
        TEAM = "team"
        EVERYBODY = "everybody"

    key = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=16, choices=Place)
    owner = models.CharField(max_length=80)
    shared = models.CharField(max_length=16, choices=Shared, default=Shared.NOBODY)
    team = models.CharField(max_length=80, blank=True)
    base = models.CharField(max_length=16, default="all")
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    order = models.CharField(max_length=16, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="view_shared_with_a_team_names_it",
                condition=Q(shared="team") ^ Q(team=""),
            )
        ]
        indexes = [
            models.Index(name="view_by_owner", fields=["owner"]),
            models.Index(
                name="view_shared", fields=["shared", "team"], condition=~Q(team="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """The view that a person's queue opens with: built in, or saved, by its key."""

    person = models.CharField(max_length=80, unique=True)
    view = models.CharField(max_length=24)

    def __str__(self) -> str:
        return f"{self.person} {self.view}"


class Limit(models.Model):
    """How many incidents a team means to have in diagnosis at once, and how many each
    of its people; 0 is no limit of its own. It only warns."""

    team = models.CharField(max_length=80, unique=True)
    most = models.PositiveIntegerField()
    each = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.team} {self.most}"


class Draft(models.Model):
    """What a person typed into a form and did not send yet; read by them alone.

    `place` is an incident's reference, or empty for what is no incident yet; `form`
    is what would be done with it. `sent` names the very form that was sent last, so
    that a copy of it that arrives late is not kept.
    """

    holder = models.CharField(max_length=80)
    place = models.CharField(max_length=24, blank=True)
    form = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    sent = models.CharField(max_length=40, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="draft_is_one_per_form", fields=["holder", "place", "form"]
            )
        ]
        indexes = [models.Index(name="draft_oldest", fields=["kept_at"])]

    def __str__(self) -> str:
        return f"{self.holder} {self.place} {self.form}"


class Presence(models.Model):
    """A person who had an incident before them at `seen_at`, and what they did.

    The table is unlogged: what it holds is worth nothing half a minute later.
    """

    class Doing(models.TextChoices):
        LOOKING = "looking"
        WRITING = "writing"

    person = models.CharField(max_length=80)
    ref = models.CharField(max_length=24)
    doing = models.CharField(max_length=16, choices=Doing)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="presence_is_one_per_incident", fields=["ref", "person"]
            )
        ]
        indexes = [models.Index(name="presence_oldest", fields=["seen_at"])]

    def __str__(self) -> str:
        return f"{self.person} {self.doing} {self.ref}"
