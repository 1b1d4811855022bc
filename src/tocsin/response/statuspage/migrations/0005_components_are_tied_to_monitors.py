"""Components are tied to monitors, too.

Why          A component is as bad as the alerts of its monitors say, once that has held
             for some minutes, and good again once that has.
Locks        ACCESS EXCLUSIVE on the table of components, for a moment; the columns have
             constant defaults.
Going back   Drop the columns; components are then as incidents and notices say.
"""

from typing import Any

from django.db import migrations, models

from tocsin.response.statuspage.rules.words import OPERATIONAL, STATES

_STATE = [(state, state) for state in STATES]


def _state() -> Any:
    return models.CharField(choices=_STATE, default=OPERATIONAL, max_length=24)


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0004_a_notice_has_a_teller")]

    operations = [
        migrations.AddField("component", "monitors", models.JSONField(default=list)),
        migrations.AddField(
            "component", "hold_minutes", models.PositiveSmallIntegerField(default=2)
        ),
        migrations.AddField("component", "watched", _state()),
        migrations.AddField(
            "component", "watched_since", models.DateTimeField(null=True)
        ),
        migrations.AddField("component", "upheld", _state()),
    ]
