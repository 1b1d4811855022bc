Named queries of reports.

-- open_notices --
-- What users are told now, newest first, by the room of status pages.
select said.incident_id, said.ref, said.notice, said.page, said.title, said.words,
       said.status, said.impact, said.began_at, said.next_update_at, said.services
  from status_open_notices(%(drills)s) as said
 order by said.began_at desc, said.notice;

-- words_of_updates --
-- What these updates of notices said, as far as whoever signed in may read their page.
select said.code, said.title, said.words, said.next_update_at
  from status_words(%(codes)s::text[]) as said;

-- lock_reporter --
-- Whoever reports twice at the same instant does so one after the other.
select pg_advisory_xact_lock(7205141, hashtext(%(reporter)s::text));

-- lock_mail --
-- A mail that is handed over twice at the same instant is looked at one after the other.
select pg_advisory_xact_lock(7205142, hashtext(%(digest)s::text));

-- claim_unjoined --
-- Reports that the incident they follow has not told of yet; those that another
-- process holds are passed over.
select follower.incident_id, follower.known_id
  from reports_follower as follower
 where follower.joined_at is null
   and follower.left_at is null
 order by follower.since
 limit %(batch)s
   for update skip locked;
