-- How drafts and signs of presence are kept in one statement each.

-- keep_draft --
-- The draft says this from now on. A copy of the very form that was sent already
-- comes too late and is passed over; so two requests may overtake each other.
insert into workspace_draft (holder, place, form, fields, sent, kept_at)
values (%(holder)s, %(place)s, %(form)s, %(fields)s::jsonb, '', %(now)s)
    on conflict (holder, place, form) do update
   set fields  = excluded.fields,
       kept_at = excluded.kept_at
 where workspace_draft.sent = ''
    or workspace_draft.sent <> %(token)s;

-- sent_draft --
-- Nothing of it is left; the form that was sent is remembered by its token.
insert into workspace_draft (holder, place, form, fields, sent, kept_at)
values (%(holder)s, %(place)s, %(form)s, '{}'::jsonb, %(token)s, %(now)s)
    on conflict (holder, place, form) do update
   set fields  = excluded.fields,
       sent    = excluded.sent,
       kept_at = excluded.kept_at;

-- forget_drafts --
-- Drafts that nobody came back to are gone, a handful at a time.
delete from workspace_draft
 where id in (
     select draft.id
       from workspace_draft as draft
      where draft.kept_at < %(before)s
      order by draft.kept_at
      limit %(batch)s
        for update skip locked
 );

-- sign --
-- The person is there; says whether that is news to those who look as well.
with before as (
    select present.doing
      from workspace_presence as present
     where present.ref = %(ref)s
       and present.person = %(person)s
       and present.seen_at > %(alive)s
),
kept as (
    insert into workspace_presence (person, ref, doing, seen_at)
    values (%(person)s, %(ref)s, %(doing)s, %(now)s)
        on conflict (ref, person) do update
       set doing   = excluded.doing,
           seen_at = excluded.seen_at
    returning doing
)
select not exists (
    select 1
      from before
     where before.doing = %(doing)s
) as is_news
  from kept;

-- forget_presence --
-- Signs that are worth nothing any more.
delete from workspace_presence
 where seen_at < %(before)s;
