Named queries of the search room.

-- index_incidents --
-- The words of these incidents, gathered anew from what lies beside their entries:
-- title and symptoms weigh most, then the description, then everything else said
-- and the values of the organisation's own fields.
insert into register_search_words (incident_id, vector)
select incident.id,
       setweight(to_tsvector('simple', left(concat_ws(' ', incident.ref,
           incident.source_ref, incident.title, incident.symptoms), 100000)), 'A')
       || setweight(to_tsvector('simple', left(incident.description, 100000)), 'B')
       || to_tsvector('simple', left(coalesce(said.words, ''), 400000))
       || jsonb_to_tsvector('simple', incident.fields, '["string", "numeric"]')
       || jsonb_to_tsvector('simple', incident.tags, '["string"]')
  from register_incident as incident
  left join lateral (
       select string_agg(spoken.value ->> 1, ' ') as words
         from register_private as private
        cross join jsonb_each(private.values) as spoken
        where private.incident_id = incident.id
          and spoken.key = any(%(fields)s::text[])
       ) as said on true
 where incident.id = any(%(ids)s::bigint[])
    on conflict (incident_id) do update set vector = excluded.vector;

-- search_newest --
-- The newest thousand hits that the reader may see, best first, among the youngest
-- incidents only: for words in every tenth incident that is where they all are. One
-- more than a thousand is looked for, to say “1,000+”.
with hits as (
    select incident.id, words.vector
      from register_search_words as words
      join register_incident as incident on incident.id = words.incident_id
     where words.incident_id > (
               select max(youngest.incident_id) - %(youngest)s::bigint
                 from register_search_words as youngest)
       and words.vector @@ to_tsquery('simple', %(query)s)
       and ((%(sees_unrestricted)s and not incident.restricted)
            or register_visible(incident, %(sight)s, %(actor)s))
     order by words.incident_id desc
     limit %(most)s + 1
)
select hits.id,
       ts_rank(hits.vector, to_tsquery('simple', %(query)s)) as rank
  from hits
 order by rank desc, hits.id desc;

-- search_all --
-- The same among all incidents, for words so rare that their index finds them faster
-- than walking back in time; the sum keeps the planner from walking.
with hits as (
    select incident.id, words.vector
      from register_search_words as words
      join register_incident as incident on incident.id = words.incident_id
     where words.vector @@ to_tsquery('simple', %(query)s)
       and ((%(sees_unrestricted)s and not incident.restricted)
            or register_visible(incident, %(sight)s, %(actor)s))
     order by (words.incident_id + 0) desc
     limit %(most)s + 1
)
select hits.id,
       ts_rank(hits.vector, to_tsquery('simple', %(query)s)) as rank
  from hits
 order by rank desc, hits.id desc;
