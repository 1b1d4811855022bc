Heartbeats that are due, and what was heard of them.

-- claim_due --
-- Why: nobody else asks about these, and each is asked about once until it has been
-- heard again or looked at. What another process holds is passed over.
with due as (
    select beat.id
      from heartbeats_heartbeat as beat
     where beat.due_at <= %(before)s
       and beat.asked_at is null
     order by beat.due_at
     limit %(batch)s
       for no key update skip locked
)
update heartbeats_heartbeat as beat
   set asked_at = %(now)s
  from due
 where beat.id = due.id
returning beat.id, beat.source_id;

-- spare_due --
-- Why: while Tocsin was away nothing could be heard, so all have their grace anew.
update heartbeats_heartbeat as beat
   set due_at = %(now)s::timestamptz + beat.grace,
       asked_at = null
 where beat.due_at < %(now)s::timestamptz + beat.grace;

-- pings_lately --
-- Why: a list shows the last pings of every heartbeat on it, by one statement.
select lately.heartbeat_id, lately.said, lately.at
  from unnest(%(ids)s::bigint[]) as wanted (id)
 cross join lateral (
           select ping.heartbeat_id, ping.id, ping.said, ping.at
             from heartbeats_ping as ping
            where ping.heartbeat_id = wanted.id
            order by ping.id desc
            limit %(each)s
       ) as lately
 order by lately.heartbeat_id, lately.id;

-- drop_pings --
-- Why: what was heard of a heartbeat goes with it.
delete from heartbeats_ping as ping
 where ping.heartbeat_id = %(id)s;
