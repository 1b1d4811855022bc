from django.db import models


class Change(models.Model):
    """One change of a setting or a right. Written once; a trigger keeps it so."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=120)
    verb = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(name="audit_newest", fields=["-at"]),
            models.Index(name="audit_subject", fields=["subject", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.verb}"
