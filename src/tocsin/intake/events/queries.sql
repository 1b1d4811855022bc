Requests and where folding stands. Every statement says why it exists.

-- next_requests --
-- Why: folding reads in the order of commits, past what is still being written.
-- Older partitions than the bookmark's hour are not looked into.
select request.id, request.xact, request.source_id, (extract(epoch from request.received_at) * 1000000)::bigint as received_at,
       request.protocol, request.meta, request.body, request.retention
  from events_request as request
 where (request.xact, request.id) > (%(xact)s::bigint, %(id)s::bigint)
   and request.xact < register_horizon()
   and request.received_at >= %(since)s::timestamptz
 order by request.xact, request.id
 limit %(limit)s::bigint;

-- count_backlog --
-- Why: senders are turned away before the disk is full, and people see what waits. Up
-- to ten thousand are counted. Of more the distance of numbers is told, which is more
-- than there are by what workers have drawn ahead.
with bookmark as (
    select coalesce(max(xact), 0) as xact, coalesce(max(request_id), 0) as id,
           coalesce(max(at) - interval '1 hour', '-infinity') as since
      from events_bookmark
     where name = 'fold'
), waiting as (
    select count(*) as counted
      from (select 1
              from events_request as request
             where (request.xact, request.id) > (
                       (select xact from bookmark), (select id from bookmark)
                   )
               and request.received_at >= (select since from bookmark)
             limit 10000) as found
)
select case when waiting.counted < 10000 then waiting.counted
            else greatest(
                     (select last_value from events_request_id) - bookmark.id,
                     waiting.counted
                 ) end as backlog
  from waiting, bookmark;

-- take_numbers --
-- Why: a worker numbers its requests before it stores them, a thousand at a time.
select nextval('events_request_id') as number
  from generate_series(1, %(count)s);

-- keep_days --
-- Why: partitions are made ahead and dropped when their time is over.
select events_keep_days((%(now)s::timestamptz at time zone 'UTC')::date, %(ahead)s)
       as moved;

-- requests_of --
-- Why: to show and to read again what a source sent, by number.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, request.body, request.retention
  from events_request as request
 where request.id = any(%(ids)s)
 order by request.id;

-- shed_days --
-- Why: what raw requests take is bounded in all: the oldest folded days go first.
select events_shed_days(
           %(most)s::bigint, (%(now)s::timestamptz at time zone 'UTC')::date
       ) as moved;

-- events_of_alert --
-- Why: one alert's history, the latest first.
select event.id, event.kind, event.happened_at, event.recorded_at, event.request_id,
       event.body
  from events_event as event
 where event.alert_id = %(alert)s
   and (%(before)s::bigint is null or event.id < %(before)s::bigint)
 order by event.id desc
 limit %(limit)s;

-- seen_request --
-- Why: one request to be looked at, whole.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, octet_length(request.body) as size
  from events_request as request
 where request.id = %(id)s;

-- requests_at --
-- Why: an alert's row tells when it was first told; the request of that instant did.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, octet_length(request.body) as size
  from events_request as request
 where request.source_id = %(source)s
   and request.received_at = any(%(instants)s::timestamptz[])
 order by request.id
 limit 20;

-- requests_of_source --
-- Why: what a source sent, the latest first, from a request on.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, octet_length(request.body) as size
  from events_request as request
 where request.source_id = %(source)s
   and (request.received_at, request.id) < (%(before)s::timestamptz, %(id)s)
   and request.received_at >= %(since)s
 order by request.received_at desc, request.id desc
 limit %(limit)s;

-- requests_of_all --
-- Why: what all sources sent, the latest first, from a request on.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, octet_length(request.body) as size
  from events_request as request
 where request.id < %(id)s
 order by request.id desc
 limit %(limit)s;

-- count_recent --
-- Why: how busy sources are, in twelve parts of an hour. Each part is counted as far
-- as the bound and no further, so that a flood costs no more than a trickle.
-- `until` is when the last of those that were counted came.
select part.source_id, part.n, counted.requests,
       coalesce(extract(epoch from counted.until - part.since), 0)::float8 as until
  from (select source.id as source_id, n,
               %(now)s::timestamptz - (12 - n) * interval '5 minutes' as since
          from unnest(%(sources)s::bigint[]) as source (id)
         cross join generate_series(0, 11) as n) as part
 cross join lateral
       (select count(*)::int as requests, max(request.received_at) as until
          from (select request.received_at
                  from events_request as request
                 where request.source_id = part.source_id
                   and request.received_at >= part.since
                   and request.received_at < part.since + interval '5 minutes'
                 order by request.received_at
                 limit %(most)s) as request) as counted
 order by part.source_id, part.n;

-- replay_failures --
-- Why: what could not be read goes its way again, as a new request that names the
-- first and the instant at which that came.
insert into events_request (source_id, retention, received_at, protocol, meta, body)
select failure.source_id, source.retention, %(now)s, failure.protocol,
       (jsonb_build_object(
            'replays', failure.request_id,
            'received_at', failure.received_at
        ) || failure.meta)::text,
       failure.body
  from events_failure as failure
  join events_source as source on source.id = failure.source_id
 where failure.id = any(%(failures)s)
 order by failure.request_id;

-- replay_requests --
-- Why: after a mapping was mended, what was read by the old one is read again.
insert into events_request (source_id, retention, received_at, protocol, meta, body)
select request.source_id, request.retention, %(now)s, request.protocol,
       (coalesce(nullif(request.meta, ''), '{}')::jsonb || jsonb_build_object(
            'replays', request.id,
            'received_at', request.received_at
        ))::text,
       request.body
  from events_request as request
 where request.source_id = %(source)s
   and request.received_at >= %(since)s
   and request.received_at < %(until)s
   and request.meta not like '%%"replays"%%'
 order by request.id
 limit %(most)s;

-- latest_of_kind --
-- Why: when something last happened to each of some alerts.
select event.alert_id, max(event.happened_at) as at
  from events_event as event
 where event.alert_id = any(%(alerts)s)
   and event.kind = %(kind)s
 group by event.alert_id;
