Named queries of the watching room.

-- unread --
-- How many notifications a person has not read, of incidents they still see; counted
-- no further than `most`, for every page asks.
select count(*)
  from (select
          from register_watching_notification as told
          join register_incident as incident on incident.id = told.incident_id
         where told.person = %(person)s::text
           and told.in_page
           and told.read_at is null
           and register_visible(incident, %(sight)s::text, %(actor)s::text)
         limit %(most)s::bigint) as unread;
