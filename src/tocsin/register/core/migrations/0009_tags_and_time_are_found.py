"""The newest incidents that bear tags, and entries of time spent, are found at once.

Why        Suggesting a tag looks at the newest that bear any, and sums of time spent
           look at entries of one kind; without these both would read the whole table.
Locks      SHARE on both tables while the indexes are built: reads go on, writes wait.
           Both indexes hold only what they are for, which is nothing or little so far.
Going back Reversible; nothing is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0008_sight_in_sql")]

    operations = [
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("tags", []), _negated=True),
                fields=["-id"],
                name="incident_tagged_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("kind", "time_spent")),
                fields=["incident", "seq"],
                name="entry_time_spent",
            ),
        ),
    ]
