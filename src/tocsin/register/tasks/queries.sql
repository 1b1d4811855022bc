Named queries of the tasks room.

-- time_spent --
-- What was spent on these incidents, entry by entry, without what was taken back.
select entry.incident_id,
       entry.seq,
       entry.happened_at,
       entry.actor_id,
       entry.body ->> 'person' as person,
       coalesce(entry.body ->> 'team', '') as team,
       coalesce(entry.body ->> 'activity', 'other') as activity,
       (entry.body ->> 'minutes')::integer as minutes
  from register_entry as entry
 where entry.kind = 'time_spent'
   and entry.incident_id = any(%(ids)s::bigint[])
   and not exists (
           select from register_entry as back
            where back.incident_id = entry.incident_id
              and back.kind = 'retracted'
              and back.corrects = entry.seq)
 order by entry.incident_id, entry.seq;

-- minutes_by --
-- Minutes spent in a period on what the actor may see, by person, team or activity.
select coalesce(entry.body ->> %(by)s::text, '') as key,
       sum((entry.body ->> 'minutes')::integer) as minutes,
       count(distinct entry.incident_id) as incidents
  from register_entry as entry
  join register_incident as incident on incident.id = entry.incident_id
 where entry.kind = 'time_spent'
   and entry.happened_at >= %(since)s::timestamptz
   and entry.happened_at < %(until)s::timestamptz
   and register_visible(incident, %(sight)s::text, %(actor)s::text)
   and not exists (
           select from register_entry as back
            where back.incident_id = entry.incident_id
              and back.kind = 'retracted'
              and back.corrects = entry.seq)
 group by key
 order by minutes desc, key;
