"""By what a page to each person would go can be asked in SQL, for all at once.

Why        The proof that somebody is reached looks at every person and every hour of
           weeks ahead. The same steps as `rules.plan`; a test compares the two.
Locks      Storage parameters take a lock on new tables for a moment.
Going back Reversible.
"""

from django.db import migrations

FORWARD = """
create function notify_reach() returns table (
    person text, channel text, loud boolean, verified boolean, delay interval,
    urgency text
) language sql stable as $$
    with way as (
        select mailed.person, 0::bigint as number, 'mail' as channel,
               false as loud, true as verified
          from accounts_mailed() as mailed
        union all
        select method.person, method.id, method.channel, method.is_loud,
               method.verified_at is not null
          from notify_method as method
    ), wished as (
        select step.person, step.urgency, step.delay, way.channel, way.loud
          from notify_step as step
          join way on way.person = step.person
                  and way.number = coalesce(step.method_id, 0)
                  and way.verified
    ), kind as (
        select way.person,
               bool_or(way.verified and not way.loud) as has_silent,
               bool_or(way.verified and way.channel <> 'voice') as has_others
          from way
         group by way.person
    )
    select wished.person, wished.channel, wished.loud, true, wished.delay,
           wished.urgency
      from wished
    union all
    select way.person, way.channel, way.loud, way.verified,
           case when urgency.word = 'loud'
                 and way.channel = 'voice'
                 and kind.has_others
                then interval '1 minute'
                else interval '0'
           end,
           urgency.word
      from way
      join kind on kind.person = way.person
     cross join (values ('loud'), ('quiet')) as urgency (word)
     where not exists (select
                         from wished
                        where wished.person = way.person
                          and wished.urgency = urgency.word)
       and (urgency.word = 'loud' or not way.loud or not kind.has_silent)
$$;
alter table notify_page set (autovacuum_vacuum_scale_factor = 0.01);
alter table notify_message set (autovacuum_vacuum_scale_factor = 0.01);
alter table notify_outcome set (autovacuum_vacuum_scale_factor = 0.01);
"""

BACK = """
drop function notify_reach();
alter table notify_page reset (autovacuum_vacuum_scale_factor);
alter table notify_message reset (autovacuum_vacuum_scale_factor);
alter table notify_outcome reset (autovacuum_vacuum_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0001_initial"),
        ("accounts", "0007_who_gets_mail_in_sql"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
