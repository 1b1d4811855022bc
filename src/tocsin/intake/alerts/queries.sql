Alerts in sets. Every statement says why it exists.

-- lock_latest --
-- Why: of each source and key the last alert, whatever its state, locked in key order
-- until the turn ends; what it holds is read only as far as the next step needs it.
-- One that was over when it was first heard of has no incident, so that of the one
-- before holds.
-- Instants are microseconds, which are read faster.
select wanted.n, latest.id, latest.state, latest.content,
       (extract(epoch from latest.episode_at) * 1000000)::bigint as episode_at,
       (extract(epoch from latest.starts_at) * 1000000)::bigint as starts_at,
       latest.ended_why,
       (extract(epoch from latest.acknowledged_at) * 1000000)::bigint
           as acknowledged_at,
       case when latest.suppressed = 'over' then (
                select case when earlier.suppressed not like 'beneath:%%'
                            then earlier.incident_id end
                  from alerts_alert as earlier
                 where earlier.source_id = latest.source_id
                   and earlier.key = latest.key
                   and earlier.id < latest.id
                   and earlier.suppressed <> 'over'
                 order by earlier.id desc
                 limit 1)
            when latest.suppressed not like 'beneath:%%' then latest.incident_id end
           as incident_id
  from unnest(%(sources)s::text::bigint[], %(keys)s::text::text[])
       with ordinality as wanted (source_id, key, n)
 cross join lateral (
       select alert.*
         from alerts_alert as alert
        where alert.source_id = wanted.source_id
          and alert.key = wanted.key
        order by alert.id desc
        limit 1
          for no key update
       ) as latest;

-- count_repeats --
-- Why: what says again what this process wrote last needs no look at what is held; a
-- row that is not as it was left is passed over. Says how many were as they were left.
-- What is compared by `is not distinct` leads no planner away from the rows' numbers.
update alerts_alert as alert
   set count = alert.count + told.times,
       last_seen_at = greatest(
           alert.last_seen_at,
           timestamptz 'epoch' + told.last_seen_at * interval '1 microsecond'
       ),
       expires_at = timestamptz 'epoch' + told.expires_at * interval '1 microsecond'
  from unnest(
           %(ids)s::text::bigint[], %(sources)s::text::bigint[],
           %(keys)s::text::text[],
           %(contents)s::text::bigint[], %(episodes)s::text::bigint[],
           %(times)s::text::integer[], %(seen)s::text::bigint[],
           %(expires)s::text::bigint[]
       ) as told (
           id, source_id, key, content, episode_at, times, last_seen_at, expires_at
       )
 where alert.id = told.id
   and alert.state is not distinct from 'open'
   and alert.source_id is not distinct from told.source_id
   and alert.key is not distinct from told.key
   and alert.content is not distinct from told.content
   and alert.episode_at is not distinct from
       timestamptz 'epoch' + told.episode_at * interval '1 microsecond';

-- repeat_alerts --
-- Why: most events only say again what is held. A promise to say it again is kept by
-- what says nothing of it, such as a late end of an episode before.
update alerts_alert as alert
   set count = alert.count + told.repeats,
       last_seen_at = greatest(
           alert.last_seen_at,
           timestamptz 'epoch' + told.last_seen_at * interval '1 microsecond'
       ),
       expires_at = case when told.repeats = 0 then alert.expires_at
                         else timestamptz 'epoch'
                              + told.expires_at * interval '1 microsecond' end
  from unnest(
           %(ids)s::text::bigint[], %(repeats)s::text::integer[],
           %(seen)s::text::bigint[], %(expires)s::text::bigint[]
       ) as told (id, repeats, last_seen_at, expires_at)
 where alert.id = told.id;

