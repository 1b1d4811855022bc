"""What a service's figures were is asked in SQL by other rooms.

Why        Rooms of response count what is lost while something is down, and know nothing
           of intake. All series of a name whose labels fit are added up, each by its
           mean in every stretch of time.
Locks      None.
Going back Reversible.
"""

from typing import Any

from django.db import migrations

FORWARD = """
create function figure_means(
    source text, figure text, fitting jsonb,
    since timestamptz, until timestamptz, width interval
) returns table (at timestamptz, value float8) language sql stable as $$
    select stretch.at, sum(stretch.mean)
      from (
               select date_bin(width, held.at, since) as at, held.series_id,
                      avg(held.value) as mean
                 from events_series as series
                 join events_source as teller on teller.id = series.source_id
                 join events_value as held on held.series_id = series.id
                where teller.slug = source
                  and series.name = figure
                  and series.labels @> fitting
                  and held.at >= since
                  and held.at < until
                group by 1, 2
           ) as stretch
     group by stretch.at
     order by stretch.at
$$;
"""

BACK = "drop function figure_means(text, text, jsonb, timestamptz, timestamptz, interval);"


class Migration(migrations.Migration):
    dependencies: list[Any] = [
        ("events", "0003_signatures_of_amazon_sns_are_checked")
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
