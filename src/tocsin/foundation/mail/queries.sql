-- How mails are taken to be sent, in sets, by any number of senders.

-- claim --
-- Take the mails that are due, oldest first, and hold them for a while. Those that
-- another sender is taking just now are passed over. The count of attempts is also
-- what tells this claim from any later one.
with due as (
    select mail.id
      from mail_mail as mail
     where mail.state = 'queued'
       and mail.due_at <= %(now)s
     order by mail.due_at, mail.id
     limit %(batch)s
       for update skip locked
)
update mail_mail as mail
   set due_at = %(until)s,
       attempts = mail.attempts + 1
  from due
 where mail.id = due.id
returning mail.id, mail.attempts;

-- hold --
-- Those of the claimed mails that are still ours are held on; says which. A claim that
-- ran out and was taken by another sender is recognised by its count of attempts.
with claimed as (
    select claim.id, claim.attempts
      from unnest(%(ids)s::bigint[], %(attempts)s::int[]) as claim (id, attempts)
)
update mail_mail as mail
   set due_at = %(until)s
  from claimed
 where mail.id = claimed.id
   and mail.attempts = claimed.attempts
   and mail.state = 'queued'
returning mail.id, mail.attempts;

-- give_up --
-- Mails that no server took in their time have failed; what they said is forgotten.
with late as (
    select mail.id
      from mail_mail as mail
     where mail.state = 'queued'
       and mail.due_at <= %(now)s
       and mail.give_up_at <= %(now)s
     order by mail.due_at
     limit %(batch)s
       for update skip locked
)
update mail_mail as mail
   set state = 'failed',
       due_at = null,
       ended_at = %(now)s,
       body = '{}',
       secret_link = null
  from late
 where mail.id = late.id;

-- forget --
-- The oldest mails of the log are gone, a batch at a time.
with old as (
    select mail.id
      from mail_mail as mail
     where mail.queued_at < %(before)s
       and mail.state <> 'queued'
     order by mail.queued_at
     limit %(batch)s
       for update skip locked
)
delete from mail_mail
 where id in (select old.id from old);
