Named queries of the register's core.

-- lock_incidents --
-- The incidents that are about to be written to, locked in id order, so that no two
-- writers ever wait for each other in a circle. Only what the chain needs.
select incident.id, incident.ref, incident.seq, incident.head,
       incident.is_drill, incident.origin
  from register_incident as incident
 where incident.id = any(%(ids)s::bigint[])
 order by incident.id
   for no key update;

-- causes_heard --
-- Which of these causes the incidents hold already: an observer or a retry that says
-- a thing twice is heard once.
select entry.incident_id, entry.cause
  from register_entry as entry
 where entry.incident_id = any(%(ids)s::bigint[])
   and entry.cause = any(%(causes)s::text[]);

-- new_numbers --
-- Ids and reference numbers for incidents about to be registered.
select nextval('register_incident_id_seq') as id,
       nextval('register_reference') as number
  from generate_series(1, %(count)s::int);

-- new_ids --
-- Ids for incidents that come back and bring their references along.
select nextval('register_incident_id_seq') as id
  from generate_series(1, %(count)s::int);

-- count_past --
-- References are counted on from behind those that came back. Drawn and thrown away,
-- since the role that serves may not set a sequence; a reference from beyond ten
-- millions is not worth it.
select count(nextval('register_reference'))
  from generate_series(1, (
       select least(%(number)s::bigint
                    - case when counter.is_called then counter.last_value else 0 end,
                    10000000)
         from register_reference as counter));

-- move_heads --
-- The chains have grown; nothing else about the incidents has changed.
update register_incident as incident
   set seq = grown.seq,
       head = grown.head,
       changed_at = %(now)s
  from unnest(%(ids)s::bigint[], %(seqs)s::int[], %(heads)s::bytea[])
       as grown(id, seq, head)
 where incident.id = grown.id;

-- move_states --
-- The chains have grown and the rows follow what was folded from them.
update register_incident as incident
   set seq = now.seq, head = now.head, changed_at = %(now)s,
       title = now.title, description = now.description, state = now.state,
       state_since = now.state_since, whence = now.whence,
       before_cancel = now.before_cancel, waiting_cause = now.waiting_cause,
       basis = now.basis, nature = now.nature, channel = now.channel,
       service_id = now.service_id, category_id = now.category_id,
       impact = now.impact, urgency = now.urgency, priority = now.priority,
       priority_reason = now.priority_reason,
       priority_overridden = now.priority_overridden,
       complexity = now.complexity, model = now.model, team_id = now.team_id,
       owner_id = now.owner_id, owner_role = now.owner_role,
       reporter_id = now.reporter_id, reporter_name = now.reporter_name,
       symptoms = now.symptoms, location_physical = now.location_physical,
       location_virtual = now.location_virtual, affected = now.affected,
       still_works = now.still_works, before_symptoms = now.before_symptoms,
       automatic_fix = now.automatic_fix,
       automatic_fix_text = now.automatic_fix_text, occurred_at = now.occurred_at,
       occurred_basis = now.occurred_basis,
       last_known_good_at = now.last_known_good_at, detected_at = now.detected_at,
       detected_by = now.detected_by, reported_at = now.reported_at,
       registered_at = now.registered_at, classified_at = now.classified_at,
       assigned_at = now.assigned_at, acknowledged_at = now.acknowledged_at,
       accepted_at = now.accepted_at, diagnosis_at = now.diagnosis_at,
       mitigated_at = now.mitigated_at,
       restored_at = now.restored_at, resolved_at = now.resolved_at,
       confirmed_at = now.confirmed_at, closed_at = now.closed_at,
       cancelled_at = now.cancelled_at, reopened_count = now.reopened_count,
       reassigned_count = now.reassigned_count,
       resolution_kind = now.resolution_kind,
       resolution_code = now.resolution_code,
       resolution_text = now.resolution_text, closure_code = now.closure_code,
       cancel_reason = now.cancel_reason, duplicate_of = now.duplicate_of,
       merged_into = now.merged_into,
       restricted = now.restricted, is_drill = now.is_drill, origin = now.origin,
       told = now.told, flags = now.flags, tags = now.tags, fields = now.fields,
       links = now.links
  from jsonb_populate_recordset(null::register_incident, %(rows)s::jsonb) as now
 where incident.id = now.id;

-- publish --
-- What a room above may say on an incident's row, for the queue (decision 12).
update register_incident as incident
   set next_due_at = coalesce(said.next_due_at, case when said.no_due then null
                              else incident.next_due_at end),
       next_due_label = coalesce(said.next_due_label, incident.next_due_label),
       alerts_count = coalesce(said.alerts_count, incident.alerts_count),
       swarm_open = coalesce(said.swarm_open, incident.swarm_open),
       major = coalesce(said.major, incident.major)
  from jsonb_to_recordset(%(rows)s::jsonb)
       as said(id bigint, next_due_at timestamptz, no_due boolean,
               next_due_label text, alerts_count int, swarm_open boolean,
               major boolean)
 where incident.id = said.id;

