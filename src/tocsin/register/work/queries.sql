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
