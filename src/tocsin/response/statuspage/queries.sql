-- Subscribers in sets: who is to be told, and deliveries taken by any number of senders.

-- queue --
-- Everybody who confirmed and wants to know of this kind, and of one of these
-- components (or of all, or where the notice names none), gets the update once.
insert into statuspage_delivery
       (subscriber_id, update_id, state, is_digest, due_at, attempts, said, made_at)
select subscriber.id,
       %(update)s::bigint,
       %(state)s::text,
       jsonb_exists(subscriber.rhythms, %(kind)s::text),
       case subscriber.rhythms ->> %(kind)s::text
            when 'daily' then %(daily_at)s::timestamptz
            when 'weekly' then %(weekly_at)s::timestamptz
            else %(due_at)s::timestamptz
        end,
       0,
       '',
       %(now)s::timestamptz
  from statuspage_subscriber as subscriber
 where subscriber.page_id = %(page)s::bigint
   and subscriber.confirmed_at is not null
   and (subscriber.kinds = '[]'::jsonb
        or jsonb_exists(subscriber.kinds, %(kind)s::text))
   and (subscriber.components = '[]'::jsonb
        or cardinality(%(codes)s::text[]) = 0
        or jsonb_exists_any(subscriber.components, %(codes)s::text[]))
    on conflict do nothing;

-- claim --
-- Take deliveries that are due, the oldest first, and hold them for a while. Those that
-- another sender is taking just now are passed over.
with due as (
    select delivery.id
      from statuspage_delivery as delivery
     where delivery.state = 'queued'
       and not delivery.is_digest
       and delivery.due_at <= %(now)s::timestamptz
     order by delivery.due_at, delivery.id
     limit %(batch)s::bigint
       for update skip locked
),
taken as (
    update statuspage_delivery as delivery
       set due_at = %(until)s::timestamptz,
           attempts = delivery.attempts + 1
      from due
     where delivery.id = due.id
    returning delivery.id,
              delivery.update_id,
              delivery.subscriber_id,
              delivery.attempts
)
select taken.id,
       taken.update_id,
       taken.attempts,
       subscriber.id as subscriber_id,
       subscriber.channel,
       subscriber.address,
       subscriber.sealed,
       subscriber.secret,
       subscriber.language,
       subscriber.code,
       subscriber.nonce
  from taken
  join statuspage_subscriber as subscriber on subscriber.id = taken.subscriber_id
 order by taken.update_id, taken.id;

-- claim_digests --
-- Take all deliveries of digests that are due for some subscribers, each of whom gets
-- one mail for all of theirs. Subscribers that another sender holds are passed over.
with reader as (
    select subscriber.id
      from statuspage_subscriber as subscriber
     where exists (
               select 1
                 from statuspage_delivery as waiting
                where waiting.subscriber_id = subscriber.id
                  and waiting.state = 'queued'
                  and waiting.is_digest
                  and waiting.due_at <= %(now)s::timestamptz
           )
     order by subscriber.id
     limit %(batch)s::bigint
       for no key update skip locked
),
taken as (
    update statuspage_delivery as delivery
       set due_at = %(until)s::timestamptz,
           attempts = delivery.attempts + 1
      from reader
     where delivery.subscriber_id = reader.id
       and delivery.state = 'queued'
       and delivery.is_digest
       and delivery.due_at <= %(now)s::timestamptz
    returning delivery.id,
              delivery.update_id,
              delivery.subscriber_id,
              delivery.attempts
)
select array_agg(taken.id order by taken.id) as ids,
       array_agg(taken.update_id order by taken.id) as updates,
       max(taken.attempts) as attempts,
       subscriber.channel,
       subscriber.address,
       subscriber.language,
       subscriber.code,
       subscriber.nonce
  from taken
  join statuspage_subscriber as subscriber on subscriber.id = taken.subscriber_id
 group by subscriber.id
 order by subscriber.id;

-- sent --
-- A server took these; nobody sends them again.
update statuspage_delivery as delivery
   set state = 'sent',
       due_at = null,
       ended_at = %(now)s::timestamptz,
       said = ''
 where delivery.id = any(%(ids)s::bigint[])
   and delivery.state = 'queued';

-- failed --
-- No server will ever take these.
update statuspage_delivery as delivery
   set state = 'failed',
       due_at = null,
       ended_at = %(now)s::timestamptz,
       said = told.said
  from unnest(%(ids)s::bigint[], %(said)s::text[]) as told (id, said)
 where delivery.id = told.id
   and delivery.state = 'queued';

-- wait --
-- These are tried again at their instant.
update statuspage_delivery as delivery
   set due_at = told.due_at,
       said = told.said
  from unnest(
           %(ids)s::bigint[],
           %(due)s::timestamptz[],
           %(said)s::text[]
       ) as told (id, due_at, said)
 where delivery.id = told.id
   and delivery.state = 'queued';

-- standing --
-- Of one page: how many deliveries of each update are in each state.
select delivery.update_id,
       delivery.state,
       count(*) as count
  from statuspage_delivery as delivery
 where delivery.update_id = any(%(updates)s::bigint[])
 group by delivery.update_id, delivery.state
 order by delivery.update_id, delivery.state;

-- forget --
-- The oldest of the log are gone, a batch at a time.
with old as (
    select delivery.id
      from statuspage_delivery as delivery
     where delivery.state <> 'queued'
       and delivery.made_at < %(before)s::timestamptz
     order by delivery.id
     limit %(batch)s::bigint
       for update skip locked
)
delete from statuspage_delivery
 where id in (select old.id from old);

-- standing_alerts --
-- What stands on monitors now, by the number of the tie, is asked of whoever hears them.
select told.tie, told.severity
  from alerts_standing(
           %(sources)s::text[], %(fitting)s::jsonb, %(drills)s::boolean
       ) as told
 order by told.tie, told.severity;

-- sources_known --
-- Which of these addresses are those of sources.
select told.slug
  from sources_known(%(sources)s::text[]) as told (slug)
 order by told.slug;
