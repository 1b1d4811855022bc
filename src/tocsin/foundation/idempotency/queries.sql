-- How answers are claimed, kept and forgotten.

-- claim --
-- Whether this transaction may answer for the holder's key. Not the row but its name
-- is locked, because there is no row before there is an answer; the lock ends with
-- the transaction, whichever way that ends.
select pg_try_advisory_xact_lock(
           hashtextextended(%(holder)s || ' ' || %(key)s, 0)
       ) as claimed;

-- forget --
-- Drop what is older than an instant, a handful at a time; rows that somebody else
-- is dropping are passed over, so nobody waits.
delete from idempotency_remembered
 where id in (
     select old.id
       from idempotency_remembered as old
      where old.kept_at < %(before)s
      order by old.kept_at
      limit %(batch)s
        for update skip locked
 );

-- empty --
-- Answers in which any of these words stands hold nothing any more; that they were
-- given stays, or what was asked would be done a second time.
update idempotency_remembered
   set body = '', headers = '{}', status = 410
 where status <> 410
   and exists (
       select 1
         from unnest(%(words)s::text[]) as word
        where position(word in body) > 0
   );
