from django.db import models


class File(models.Model):
    """One content, known by its SHA-256 and kept once, however many use it."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    type = models.CharField(max_length=120)
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="file_untouched", fields=["touched_at"])]

    def __str__(self) -> str:
        return self.digest[:12]


class Piece(models.Model):
    """At most a megabyte of a file, by its place in it."""

    file = models.ForeignKey(File, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="piece_has_one_place", fields=["file", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id[:12]}/{self.number}"


class Use(models.Model):
    """Who holds on to a file: entry `number` of `holder`, told by `person`.

    A file without any use is collected.
    """

    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    holder = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    person = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="use_is_of_one_file", fields=["holder", "number"]
            )
        ]
        indexes = [models.Index(name="use_by_person", fields=["person"])]

    def __str__(self) -> str:
        return f"{self.holder}/{self.number}"