-- move_alerts --
-- Why: what changed is written in one statement, text that was not told kept.
update alerts_alert as alert
   set state = told.state,
       severity = coalesce(nullif(told.severity, ''), alert.severity),
       title = coalesce(nullif(told.title, ''), alert.title),
       description = coalesce(nullif(told.description, ''), alert.description),
       service = coalesce(nullif(told.service, ''), alert.service),
       service_told = coalesce(nullif(told.service_told, ''), alert.service_told),
       labels = case when told.labels = '{}' then alert.labels else (
                    select coalesce(jsonb_object_agg(name, text), '{}')
                      from jsonb_each(
                               case when told.adds then alert.labels
                                    else '{}' end || told.labels
                           ) as label (name, text)
                     where text <> '""') end,
       annotations = case when told.annotations = '{}' then alert.annotations else (
                         select coalesce(jsonb_object_agg(name, text), '{}')
                           from jsonb_each(alert.annotations || told.annotations)
                                as annotation (name, text)
                          where text <> '""') end,
       group_key = coalesce(nullif(told.group_key, ''), alert.group_key),
       url = coalesce(nullif(told.url, ''), alert.url),
       episode_at = told.episode_at,
       ends_at = told.ends_at,
       ended_why = told.ended_why,
       content = told.content,
       count = alert.count + told.repeats,
       last_seen_at = greatest(alert.last_seen_at, told.last_seen_at),
       expires_at = case when told.repeats = 0 and told.state <> 'resolved'
                         then alert.expires_at else told.expires_at end,
       acknowledged_at = told.acknowledged_at,
       acknowledged_by = case when told.acknowledged_at is null then ''
                              else coalesce(nullif(told.acknowledged_by, ''),
                                            alert.acknowledged_by) end
  from jsonb_to_recordset(%(rows)s::jsonb) as told (
           id bigint, state text, severity text, title text, description text,
           service text, service_told text, labels jsonb, annotations jsonb,
           adds boolean, group_key text, url text, episode_at timestamptz, ends_at timestamptz,
           ended_why text, content bigint, repeats integer,
           last_seen_at timestamptz, expires_at timestamptz,
           acknowledged_at timestamptz, acknowledged_by text
       )
 where alert.id = told.id;

-- draw_alert_ids --
-- Why: new alerts are copied in, and their ids are needed at once. The sequence is
-- looked up once, not once for each.
select nextval(drawn.sequence) as number
  from (select pg_get_serial_sequence('alerts_alert', 'id')::regclass as sequence
        offset 0) as drawn
 cross join generate_series(1, %(count)s);

-- facts_of_alerts --
-- Why: what correlation is told of alerts that moved.
select alert.id, alert.source_id, source.slug as source, source.tool, alert.key,
       alert.state, alert.severity, alert.title, alert.description, alert.service,
       alert.service_told, alert.labels, alert.annotations, alert.fingerprint,
       alert.group_key, alert.url, alert.starts_at, alert.ends_at, alert.count,
       alert.first_seen_at, alert.last_seen_at, alert.acknowledged_at,
       alert.acknowledged_by, alert.suppressed, alert.incident_id, alert.is_drill
  from alerts_alert as alert
  join events_source as source on source.id = alert.source_id
 where alert.id = any(%(ids)s)
 order by alert.id;

-- join_incidents --
-- Why: which incident each alert opened or joined, and what kept it from one.
update alerts_alert as alert
   set incident_id = told.incident_id,
       suppressed = told.suppressed
  from unnest(%(ids)s::bigint[], %(incidents)s::bigint[], %(suppressed)s::text[])
       as told (id, incident_id, suppressed)
 where alert.id = told.id;

-- standing_of_incidents --
-- Why: an incident is restored when none of its alerts stands.
select alert.incident_id, count(*) as alerts,
       count(*) filter (where alert.state <> 'resolved') as standing
  from alerts_alert as alert
 where alert.incident_id = any(%(incidents)s)
 group by alert.incident_id;

