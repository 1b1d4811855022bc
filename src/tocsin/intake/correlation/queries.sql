Alerts and incidents in sets. Every statement says why it exists.

-- earlier_incidents --
-- Why: an alert that fires again belongs where its last episode belonged, unless that
-- only lay beneath something else.
select wanted.id as alert_id, earlier.incident_id
  from alerts_alert as wanted
 cross join lateral (
       select alert.incident_id, alert.suppressed
         from alerts_alert as alert
        where alert.source_id = wanted.source_id
          and alert.key = wanted.key
          and alert.id < wanted.id
          and alert.suppressed <> 'over'
        order by alert.id desc
        limit 1
       ) as earlier
 where wanted.id = any(%(ids)s)
   and earlier.incident_id is not null
   and earlier.suppressed not like 'beneath:%%';

-- gatherings_near --
-- Why: what alerts of these services and places may join; of each the last fifty, so
-- that a service with thousands of incidents costs no more than another.
select near.*
  from unnest(%(services)s::text[]) as wanted (service)
 cross join lateral (
       select gathering.*
         from correlation_gathering as gathering
        where gathering.service = wanted.service
          and gathering.service <> ''
          and gathering.last_alert_at >= %(since)s
        order by gathering.last_alert_at desc
        limit 50
       ) as near
union
select near.*
  from unnest(%(places)s::text[]) as wanted (place)
 cross join lateral (
       select gathering.*
         from correlation_gathering as gathering
        where gathering.place = wanted.place
          and gathering.place <> ''
          and gathering.last_alert_at >= %(since)s
        order by gathering.last_alert_at desc
        limit 50
       ) as near;

-- gather --
-- Why: so many more alerts, of this severity, until this instant; and nothing is due
-- to be resolved that fires again. Says how many each incident has now.
insert into correlation_gathering as held (
       incident_id, service, place, is_drill, severity, alerts,
       first_alert_at, last_alert_at, rule
)
select told.incident_id, told.service, told.place, told.is_drill, told.severity,
       told.alerts, told.at, told.at, told.rule
  from jsonb_to_recordset(%(rows)s::jsonb) as told (
           incident_id bigint, service text, place text, is_drill boolean,
           severity smallint, alerts integer, at timestamptz, rule text
       )
    on conflict (incident_id) do update
   set alerts = held.alerts + excluded.alerts,
       severity = least(held.severity, excluded.severity),
       last_alert_at = greatest(held.last_alert_at, excluded.last_alert_at),
       resolve_at = null
returning held.incident_id, held.alerts;

-- worsen --
-- Why: the greatest severity is told once.
update correlation_gathering as gathering
   set severity = told.severity
  from unnest(%(ids)s::bigint[], %(severities)s::smallint[]) as told (id, severity)
 where gathering.incident_id = told.id
   and gathering.severity > told.severity
returning gathering.incident_id;

-- alerts_gathered --
-- Why: how many alerts incidents have, for the queue.
select gathering.incident_id, gathering.alerts
  from correlation_gathering as gathering
 where gathering.incident_id = any(%(ids)s::bigint[]);

-- still_standing --
-- Why: an incident is restored when none of its alerts stands, those apart that lie
-- beneath it. Counted up to ten thousand; nobody needs to know more exactly.
select wanted.incident_id, standing.alerts
  from unnest(%(ids)s::bigint[]) as wanted (incident_id)
 cross join lateral (
       select count(*)::int as alerts
         from (select 1
                 from alerts_alert as alert
                where alert.incident_id = wanted.incident_id
                  and alert.state in ('no_data', 'open')
                  and alert.suppressed not like 'beneath:%%'
                limit 10000) as counted
       ) as standing;

