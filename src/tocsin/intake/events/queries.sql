Requests and where folding stands. Every statement says why it exists.

-- next_requests --
-- Why: folding reads in the order of commits, past what is still being written.
-- Older partitions than the bookmark's hour are not looked into.
select request.id, request.xact, request.source_id, request.received_at,
       request.protocol, request.meta, request.body, request.retention
  from events_request as request
 where (request.xact, request.id) > (%(xact)s, %(id)s)
   and request.xact < register_horizon()
   and request.received_at >= %(since)s
 order by request.xact, request.id
 limit %(limit)s;

-- count_backlog --
-- Why: senders are turned away before the disk is full. Numbers are drawn from one
-- sequence, so their distance is the backlog but for gaps.
select coalesce(
           (select last_value from events_request_id where is_called), 0
       ) - coalesce(
           (select request_id from events_bookmark where name = 'fold'), 0
       ) as backlog;

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
