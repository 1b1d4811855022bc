Named queries of the work room.

-- tags_used --
-- How many incidents bear each tag, the most used first; with `among`, of the newest
-- incidents that bear any only, so that suggestions come at once.
with bearing as (
    select incident.tags, incident.state
      from register_incident as incident
     where incident.tags <> '[]'::jsonb
       and register_visible(incident, %(sight)s::text, %(actor)s::text)
     order by incident.id desc
     limit %(among)s::bigint
)
select tag,
       count(*) as incidents,
       count(*) filter (
           where bearing.state not in ('resolved', 'closed', 'cancelled')) as still_open
  from bearing
 cross join lateral jsonb_array_elements_text(bearing.tags) as tag
 where starts_with(tag, %(begins)s::text)
 group by tag
 order by incidents desc, tag;

-- first_major --
-- The open major incident that stands first in the queue. Asked by every page, for
-- the strip: with all of a row and its relations it took a third of a page's time.
select incident.ref, incident.title, incident.registered_at
  from register_incident as incident
 where incident.major
   and incident.state not in ('resolved', 'closed', 'cancelled')
   and register_visible(incident, %(sight)s::text, %(actor)s::text)
 order by incident.major desc,
          incident.next_due_at asc nulls last,
          incident.priority,
          incident.id
 limit 1;

-- spoken --
-- What was said of these incidents, by entries of these kinds.
select entry.incident_id, entry.seq, entry.kind, entry.happened_at, entry.recorded_at,
       entry.body::text as body, entry.audience, entry.actor_kind, entry.actor_id,
       entry.corrects, entry.origin, entry.is_drill
  from register_entry as entry
 where entry.incident_id = any(%(ids)s::bigint[])
   and entry.kind = any(%(kinds)s::text[])
 order by entry.incident_id, entry.seq;

-- answerable --
-- Incidents as whoever escalates needs to know them.
select incident.id, incident.ref, incident.state, incident.origin,
       incident.is_drill, incident.restricted, incident.registered_at,
       incident.acknowledged_at, incident.accepted_at, incident.restored_at,
       incident.merged_into, incident.priority, incident.category_id,
       incident.service_id, incident.team_id, incident.owner_id,
       incident.reporter_id,
       incident.tags @> %(quiet)s::jsonb as is_quiet,
       incident.is_drill and incident.source = %(own)s as is_own_path
  from register_incident as incident
 where incident.id = any(%(ids)s::bigint[])
 order by incident.id;

-- answerable_locked --
-- The same, locked in the order of their ids until the transaction ends.
select incident.id, incident.ref, incident.state, incident.origin,
       incident.is_drill, incident.restricted, incident.registered_at,
       incident.acknowledged_at, incident.accepted_at, incident.restored_at,
       incident.merged_into, incident.priority, incident.category_id,
       incident.service_id, incident.team_id, incident.owner_id,
       incident.reporter_id,
       incident.tags @> %(quiet)s::jsonb as is_quiet,
       incident.is_drill and incident.source = %(own)s as is_own_path
  from register_incident as incident
 where incident.id = any(%(ids)s::bigint[])
 order by incident.id
   for no key update;

-- followed --
-- Of these incidents, those on which somebody did something after they were
-- acknowledged last.
select distinct entry.incident_id as id
  from register_entry as entry
 where entry.incident_id = any(%(ids)s::bigint[])
   and entry.actor_kind in ('person', 'key')
   and entry.kind <> all(%(idle)s::text[])
   and entry.seq > (
       select max(answer.seq)
         from register_entry as answer
        where answer.incident_id = entry.incident_id
          and answer.kind = 'acknowledged');

-- told_reporters --
-- When reporters were last told something of these incidents.
select entry.incident_id as id, max(entry.happened_at) as at
  from register_entry as entry
 where entry.incident_id = any(%(ids)s::bigint[])
   and entry.kind = 'replied'
   and entry.actor_id is distinct from (
       select incident.reporter_id
         from register_incident as incident
        where incident.id = entry.incident_id)
 group by entry.incident_id;

-- in_swarm --
-- Where in an incident's timeline the latest of what was said in one swarm stands.
select entry.seq
  from register_entry as entry
 where entry.incident_id = %(incident)s
   and entry.seq > %(after)s
   and entry.kind = any(%(kinds)s::text[])
   and entry.body ->> 'swarm' = %(swarm)s
   and (%(audience)s = '' or entry.audience = %(audience)s)
 order by entry.seq desc
 limit %(most)s;

-- past_fixers --
-- Who brought back or resolved incidents of this kind before, the latest first: those
-- that everybody may see. Also those on whose behalf a program did it.
with earlier as (
    select incident.id, incident.ref, incident.resolved_at
      from register_incident as incident
     where incident.id <> %(without)s
       and not incident.restricted
       and not incident.is_drill
       and incident.resolved_at is not null
       and (incident.service_id = %(service)s::text
            or incident.category_id = %(category)s::text)
     order by (incident.service_id = %(service)s::text) desc nulls last,
              incident.resolved_at desc
     limit %(looked_at)s
)
select distinct on (who.person, earlier.id)
       who.person, earlier.ref, earlier.resolved_at as at
  from earlier
  join register_entry as entry
    on entry.incident_id = earlier.id
   and entry.kind in ('restored', 'resolved')
 cross join lateral (
       select case when entry.actor_kind = 'person' then entry.actor_id
                   else entry.on_behalf_of
               end as person) as who
 where who.person <> ''
 order by who.person, earlier.id, entry.seq;
