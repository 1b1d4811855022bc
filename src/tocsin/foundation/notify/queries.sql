-- Pages and messages in sets, by any number of senders at once.

-- insert_pages --
-- Each is written once by its cause. The first pages of an incident go before all
-- others; several people called at once for its first word are all first.
with wanted as (
    select *
      from rows from (
               jsonb_to_recordset(%(pages)s::jsonb) as (
                   person text, cause text, kind text, incident bigint, ref text,
                   loud boolean, unless text, why jsonb, drill boolean, rank int
               )
           ) with ordinality
           as page (person, cause, kind, incident, ref, loud, unless, why, drill, rank,
                    nth)
)
insert into notify_page (
    person, cause, kind, incident_id, ref, loud, unless, why, is_drill, rank, state,
    made_at, channel, told
)
select wanted.person, wanted.cause, wanted.kind, wanted.incident, wanted.ref,
       wanted.loud, wanted.unless, wanted.why, wanted.drill,
       case when wanted.kind = 'page'
             and wanted.loud
             and wanted.incident is not null
             and not exists (select
                               from notify_page as earlier
                              where earlier.incident_id = wanted.incident)
            then 0
            else wanted.rank
       end,
       'queued', %(now)s, '', ''
  from wanted
 order by wanted.nth
    on conflict (cause) do nothing;

-- claim_pages --
-- Take the pages that nobody has looked at, those of the smallest rank first. They are
-- this sender's until its transaction ends, and messages after it. The disk is not
-- waited for: nothing is sent before these messages are claimed, and that is.
with due as (
    select page.id
      from notify_page as page
     where page.state = 'queued'
     order by page.rank, page.made_at
     limit %(batch)s
       for update skip locked
)
update notify_page as page
   set state = 'sending',
       claimed_at = %(now)s
  from due
 cross join (select set_config('synchronous_commit', 'off', true)) as quick (done)
 where page.id = due.id
returning page.id, page.person, page.kind, page.loud, page.rank, page.made_at;

-- claim_messages --
-- Take messages that are due on one channel, that of the most urgent, and hold them for
-- a while. Channels that enough of this process wait for are left to others. Rank by
-- rank, so that what waits for later is not read each time.
with lead as (
    select found.channel
      from generate_series(0, 5) as rank (number)
     cross join lateral (
           select message.channel
             from notify_message as message
            where message.state = 'waiting'
              and message.rank = rank.number
              and message.due_at <= %(now)s
              and message.channel <> all(%(busy)s::text[])
            order by message.due_at
            limit 1
              for update skip locked
           ) as found
     order by rank.number
     limit 1
), due as (
    select found.id
      from lead
     cross join generate_series(0, 5) as rank (number)
     cross join lateral (
           select message.id, message.due_at
             from notify_message as message
            where message.state = 'waiting'
              and message.rank = rank.number
              and message.due_at <= %(now)s
              and message.channel = lead.channel
            order by message.due_at
            limit %(batch)s
              for update skip locked
           ) as found
     order by rank.number, found.due_at
     limit %(batch)s
)
update notify_message as message
   set due_at = %(until)s,
       holder = %(holder)s,
       attempts = message.attempts + 1
  from due, notify_page as page
 where message.id = due.id
   and page.id = message.page_id
returning message.id, message.attempts, message.page_id, message.person,
          message.channel, message.method, message.address, message.data,
          message.rank, message.rounds, message.failed_providers, message.give_up_at,
          message.said,
          page.kind, page.incident_id, page.ref, page.loud, page.unless, page.why,
          page.is_drill, page.made_at, page.state as page_state;

-- hold --
-- Those of the claimed messages that are still ours are held on; says which.
with claimed as (
    select claim.id, claim.attempts
      from unnest(%(ids)s::bigint[], %(attempts)s::int[]) as claim (id, attempts)
)
update notify_message as message
   set due_at = %(until)s,
       holder = %(holder)s
  from claimed
 where message.id = claimed.id
   and message.attempts = claimed.attempts
   and message.state = 'waiting'
returning message.id;

-- still_held --
-- Which of the claimed messages are still ours.
select message.id
  from notify_message as message
  join unnest(%(ids)s::bigint[], %(attempts)s::int[]) as claim (id, attempts)
    on claim.id = message.id
   and claim.attempts = message.attempts
 where message.state = 'waiting';

-- holders --
-- Whose messages are held just now.
select distinct message.holder as number
  from notify_message as message
 where message.state = 'waiting'
   and message.holder is not null;

-- release --
-- What these hold is due now, for whoever takes it.
with held as (
    select message.id
      from notify_message as message
     where message.state = 'waiting'
       and message.holder = any(%(holders)s::int[])
     order by message.id
       for no key update skip locked
)
update notify_message as message
   set due_at = least(message.due_at, %(now)s),
       holder = null
  from held
 where message.id = held.id;

