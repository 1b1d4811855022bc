"""A notice that Tocsin published by itself is taken over by a person.

Why          What is promised by the system is kept by somebody, and nagged of them.
Locks        None that is held long; the column has a constant default.
Going back   Drop the column; who took over what stays in timelines.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0003_what_users_are_told_is_read_in_sql")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="teller",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
