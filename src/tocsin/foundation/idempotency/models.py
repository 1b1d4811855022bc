from django.db import models


class Remembered(models.Model):
    """What was answered to one holder's key, and the digest of what was asked.

    A row commits together with the deed it answers for, so either both are there
    or neither is.
    """

    holder = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="remembered_is_one_per_key", fields=["holder", "key"]
            )
        ]
        indexes = [models.Index(name="remembered_oldest", fields=["kept_at"])]

    def __str__(self) -> str:
        return f"{self.holder} {self.key}"
