"""What users are told now, and what an update said, other rooms ask in SQL.

Why        Whoever reports something is shown what is known of it, and hears what users
           are told. The words are those of notices; pages with a password or for some
           networks are not among them.
Locks      None.
Going back Reversible.
"""

from django.db import migrations

FORWARD = """
create function status_open_notices(drills boolean) returns table (
    incident_id bigint, ref text, notice text, page text, title text, words text,
    status text, impact text, began_at timestamptz, next_update_at timestamptz,
    services text[]
) language sql stable as $$
    select notice.incident_id, notice.ref, notice.code, page.slug, notice.title,
           coalesce((select latest.text
                       from statuspage_update as latest
                      where latest.notice_id = notice.id
                      order by latest.at desc, latest.id desc
                      limit 1), ''),
           notice.status, notice.impact, notice.began_at, notice.next_update_at,
           array(select distinct told.key
                   from statuspage_component as component
                  cross join lateral
                        jsonb_array_elements_text(component.services) as told(key)
                  where component.page_id = page.id
                    and component.retired_at is null
                    and notice.affected ? component.code)
      from statuspage_notice as notice
      join statuspage_page as page on page.id = notice.page_id
     where notice.kind = 'incident'
       and notice.ended_at is null
       and page.retired_at is null
       and page.is_drill = drills
       and (drills or page.access in ('public', 'people'))
     order by page.is_main desc
$$;

create function status_words(codes text[]) returns table (
    code text, title text, words text, next_update_at timestamptz
) language sql stable as $$
    select said.code, notice.title, said.text, notice.next_update_at
      from statuspage_update as said
      join statuspage_notice as notice on notice.id = said.notice_id
      join statuspage_page as page on page.id = notice.page_id
     where said.code = any(codes)
       and page.retired_at is null
       and (page.is_drill or page.access in ('public', 'people'))
$$;
"""

BACK = """
drop function status_words(text[]);
drop function status_open_notices(boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
