"""What monitors say now is asked in SQL by other rooms.

Why        Components of status pages are tied to monitors, and their room knows nothing
           of intake. For each tie (a source's address, and labels that fit; `key` and
           `title` are labels here, too) the severities of alerts that stand are told.
           What is held back by a window, by a silence or because it flaps is not: that
           is part of something known, or nothing yet.
Locks      None.
Going back Reversible.
"""

from typing import Any

from django.db import migrations

FORWARD = """
create function alerts_standing(sources text[], fitting jsonb, drills boolean)
returns table (tie int, severity text) language sql stable as $$
    select distinct wanted.tie::int, alert.severity::text
      from unnest(sources) with ordinality as wanted (slug, tie)
      join events_source as teller on teller.slug = wanted.slug
      join alerts_alert as alert on alert.source_id = teller.id
     where alert.state <> 'resolved'
       and alert.is_drill = drills
       and alert.suppressed not like 'window:%'
       and alert.suppressed not like 'silence:%'
       and alert.suppressed <> 'flapping'
       and alert.labels
           || jsonb_build_object('key', alert.key, 'title', alert.title)
           @> (fitting -> (wanted.tie::int - 1))
$$;

create function sources_known(sources text[]) returns setof text
language sql stable as $$
    select teller.slug::text from events_source as teller
     where teller.slug = any(sources)
$$;
"""
BACK = """
drop function alerts_standing(text[], jsonb, boolean);
drop function sources_known(text[]);
"""


class Migration(migrations.Migration):
    dependencies: list[Any] = [
        ("alerts", "0009_alerts_are_found_by_when_they_were_seen")
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
