What a proof asks of other rooms.

-- reach --
-- Why: by which verified channels a page would come to each person, and how soon.
select reach.person, reach.channel, reach.loud,
       (extract(epoch from reach.delay) * 1000000)::bigint as delay, reach.urgency
  from notify_reach() as reach
 where reach.verified
 order by reach.person, reach.urgency, reach.delay, reach.channel;
