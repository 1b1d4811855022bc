"""Subscribers choose to be told in digests, by kind.

Why          Who wants no mail for each update reads all of a day or week in one.
Locks        ACCESS EXCLUSIVE on the tables of subscribers and deliveries, for a moment;
             the columns have constant defaults.
Going back   Drop the columns; what waits for a digest is then sent by itself.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0005_components_are_tied_to_monitors")]

    operations = [
        migrations.AddField("subscriber", "rhythms", models.JSONField(default=dict)),
        migrations.AddField(
            "delivery", "is_digest", models.BooleanField(default=False)
        ),
    ]
