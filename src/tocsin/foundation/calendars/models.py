from django.db import models


class Calendar(models.Model):
    """A calendar that teams, services and clocks name by its key, which never changes.

    What it says is a document of the kind `calendar`, by version; this row is what
    others point at. `always` is there from the beginning and says: at any time.
    """

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HolidayYear(models.Model):
    """One country's public holidays of one year, as they were read once.

    `days` is a table of date and name. A row is never changed, so that a newer
    library of holidays does not change what has been counted: it becomes another
    edition, and a calendar's version says which edition it follows.
    """

    country = models.CharField(max_length=2)
    subdivision = models.CharField(max_length=40, blank=True)
    edition = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    days = models.JSONField()
    library = models.CharField(max_length=20)
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="holidays_are_pinned_once",
                fields=["country", "subdivision", "edition", "year"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.subdivision} {self.year}, edition {self.edition}"