-- recent_changes --
-- Why: how often a key changed its state of late, asked only of keys that were told of
-- before: most alerts are the first of theirs. What it did before it settled is past.
select wanted.source_id, wanted.key, coalesce(recent.changes, '{}') as changes,
       recent.incident_id, recent.alerts, flap.settled_at
  from unnest(%(sources)s::bigint[], %(keys)s::text[]) as wanted (source_id, key)
  left join alerts_flap as flap
    on flap.source_id = wanted.source_id
   and flap.key = wanted.key
 cross join lateral (
       select array_agg(change.at) as changes,
              (array_agg(alert.incident_id order by alert.id desc)
                   filter (where alert.incident_id is not null))[1] as incident_id,
              count(distinct alert.id) as alerts
         from (select alert.*
                 from alerts_alert as alert
                where alert.source_id = wanted.source_id
                  and alert.key = wanted.key
                  and alert.suppressed <> 'over'
                order by alert.id desc
                limit 60) as alert
        cross join lateral (values (alert.first_seen_at), (alert.ends_at)) as change (at)
        where change.at > greatest(%(since)s::timestamptz, flap.settled_at)
       ) as recent
 where recent.alerts > 0
    or flap.settled_at is not null;

-- latest_of_keys --
-- Why: what holds of a key that has settled.
select latest.id
  from unnest(%(sources)s::bigint[], %(keys)s::text[]) as wanted (source_id, key)
 cross join lateral (
       select alert.id
         from alerts_alert as alert
        where alert.source_id = wanted.source_id
          and alert.key = wanted.key
          and alert.suppressed <> 'over'
        order by alert.id desc
        limit 1
       ) as latest;

-- lapse_alerts --
-- Why: whose sender promised to say it again and did not has ended, or is without data,
-- as its source says. Those that were due first go first.
with due as (
    select alert.id, source.lapse
      from alerts_alert as alert
      join events_source as source on source.id = alert.source_id
     where alert.state = 'open'
       and alert.expires_at <= %(until)s
     order by alert.expires_at
     limit %(limit)s
       for no key update of alert
)
update alerts_alert as alert
   set state = case due.lapse when 'no_data' then 'no_data' else 'resolved' end,
       ends_at = case due.lapse when 'no_data' then null else %(now)s::timestamptz end,
       ended_why = case due.lapse when 'no_data' then '' else 'lapsed' end,
       expires_at = null
  from due
 where alert.id = due.id
returning alert.id;

-- oldest_waiting --
-- Why: nothing lapses that may have been said again in a request not folded yet; also
-- not in one that the feed does not show yet.
select request.received_at as at
  from events_request as request
  join events_bookmark as bookmark on bookmark.name = 'fold'
 where (request.xact, request.id) > (bookmark.xact, bookmark.request_id)
   and request.received_at >= coalesce(bookmark.at, '-infinity') - interval '1 hour'
 order by request.xact, request.id
 limit 1;

-- forget_names --
-- Why: what sources told of people who have been erased is gone: their names from the
-- alerts, their names and what they said from the alerts' history.
with gone as (
    delete from alerts_toldby as told
     where told.person = any(%(people)s)
    returning told.alert_id, told.name
),
forgotten as (
    update alerts_alert as alert
       set acknowledged_by = ''
      from gone
     where alert.id = gone.alert_id
       and alert.acknowledged_by = gone.name
)
update events_event as event
   set body = event.body - array['by', 'text']
  from gone
 where event.alert_id = gone.alert_id
   and left(event.body ->> 'by', 120) = gone.name;

-- marks_standing --
-- Why: what holds alerts back is asked once, however many it holds: from each mark the
-- index leads to the next.
with recursive mark(mark) as (
    select min(alert.suppressed)
      from alerts_alert as alert
     where alert.suppressed <> ''
       and alert.state <> 'resolved'
     union all
    select (select min(alert.suppressed)
              from alerts_alert as alert
             where alert.suppressed > mark.mark
               and alert.suppressed <> ''
               and alert.state <> 'resolved')
      from mark
     where mark.mark is not null
)
select mark.mark from mark where mark.mark is not null;

-- tell_endings --
-- Why: what happened to alerts by itself stands in their history like what was told.
insert into events_event (
    retention, recorded_at, happened_at, alert_id, source_id, kind, body
)
select source.retention, %(now)s, %(now)s, alert.id, alert.source_id, %(kind)s,
       jsonb_build_object('why', %(why)s::text)
  from alerts_alert as alert
  join events_source as source on source.id = alert.source_id
 where alert.id = any(%(ids)s);