-- keep_traces --
-- Why: which rule decided about an alert is told with it.
insert into correlation_trace as held (alert_id, rule, verb, version, at)
select told.alert_id, told.rule, told.verb, %(version)s, %(now)s
  from unnest(%(ids)s::bigint[], %(rules)s::text[], %(verbs)s::text[])
       as told (alert_id, rule, verb)
    on conflict (alert_id) do update
   set rule = excluded.rule, verb = excluded.verb,
       version = excluded.version, at = excluded.at;

-- waiting_below --
-- Why: alerts that wait until there are enough of their like.
select alert.id
  from alerts_alert as alert
 where alert.suppressed = %(mark)s
   and alert.state in ('no_data', 'open')
   and alert.last_seen_at >= %(since)s
 order by alert.id
 limit %(most)s;

-- due_to_resolve --
-- Why: their model says that they are resolved some minutes after the last alert ended.
select gathering.incident_id
  from correlation_gathering as gathering
 where gathering.resolve_at <= %(now)s
 order by gathering.resolve_at
 limit %(most)s;

-- plan_resolving --
-- Why: when an incident is resolved by itself; null takes the plan back.
update correlation_gathering as gathering
   set resolve_at = told.resolve_at
  from unnest(%(ids)s::bigint[], %(times)s::timestamptz[]) as told (id, resolve_at)
 where gathering.incident_id = told.id;

-- latest_alerts --
-- Why: what a trial or a report looks at: the last so many, and of those the period's.
select latest.id
  from (select alert.id, alert.first_seen_at
          from alerts_alert as alert
         order by alert.id desc
         limit %(most)s) as latest
 where latest.first_seen_at >= %(since)s
   and latest.first_seen_at < %(until)s
 order by latest.id;

-- without_incident --
-- Why: every alert that belongs to no incident is explained: by what holds it back, or
-- it was missed.
select alert.suppressed as why, coalesce(trace.verb, '') as verb,
       count(*)::int as alerts,
       count(*) filter (where alert.state <> 'resolved')::int as standing,
       max(alert.last_seen_at) as last_at
  from alerts_alert as alert
  left join correlation_trace as trace on trace.alert_id = alert.id
 where alert.incident_id is null
   and alert.seen_quarter between %(first)s and %(last)s
   and alert.last_seen_at >= %(since)s
   and alert.last_seen_at < %(until)s
 group by alert.suppressed, coalesce(trace.verb, '')
 order by alerts desc
 limit 2000;

-- incidents_with_alerts --
-- Why: whose alerts went on in another incident is known to the register; by incident.
select alert.incident_id, count(*)::int as alerts
  from alerts_alert as alert
 where alert.incident_id is not null
   and alert.seen_quarter between %(first)s and %(last)s
   and alert.last_seen_at >= %(since)s
   and alert.last_seen_at < %(until)s
 group by alert.incident_id
 order by alert.incident_id desc
 limit 20000;

-- missed --
-- Why: nothing holds them back, and they have no incident: they can be handed in.
select alert.id
  from alerts_alert as alert
 where alert.incident_id is null
   and alert.suppressed = ''
   and alert.state <> 'resolved'
   and alert.last_seen_at >= %(since)s
 order by alert.id
 limit %(most)s;

-- noise --
-- Why: what costs the most, by source, service, name and rule; incident by incident,
-- so that it can be told which of them anybody acted on.
select source.slug as source, alert.service,
       left(coalesce(nullif(alert.labels ->> 'alertname', ''), alert.title), 120)
           as name,
       coalesce(trace.rule, '') as rule, alert.incident_id,
       count(*)::int as alerts, sum(alert.count)::bigint as told,
       count(*) filter (where alert.suppressed <> '')::int as held
  from alerts_alert as alert
  join events_source as source on source.id = alert.source_id
  left join correlation_trace as trace on trace.alert_id = alert.id
 where alert.seen_quarter >= %(first)s
   and alert.last_seen_at >= %(since)s
   and alert.first_seen_at < %(until)s
   and alert.suppressed <> 'over'
   and not alert.is_drill
 group by 1, 2, 3, 4, 5
 order by alerts desc
 limit %(most)s;
