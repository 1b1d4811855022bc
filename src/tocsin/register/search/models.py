from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Words(models.Model):
    """All words of one incident: title first, then description, then every note.

    Rebuildable at any time; losing this table loses nothing but speed.
    """

    incident = models.OneToOneField(
        "register.Incident",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        db_constraint=False,
    )
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(name="words_vector", fields=["vector"], fastupdate=True)]

    def __str__(self) -> str:
        return str(self.incident_id)
