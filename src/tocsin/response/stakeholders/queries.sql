Classes and deliveries in sets. Every statement says why it exists.

-- stand --
-- Why: what is locked must be there; two who begin at once make one row.
insert into stakeholders_audience
       (incident_id, name, audience, code, stage, begun_at, nagged, told, heard)
select told.incident,
       told.name,
       told.audience,
       told.code,
       '',
       %(now)s::timestamptz,
       0,
       0,
       0
  from unnest(
           %(incidents)s::bigint[],
           %(names)s::text[],
           %(audiences)s::text[],
           %(codes)s::text[]
       ) as told (incident, name, audience, code)
 order by told.incident, told.name
    on conflict (incident_id, name) do nothing;

-- claim_due --
-- Why: classes at which somebody has to look; what another worker holds is passed over.
select audience.id
  from stakeholders_audience as audience
 where audience.look_at <= %(now)s::timestamptz
 order by audience.look_at
 limit %(batch)s::bigint
   for no key update skip locked;

-- claim_deliveries --
-- Why: deliveries that are due are this sender's for a while, the oldest first.
with due as (
    select delivery.id
      from stakeholders_delivery as delivery
     where delivery.state = 'queued'
       and delivery.due_at <= %(now)s::timestamptz
     order by delivery.due_at, delivery.id
     limit %(batch)s::bigint
       for update skip locked
)
update stakeholders_delivery as delivery
   set due_at = %(until)s::timestamptz,
       attempts = delivery.attempts + 1
  from due
 where delivery.id = due.id
returning delivery.id, delivery.attempts;
