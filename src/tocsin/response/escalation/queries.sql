Named queries of escalation.

-- claim_due --
-- The runs that are due, the longest due first, taken by this transaction. Those that
-- another worker holds are passed over, so that any number climbs at once.
with due as (
    select run.id
      from escalation_run as run
     where run.due_at <= %(now)s
     order by run.due_at
     limit %(batch)s
       for update skip locked
)
select run.id, run.incident_id, run.is_drill, run.state, run.why, run.matrix, run.row,
       run.asked, run.life, run.began_at, run.passed, run.level, run.repeats,
       run.reached_at, run.hurry, run.late, run.followed, run.told, run.failed,
       run.due_at, run.next_does, run.next_level
  from escalation_run as run
  join due on due.id = run.id
 order by run.incident_id;

-- runs_of --
-- The runs of these incidents, locked in the order of the incidents.
select run.id, run.incident_id, run.is_drill, run.state, run.why, run.matrix, run.row,
       run.asked, run.life, run.began_at, run.passed, run.level, run.repeats,
       run.reached_at, run.hurry, run.late, run.followed, run.told, run.failed,
       run.due_at, run.next_does, run.next_level
  from escalation_run as run
 where run.incident_id = any(%(ids)s::bigint[])
 order by run.incident_id
   for update;

-- make_runs --
-- Each incident has one run; those that have one keep it.
insert into escalation_run (
    incident_id, is_drill, state, why, matrix, "row", because, asked, life, began_at,
    passed, level, repeats, hurry, late, followed, told, failed, next_does, next_level
)
select made.incident_id, made.is_drill, 'rested', 'new', 0, '', '[]', '', 0,
       made.began_at, 0, 0, 0, '', 0, false, 0, 0, '', 0
  from unnest(
           %(ids)s::bigint[], %(drills)s::boolean[], %(begans)s::timestamptz[]
       ) as made(incident_id, is_drill, began_at)
    on conflict (incident_id) do nothing;

-- move_runs --
-- Runs as they stand now.
update escalation_run as run
   set state = moved.state, why = moved.why, matrix = moved.matrix,
       "row" = moved."row", asked = moved.asked, life = moved.life,
       began_at = moved.began_at, passed = moved.passed, level = moved.level,
       repeats = moved.repeats, reached_at = moved.reached_at, hurry = moved.hurry,
       late = moved.late, followed = moved.followed, told = moved.told,
       failed = moved.failed, due_at = moved.due_at, next_does = moved.next_does,
       next_level = moved.next_level
  from jsonb_populate_recordset(null::escalation_run, %(runs)s::jsonb) as moved
 where run.id = moved.id;

-- keep_reasons --
-- Why these runs go by the row that was chosen for them.
update escalation_run as run
   set because = told.because
  from unnest(%(ids)s::bigint[], %(because)s::jsonb[]) as told(id, because)
 where run.id = told.id;

-- take_turns --
-- Whose turn it was last in these teams, locked in the order of their keys.
select round.team, round.person
  from escalation_round as round
 where round.team = any(%(teams)s::text[])
 order by round.team
   for update;

-- keep_turns --
-- Whoever comes next in these teams comes after these people.
insert into escalation_round (team, person)
select told.team, told.person
  from unnest(%(teams)s::text[], %(people)s::text[]) as told(team, person)
    on conflict (team) do update set person = excluded.person;

-- breaches --
-- Open incidents that nobody answered, for which nothing is due and nothing says why:
-- there must be none. `before` leaves out what has not been heard of yet.
select incident.id, incident.ref, incident.since,
       coalesce(run.why, 'no_run') as why
  from register_unanswered(%(before)s) as incident
  left join escalation_run as run on run.incident_id = incident.id
 where run.id is null
    or (run.due_at is null
        and run.why <> all(%(reasons)s::text[]))
 order by incident.id
 limit %(most)s;

-- oldest_due --
-- Since when the run is due that has been for longest, if any is.
select min(run.due_at) as at
  from escalation_run as run
 where run.due_at <= %(now)s;

-- standing --
-- How many runs there are of each state, how many are overdue, and since when.
select count(*) filter (where run.due_at is not null) as due,
       count(*) filter (where run.due_at < %(now)s) as overdue,
       min(run.due_at) as oldest,
       count(*) filter (where run.why = 'spent') as spent
  from escalation_run as run
 where run.due_at is not null
    or run.why = 'spent';

-- rehearse_an_hour --
-- As if an hour had passed, so that what comes next is due and nothing is late; for
-- figures, in a database of their own.
update escalation_run as run
   set began_at = run.began_at - interval '1 hour',
       reached_at = run.reached_at - interval '1 hour',
       due_at = run.due_at - interval '1 hour'
 where run.due_at is not null;

-- rehearse_many --
-- So many runs of no incident, with nothing due for a day; for figures alone.
insert into escalation_run (
    incident_id, is_drill, state, why, matrix, "row", because, asked, life, began_at,
    passed, level, repeats, reached_at, hurry, late, followed, told, failed, due_at,
    next_does, next_level
)
select 1000000000 + number, false, 'climbing', '', 1, 'all', '[]', '', 1, %(now)s, 2,
       1, 0, %(now)s, '', 0, false, 1, 0,
       %(now)s::timestamptz + interval '1 day' + number * interval '1 second',
       'level', 2
  from generate_series(1, %(count)s::int) as number;
