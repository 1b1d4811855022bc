Clocks in sets. Every statement says why it exists.

-- stand --
-- Why: whoever counts an incident's clocks locks its row here first, so it must be there.
insert into clocks_standing (incident_id, seq, digest, due_label)
select told.id, 0, '', ''
  from unnest(%(ids)s::bigint[]) as told (id)
 order by told.id
    on conflict (incident_id) do nothing;

-- lock_standings --
-- Why: one at a time counts an incident's clocks; locked in the order of the ids.
select standing.incident_id, standing.seq, standing.digest, standing.next_at,
       standing.due_at, standing.due_label
  from clocks_standing as standing
 where standing.incident_id = any(%(ids)s::bigint[])
 order by standing.incident_id
   for no key update;

-- claim_due --
-- Why: incidents on which a clock has reached something that is to be told; what another
-- worker holds is skipped, so any number of workers share them.
select standing.incident_id as id
  from clocks_standing as standing
 where standing.next_at <= %(now)s
 order by standing.next_at
 limit %(batch)s
   for no key update skip locked;

-- postpone --
-- Why: what could not be counted is tried again later and holds up nothing else.
update clocks_standing as standing
   set next_at = %(until)s
 where standing.incident_id = %(id)s;

-- overdue --
-- Why: what was due and is not told yet is told to whoever looks after Tocsin.
select count(*) as clocks, min(standing.next_at) as oldest
  from clocks_standing as standing
 where standing.next_at < %(before)s;

-- have_clocks --
-- Why: where nothing is promised and nothing ever was, nothing is counted.
select exists (select from clocks_clock) as any;

-- clocks_of --
-- Why: what was counted last, to compare with.
select clock.id, clock.incident_id, clock.target, clock.target_version, clock.number,
       clock.priority, clock.team, clock.minutes, clock.peak, clock.calendar,
       clock.calendar_version, clock.started_at, clock.stopped_at, clock.stopped_by,
       clock.state, clock.pause, clock.elapsed, clock.due_at, clock.breached_at
  from clocks_clock as clock
 where clock.incident_id = any(%(ids)s::bigint[])
 order by clock.incident_id, clock.target, clock.started_at;

-- marks_of --
-- Why: what was told of a clock is never told again.
select mark.clock_id, mark.percent, mark.minutes
  from clocks_clock as clock
  join clocks_mark as mark on mark.clock_id = clock.id
 where clock.incident_id = any(%(ids)s::bigint[]);

-- keep_clocks --
-- Why: clocks as they were counted, new ones and others, in one statement.
insert into clocks_clock as held (
       incident_id, target, target_version, kind, measure, number, priority, team,
       minutes, peak, calendar, calendar_version, started_at, stopped_at, stopped_by,
       state, pause, elapsed, due_at, breached_at, percents, instants, counts,
       is_history
)
select told.incident_id, told.target, told.target_version, told.kind, told.measure,
       told.number, told.priority, told.team, told.minutes, told.peak, told.calendar,
       told.calendar_version, told.started_at, told.stopped_at, told.stopped_by,
       told.state, told.pause, told.elapsed, told.due_at, told.breached_at,
       told.percents, told.instants, told.counts, told.is_history
  from jsonb_to_recordset(%(rows)s::jsonb) as told (
           incident_id bigint, target text, target_version int, kind text,
           measure text, number int, priority smallint, team text, minutes int,
           peak text, calendar text, calendar_version int, started_at timestamptz,
           stopped_at timestamptz, stopped_by text, state text, pause text,
           elapsed interval, due_at timestamptz, breached_at timestamptz,
           percents int[], instants timestamptz[], counts boolean, is_history boolean
       )
    on conflict (incident_id, target, started_at) do update
   set target_version = excluded.target_version, number = excluded.number,
       priority = excluded.priority, team = excluded.team,
       minutes = excluded.minutes, peak = excluded.peak,
       calendar = excluded.calendar, calendar_version = excluded.calendar_version,
       stopped_at = excluded.stopped_at, stopped_by = excluded.stopped_by,
       state = excluded.state, pause = excluded.pause, elapsed = excluded.elapsed,
       due_at = excluded.due_at, breached_at = excluded.breached_at,
       percents = excluded.percents, instants = excluded.instants
