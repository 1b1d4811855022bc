"""A subscription that is offered may be refused.

Why        What offers to send is confirmed by itself; whoever does not want a topic says
           so, and it is not asked again until somebody wants it.
Locks      ACCESS EXCLUSIVE on a small table for a moment.
Going back Reversible; what was refused waits again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_figures_are_read_in_sql")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="refused_at",
            field=models.DateTimeField(null=True),
        ),
    ]
