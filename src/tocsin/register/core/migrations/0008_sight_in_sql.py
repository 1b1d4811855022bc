"""How far an actor sees is one word, and SQL knows what each word means.

Why        Keys that only hand things in, guests, sources and rules saw whatever is
           unrestricted. The words are those of `register.core.rules.Sight`; a test
           compares this function with `visible_to` for every kind of actor.
Locks      None.
Going back Reversible; the function of before is made anew.
"""

from django.db import migrations

FORWARD = """
drop function register_visible(register_incident, text, boolean);

create function register_visible(
    incident register_incident, sight text, actor text
) returns boolean language sql stable as $$
    select case
        when sight = 'everything' then true
        when sight = 'unrestricted' then not incident.restricted
        when sight = 'handed_in' then
            not incident.restricted
            and exists (select from register_entry as entry
                         where entry.incident_id = incident.id
                           and entry.seq = 1
                           and entry.actor_kind = 'key'
                           and entry.actor_id = actor)
        when sight in ('named', 'own') then
            (sight = 'named' or incident.reporter_id = actor)
            and (not incident.restricted
                 or exists (select from register_viewer as viewer
                             where viewer.incident_id = incident.id
                               and viewer.person_id = actor))
        else false
    end
$$;
"""

BACK = """
drop function register_visible(register_incident, text, text);

create function register_visible(
    incident register_incident, person text, is_requester boolean
) returns boolean language sql stable as $$
    select (not incident.restricted
            or exists (select from register_viewer as viewer
                        where viewer.incident_id = incident.id
                          and viewer.person_id = person))
       and (not is_requester or incident.reporter_id = person)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0007_rows_are_tidied_often")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
