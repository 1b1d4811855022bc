"""Repeats of alerts are written in place.

Why        A sender repeats what stands every minute, and each repeat moves `count`,
           `last_seen_at` and `expires_at`. No index names these any more and pages
           have room, so PostgreSQL writes the row anew beside itself and leaves the
           indexes alone (heap-only tuples). What is due to lapse is found among the
           standing alerts, which have an index of their own.
Locks      ACCESS EXCLUSIVE on alerts_alert for a moment.
Going back Reversible; nothing is lost.
"""

from typing import Any

from django.db import migrations

FORWARD = """
alter table alerts_alert set (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05
);
"""

BACK = """
alter table alerts_alert reset (
    fillfactor,
    autovacuum_vacuum_scale_factor,
    autovacuum_vacuum_insert_scale_factor,
    autovacuum_analyze_scale_factor
);
"""


class Migration(migrations.Migration):
    dependencies: list[Any] = [("alerts", "0004_windows_open_and_alerts_flap")]

    operations = [
        migrations.RemoveIndex(model_name="alert", name="alert_due_to_lapse"),
        migrations.RunSQL(FORWARD, BACK),
    ]
