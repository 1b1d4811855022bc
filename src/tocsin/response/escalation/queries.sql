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
-- Runs as they stand now; `because` only where a row was chosen anew.
update escalation_run as run
   set state = moved.state, why = moved.why, matrix = moved.matrix, "row" = moved.row,
       because = coalesce(moved.because, run.because), asked = moved.asked,
       life = moved.life, began_at = moved.began_at, passed = moved.passed,
       level = moved.level, repeats = moved.repeats, reached_at = moved.reached_at,
       hurry = moved.hurry, late = moved.late, followed = moved.followed, told = moved.told,
       failed = moved.failed, due_at = moved.due_at, next_does = moved.next_does,
       next_level = moved.next_level
  from unnest(
           %(id)s::bigint[], %(state)s::text[], %(why)s::text[], %(matrix)s::int[],
           %(row)s::text[], %(because)s::jsonb[], %(asked)s::text[], %(life)s::int[],
           %(began_at)s::timestamptz[], %(passed)s::int[], %(level)s::int[],
           %(repeats)s::int[], %(reached_at)s::timestamptz[], %(hurry)s::text[],
           %(late)s::int[], %(followed)s::boolean[], %(told)s::int[],
           %(failed)s::int[], %(due_at)s::timestamptz[], %(next_does)s::text[],
           %(next_level)s::int[]
       ) as moved(
           id, state, why, matrix, "row", because, asked, life, began_at, passed,
           level, repeats, reached_at, hurry, late, followed, told, failed, due_at,
           next_does, next_level)
 where run.id = moved.id;

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

-- standing --
-- How many runs there are of each state, how many are overdue, and since when.
select count(*) filter (where run.due_at is not null) as due,
       count(*) filter (where run.due_at < %(now)s) as overdue,
       min(run.due_at) as oldest,
       count(*) filter (where run.why = 'spent') as spent
  from escalation_run as run
 where run.due_at is not null
    or run.why = 'spent';
