"""Thresholds may be minutes before and after; what was brought in is told apart.

Why        A mark is a share of a clock's time, or a distance in minutes from its end. The
           numbers of history are asked for by themselves, by the same indexes.
Locks      A constraint and two indexes are made anew: writes to clocks and marks wait
           for as long as reading these tables once takes.
Going back Reversible where no mark in minutes was made; those are gone otherwise.
"""

from django.db import migrations, models

FORGET = "delete from clocks_mark where minutes <> 0"


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations = [
        migrations.AddField(
            "clock", "is_history", models.BooleanField(default=False)
        ),
        migrations.AddField(
            "replanning", "past", models.BigIntegerField(null=True)
        ),
        migrations.RemoveConstraint("mark", "mark_is_reached_once"),
        migrations.AddField("mark", "minutes", models.IntegerField(default=0)),
        migrations.AlterField(
            "mark", "percent", models.PositiveIntegerField(default=0)
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
        migrations.AddConstraint(
            "mark",
            models.UniqueConstraint(
                name="mark_is_reached_once", fields=["clock", "percent", "minutes"]
            ),
        ),
        migrations.RemoveIndex("clock", "clock_ended"),
        migrations.RemoveIndex("clock", "clock_breached_open"),
        migrations.AddIndex(
            "clock",
            models.Index(
                name="clock_ended",
                fields=["counts", "stopped_at"],
                condition=models.Q(stopped_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                name="clock_breached_open",
                fields=["counts", "breached_at"],
                condition=models.Q(stopped_at=None, breached_at__isnull=False),
            ),
        ),
    ]