returning held.id, held.incident_id, held.target, held.started_at;

-- withdraw --
-- Why: nothing is promised there any more, or never was as it is told now.
update clocks_clock as clock
   set state = 'withdrawn', pause = '', due_at = null, breached_at = null
 where clock.id = any(%(ids)s::bigint[]);

-- mark --
-- Why: a threshold is reached once in a clock's life.
insert into clocks_mark (clock_id, percent, minutes, due_at, fired_at)
select told.clock_id, told.percent, told.minutes, told.due_at, %(now)s
  from unnest(
           %(clocks)s::bigint[], %(percents)s::int[], %(minutes)s::int[],
           %(instants)s::timestamptz[]
       ) as told (clock_id, percent, minutes, due_at)
    on conflict (clock_id, percent, minutes) do nothing;

-- keep_standings --
-- Why: how far it was counted, what comes next, and what the queue was told.
update clocks_standing as standing
   set seq = told.seq, digest = told.digest, next_at = told.next_at,
       due_at = told.due_at, due_label = told.due_label
  from jsonb_to_recordset(%(rows)s::jsonb) as told (
           incident_id bigint, seq int, digest text, next_at timestamptz,
           due_at timestamptz, due_label text
       )
 where standing.incident_id = told.incident_id;

-- uncounted --
-- Why: what was brought in before anything was promised is counted once.
select told.id
  from unnest(%(ids)s::bigint[]) as told (id)
 where not exists (select
                     from clocks_standing as standing
                    where standing.incident_id = told.id)
 order by told.id;

-- attainment --
-- Why: how many promises were kept. Population: lives that ended in the period, and
-- those that are open and past due since before its end; of what was lived here, or
-- of what was brought in as history. Drills apart.
select clock.target, clock.priority,
       count(*) filter (where clock.state = 'met')::int as met,
       count(*) filter (where clock.state = 'missed')::int as missed,
       count(*) filter (where clock.state in ('running', 'paused'))::int as breached
  from clocks_clock as clock
 where clock.counts = not %(history)s::boolean
   and clock.is_history = %(history)s::boolean
   and not (clock.incident_id = any(%(hidden)s::bigint[]))
   and ((clock.state in ('met', 'missed')
         and clock.stopped_at >= %(since)s and clock.stopped_at < %(until)s)
        or (clock.state in ('running', 'paused') and clock.breached_at < %(until)s))
 group by clock.target, clock.priority
 order by clock.target, clock.priority;

-- judged --
-- Why: the rows behind a number.
select clock.incident_id, clock.target, clock.number, clock.priority, clock.state,
       clock.started_at, clock.stopped_at, clock.due_at, clock.breached_at,
       clock.minutes, clock.elapsed
  from clocks_clock as clock
 where clock.counts = not %(history)s::boolean
   and clock.is_history = %(history)s::boolean
   and not (clock.incident_id = any(%(hidden)s::bigint[]))
   and ((clock.state in ('met', 'missed')
         and clock.stopped_at >= %(since)s and clock.stopped_at < %(until)s)
        or (clock.state in ('running', 'paused') and clock.breached_at < %(until)s))
   and (%(target)s::text = '' or clock.target = %(target)s::text)
   and (%(priority)s::int = 0 or clock.priority = %(priority)s::int)
   and (%(outcome)s::text = ''
        or (%(outcome)s::text = 'met') = (clock.state = 'met'))
 order by coalesce(clock.stopped_at, clock.breached_at) desc, clock.id desc
 limit %(most)s;
