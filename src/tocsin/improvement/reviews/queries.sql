Reviews and their actions in sets. Every statement says why it exists.

-- claim_reviews --
-- Why: reviews of which somebody is to be reminded; what another process holds is
-- passed over, so that each is done once.
select review.id
  from reviews_review as review
 where review.next_at <= %(now)s
 order by review.next_at
 limit %(batch)s
   for no key update skip locked;

-- claim_actions --
-- Why: actions of which somebody is to be reminded, in the same way.
select action.id
  from reviews_action as action
 where action.next_at <= %(now)s
 order by action.next_at
 limit %(batch)s
   for no key update skip locked;

-- action_counts --
-- Why: how many actions of each of these reviews are open, late and over is asked for a
-- whole page at once.
select action.review_id as review,
       count(*) filter (where action.state = 'open')::int as open,
       count(*) filter (
           where action.state = 'open' and action.due_at < %(now)s
       )::int as late,
       count(*)::int as total
  from reviews_action as action
 where action.review_id = any(%(ids)s::bigint[])
 group by action.review_id;
