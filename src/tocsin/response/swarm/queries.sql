-- What is asked of swarms in sets.

-- draw_number --
-- Swarms are counted by one sequence; gaps are allowed.
select nextval('swarm_number') as number;

-- lock_opening --
-- Two who open a swarm over one incident at once do so one after the other.
select pg_advisory_xact_lock(hashtext('tocsin.swarm'), %(incident)s::int) is null as done;

-- claim_due --
-- Swarms for which something comes by the clock, the longest due first; those that
-- somebody else holds are passed over.
select swarm.id
  from swarm_swarm as swarm
 where swarm.due_at <= %(now)s
 order by swarm.due_at
 limit %(batch)s
   for no key update skip locked;

-- elsewhere --
-- In which other open swarms these people are now, and since when they have been asked
-- to be in both.
select stay.person, other.ref, other.incident_ref, other.incident_id
  from swarm_stay as stay
  join swarm_swarm as other
    on other.id = stay.swarm_id
   and other.closed_at is null
 where stay.left_at is null
   and stay.person = any(%(people)s::text[])
   and other.id <> %(swarm)s
 order by stay.person, other.ref;

-- worn --
-- Who of these is in so many different swarms since an instant, drills not counted.
select stay.person, count(distinct stay.swarm_id) as count
  from swarm_stay as stay
  join swarm_swarm as swarm
    on swarm.id = stay.swarm_id
   and not swarm.is_drill
 where stay.person = any(%(people)s::text[])
   and stay.role <> 'coordinator'
   and (stay.joined_at >= %(since)s or stay.left_at is null)
 group by stay.person
having count(distinct stay.swarm_id) >= %(most)s
 order by stay.person;