-- read_feed --
-- Entries an observer has not heard yet, in an order that never changes again.
-- Stops at the oldest running transaction: what comes after may still be joined.
select entry.id, entry.xact, entry.incident_id, entry.seq, entry.kind,
       entry.origin, entry.is_drill, entry.body
  from register_entry as entry
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
   and entry.xact < register_horizon()
   and entry.kind = any(%(kinds)s::text[])
 order by entry.xact, entry.id
 limit %(batch)s;

-- read_lived_feed --
-- The same, without what was told of the past: imports and back-fills.
select entry.id, entry.xact, entry.incident_id, entry.seq, entry.kind,
       entry.origin, entry.is_drill, entry.body
  from register_entry as entry
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
   and entry.xact < register_horizon()
   and entry.origin = 'lived'
   and entry.kind = any(%(kinds)s::text[])
 order by entry.xact, entry.id
 limit %(batch)s;

-- oldest_unheard --
-- When the first entry was recorded that lies behind a bookmark, settled or not: a
-- transaction that never ends must show as lag, not as silence.
select entry.recorded_at as at
  from register_entry as entry
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
   and entry.kind = any(%(kinds)s::text[])
   and (%(history)s or entry.origin = 'lived')
 order by entry.xact, entry.id
 limit 1;

-- horizon --
-- The oldest transaction still running: the feed is settled before it.
select register_horizon() as xact;

-- entries_at --
-- The entries at these places.
select entry.id
  from unnest(%(ids)s::bigint[], %(seqs)s::int[]) as place (incident, seq)
  join register_entry as entry
    on entry.incident_id = place.incident and entry.seq = place.seq;

-- settled --
-- Which kinds of entries may be heard by now that could not before, up to where that
-- is so, and whether there are some that cannot be heard yet.
with here as (
    select register_horizon() as xact
)
select here.xact - 1 as upto,
       array(select distinct entry.kind
               from register_entry as entry
              where entry.xact > %(after)s::bigint
                and entry.xact < here.xact) as kinds,
       exists (select
                 from register_entry as entry
                where entry.xact >= here.xact) as has_more
  from here;

-- transactions --
-- The furthest that was recorded, this transaction's own number, and what is added
-- to such numbers because they come from another cluster than this one.
select coalesce((select max(entry.xact) from register_entry as entry), 0) as recorded,
       pg_current_xact_id()::text::bigint as own,
       register_transaction() - pg_current_xact_id()::text::bigint as added;

-- grown_since --
-- Entries after a bookmark, settled ones only, for the next seal.
select incident.ref, entry.seq, entry.hash, entry.xact, entry.id
  from register_entry as entry
  join register_incident as incident on incident.id = entry.incident_id
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
   and entry.xact < register_horizon()
 order by entry.xact, entry.id
 limit %(batch)s;

-- unsealed --
-- Incidents with entries younger than the last seal, and how many.
select incident.ref, count(*) as entries
  from register_entry as entry
  left join register_incident as incident on incident.id = entry.incident_id
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
 group by incident.ref
 order by incident.ref
 limit %(limit)s;

-- sealed_heads --
-- What the register holds today where a seal says it held these heads.
select sealed.ref, sealed.seq, entry.hash
  from unnest(%(refs)s::text[], %(seqs)s::int[]) as sealed(ref, seq)
  left join register_incident as incident on incident.ref = sealed.ref
  left join register_entry as entry
    on entry.incident_id = incident.id and entry.seq = sealed.seq;

-- lock_sealing --
-- One sealer at a time in the whole cluster; who comes second does nothing.
select pg_try_advisory_xact_lock(7205102) as got;

-- chains --
-- All that verifying needs of a range of incidents, for COPY. Words go as they are, so
-- that the envelope is put together outside the database, and last, since they are the
-- same for many; what may be null goes as JSON. The bounds are told of each table, so
-- that the three are merged in their order instead of looked up row by row.
select entry.incident_id, coalesce(incident.ref, '?'), entry.seq,
       coalesce(encode(entry.previous, 'hex'), ''), encode(entry.hash, 'hex'),
       coalesce(private.values::text, ''),
       coalesce(incident.seq, 0), coalesce(encode(incident.head, 'hex'), ''),
       entry.body,
       (extract(epoch from entry.happened_at) * 1000000)::bigint,
       (extract(epoch from entry.recorded_at) * 1000000)::bigint,
       entry.kind, entry.kind_version, entry.happened_basis,
       entry.actor_kind, entry.actor_id, entry.on_behalf_of, entry.via,
       coalesce(to_json(entry.cause)::text, 'null'), entry.audience,
       coalesce(entry.corrects::text, 'null'), entry.origin, entry.is_drill::text
  from register_entry as entry
  left join register_incident as incident
    on incident.id = entry.incident_id
       and incident.id >= %(first)s::bigint and incident.id < %(last)s::bigint
  left join register_private as private
    on private.incident_id = entry.incident_id and private.seq = entry.seq
       and private.incident_id >= %(first)s::bigint
       and private.incident_id < %(last)s::bigint
 where entry.incident_id >= %(first)s::bigint and entry.incident_id < %(last)s::bigint
 order by entry.incident_id, entry.seq;

-- without_entries --
-- Incidents of which not one entry is left.
select incident.ref
  from register_incident as incident
 where not exists (select from register_entry as entry
                    where entry.incident_id = incident.id)
 order by incident.id;
