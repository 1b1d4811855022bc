Major incidents in sets. Every statement says why it exists.

-- stand --
-- Why: whoever decides about an incident locks its row here first, so it must be there.
insert into major_major (incident_id, state, criteria, executives_told)
select told.id, '', '{}', 0
  from unnest(%(ids)s::bigint[]) as told (id)
 order by told.id
    on conflict (incident_id) do nothing;

-- claim_due --
-- Why: standing orders that are due; what another worker holds is passed over, so any
-- number of workers share them and each is carried out once.
select major.incident_id as id
  from major_major as major
 where major.next_at <= %(now)s
 order by major.next_at
 limit %(batch)s
   for no key update skip locked;

-- overdue --
-- Why: what was due and is not done yet is told to whoever looks after Tocsin.
select count(*)::int as number
  from major_major as major
 where major.next_at < %(before)s;

-- double_booked --
-- Why: whoever has a role in more than one major incident at once cannot be in both.
select post.person_id as person,
       array_agg(distinct post.major_id order by post.major_id) as incidents
  from major_post as post
  join major_major as major on major.incident_id = post.major_id
 where post.left_at is null
   and major.state = 'declared'
   and major.incident_id = any(%(ids)s::bigint[])
 group by post.person_id
having count(distinct post.major_id) > 1
 order by post.person_id;

-- figure_means --
-- Why: what a service's figure was, in stretches of time, is asked of whoever keeps it.
select told.at, told.value
  from figure_means(
           %(source)s::text, %(figure)s::text, %(labels)s::jsonb,
           %(since)s::timestamptz, %(until)s::timestamptz, %(width)s::interval
       ) as told
 order by told.at;
