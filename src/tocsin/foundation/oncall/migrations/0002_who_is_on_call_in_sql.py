"""Who is on call at an instant, and who between two, is asked in SQL by other rooms.

Why        Escalation resolves a level, and the proof of coverage eight weeks of them,
           in sets. Shifts are written out by `oncall.actions.materialising`; these two
           functions are how any other room reads them. Whoever comes along as a shadow
           is not on call. The span index makes an instant years ago as quick as now.
Locks      None.
Going back Reversible.
"""

from typing import Any

from django.db import migrations

FORWARD = """
create function oncall_at(moment timestamptz) returns table (
    schedule text, team text, rank int, person text,
    starts_at timestamptz, ends_at timestamptz
) language sql stable as $$
    select rota.key::text, shift.team::text, shift.rank::int,
           shift.person_id::text, shift.starts_at, shift.ends_at
      from oncall_shift as shift
      join oncall_schedule as rota on rota.id = shift.schedule_id
     where tstzrange(shift.starts_at, shift.ends_at) @> moment
       and not shift.is_shadow
     order by shift.team, shift.rank, rota.key, shift.starts_at, shift.person_id
$$;

create function oncall_between(first timestamptz, last timestamptz) returns table (
    schedule text, team text, rank int, person text,
    starts_at timestamptz, ends_at timestamptz
) language sql stable as $$
    select rota.key::text, shift.team::text, shift.rank::int,
           shift.person_id::text, shift.starts_at, shift.ends_at
      from oncall_shift as shift
      join oncall_schedule as rota on rota.id = shift.schedule_id
     where tstzrange(shift.starts_at, shift.ends_at) && tstzrange(first, last)
       and not shift.is_shadow
     order by shift.team, shift.rank, rota.key, shift.starts_at, shift.person_id
$$;
"""

BACK = """
drop function oncall_between(timestamptz, timestamptz);
drop function oncall_at(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies: list[Any] = [("oncall", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
