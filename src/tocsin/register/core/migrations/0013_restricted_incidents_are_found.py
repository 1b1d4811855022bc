"""Restricted incidents are found at once, so that counts can leave them out.

Why        Rooms that count rows of their own leave out what their reader may not see.
Locks      SHARE on incidents while the index is built: reads go on, writes wait. It
           holds only what is restricted, which is little.
Going back Reversible; nothing is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0012_unanswered_in_sql")]

    operations = [
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("restricted", True)),
                fields=["id"],
                name="incident_restricted",
            ),
        ),
    ]