-- record_taken --
-- A provider took these: so the messages say, and their pages where nobody heard of
-- them yet, whose makers are told, but of rooms, which stand for no human. What was
-- withdrawn while it was under way was sent all the same. Told again it changes
-- nothing. Rows are locked in the order of their ids, as everywhere. Where it need not
-- `wait`, the disk is not waited for: only the server's own crash could lose it.
with told as (
    select told.*
      from unnest(
               %(ids)s::bigint[], %(attempts)s::int[], %(delivered)s::boolean[],
               %(provider_ids)s::text[], %(leaders)s::bigint[]
           ) as told (id, attempts, delivered, provider_id, leader)
     cross join (
           select case when not %(waits)s::boolean
                       then set_config('synchronous_commit', 'off', true)
                  end
           ) as quick (done)
), ours as (
    select message.id
      from notify_message as message
      join told on told.id = message.id
               and told.attempts = message.attempts
     where message.state in ('waiting', 'withdrawn')
     order by message.id
       for no key update of message
), taken as (
    update notify_message as message
       set state = case when told.delivered then 'delivered' else 'sent' end,
           due_at = null,
           sent_at = %(now)s,
           ended_at = %(now)s,
           provider = %(provider)s,
           provider_id = told.provider_id,
           bundled_with = coalesce(told.leader, message.bundled_with),
           said = ''
      from told, ours
     where message.id = told.id
       and message.id = ours.id
 returning message.page_id, message.channel
), unheard as (
    select page.id
      from notify_page as page
     where page.id in (select taken.page_id from taken)
       and page.state in ('sending', 'failed', 'withdrawn')
     order by page.id
       for no key update of page
), heard as (
    update notify_page as page
       set state = 'delivered',
           ended_at = %(now)s,
           channel = first.channel,
           told = ''
      from (select taken.page_id, min(taken.channel) as channel
              from taken
             group by taken.page_id) as first,
           unheard
     where page.id = first.page_id
       and page.id = unheard.id
 returning page.id, page.incident_id, page.channel, page.kind
)
insert into notify_outcome (page_id, result, channel, told, at)
select heard.id, 'delivered', heard.channel, '', %(now)s
  from heard
 where heard.incident_id is not null
   and heard.kind not in ('room', 'post');

-- lock_waiting --
-- What waits of these pages is nobody else's to change until we have ended.
select message.id
  from notify_message as message
 where message.page_id = any(%(pages)s::bigint[])
   and message.state = 'waiting'
 order by message.id
   for no key update of message;

-- record_untaken --
-- No provider took these. Those with an instant wait until then, held by nobody; all
-- others have failed. Says which were still ours.
with told as (
    select told.*
      from jsonb_to_recordset(%(told)s::jsonb) as told (
               id bigint, attempts int, due_at timestamptz, rounds int,
               providers jsonb, said text
           )
)
update notify_message as message
   set state = case when told.due_at is null then 'failed' else 'waiting' end,
       due_at = told.due_at,
       ended_at = case when told.due_at is null then %(now)s::timestamptz end,
       holder = null,
       rounds = told.rounds,
       failed_providers = told.providers,
       said = told.said
  from told
 where message.id = told.id
   and message.attempts = told.attempts
   and message.state = 'waiting'
returning message.id;

-- count_waiting --
-- How many messages are due on a channel, as far as it matters.
select count(*)::int as number
  from (select
          from notify_message as message
         where message.state = 'waiting'
           and message.due_at <= %(now)s
           and message.channel = %(channel)s
         limit %(most)s) as waiting;

-- pull_forward --
-- The next step of each of these pages is due now, because the one before did not
-- arrive; says of which pages there was one.
with next as (
    select distinct on (message.page_id) message.id, message.page_id
      from notify_message as message
     where message.page_id = any(%(pages)s::bigint[])
       and message.state = 'waiting'
       and message.attempts = 0
     order by message.page_id, message.due_at, message.id
)
update notify_message as message
   set due_at = least(message.due_at, %(now)s)
  from next
 where message.id = next.id
returning message.page_id as number;

-- withdraw_messages --
-- What waits for these incidents (and people) is not sent any more.
with waiting as (
    select message.id
      from notify_message as message
      join notify_page as page on page.id = message.page_id
     where page.incident_id = any(%(ids)s::bigint[])
       and (%(people)s::text[] is null or page.person = any(%(people)s::text[]))
       and message.state in ('waiting', 'held')
     order by message.id
       for no key update of message
)
update notify_message as message
   set state = 'withdrawn',
       due_at = null,
       ended_at = %(now)s,
       said = %(why)s
  from waiting
 where message.id = waiting.id;

-- withdraw_pages --
-- Those of their pages that nobody heard of are withdrawn.
with unheard as (
    select page.id
      from notify_page as page
     where page.incident_id = any(%(ids)s::bigint[])
       and (%(people)s::text[] is null or page.person = any(%(people)s::text[]))
       and page.state in ('queued', 'sending', 'held')
     order by page.id
       for no key update of page
)
update notify_page as page
   set state = 'withdrawn',
       ended_at = %(now)s,
       told = %(why)s
  from unheard
 where page.id = unheard.id;

-- sent_lately --
-- How many messages each of these people got on each channel since then; what was told
-- together came as one.
select message.person, message.channel, count(*) as number
  from notify_message as message
 where message.person = any(%(people)s::text[])
   and message.sent_at > %(since)s
   and message.bundled_with is null
 group by message.person, message.channel;

-- standing --
-- How many messages wait and since when the oldest is due, and how many pages of the
-- last day are in each state.
select 'waiting' as state, count(*) as number,
       min(message.due_at) filter (where message.due_at <= %(now)s) as oldest
  from notify_message as message
 where message.state = 'waiting'
 union all
select page.state, count(*), null::timestamptz
  from notify_page as page
 where page.made_at > %(since)s
 group by page.state;

-- forget --
-- The oldest pages whose story has ended are gone with their messages, a batch at a
-- time.
with old as (
    select page.id
      from notify_page as page
     where page.made_at < %(before)s
       and page.state not in ('queued', 'sending')
     order by page.made_at
     limit %(batch)s
       for update skip locked
), answers as (
    delete from notify_answer
     where message_id in (select message.id
                            from notify_message as message
                           where message.page_id in (select old.id from old))
), outcomes as (
    delete from notify_outcome
     where page_id in (select old.id from old)
), messages as (
    delete from notify_message
     where page_id in (select old.id from old)
)
delete from notify_page
 where id in (select old.id from old);
