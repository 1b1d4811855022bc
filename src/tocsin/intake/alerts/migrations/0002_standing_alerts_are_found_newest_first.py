"""Standing alerts of all sources are found the newest first.

Why        The list of alerts begins with what stands now, whatever its source; among
           millions of ended alerts a hundred thousand standing ones must not be looked
           for row by row.
Locks      None that others wait for; the table is new.
Going back Reversible; the index is dropped.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: list[Any] = [("alerts", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                name="alert_standing_newest",
                fields=["-id"],
                condition=~Q(state="resolved"),
            ),
        ),
    ]
