"""Entries and seals are final: the database itself refuses to change or delete one.

Why        A timeline that can be edited is not evidence. Code review keeps our
           own code honest; this keeps psql, scripts and the next ORM honest.
Locks      SHARE ROW EXCLUSIVE on register_entry and register_seal for a moment.
Going back Reversible; nothing is lost.
Not this   A superuser can still drop the trigger. The seals outside the database
           are for that: `tocsin verify` names what was changed.
Exception  None. What must be erasable lies in register_private, and the entry holds
           only its salted commitment. The trigger fires always, also for a session
           that calls itself a replica.
"""

from django.db import migrations

FORWARD = """
create function register_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is final', tg_table_name
        using errcode = 'restrict_violation',
              hint = 'Record a new entry that corrects the old one.';
end $$;

create trigger register_entry_is_final
    before update or delete on register_entry
    for each row execute function register_refuse_change();
create trigger register_entry_is_not_emptied
    before truncate on register_entry
    for each statement execute function register_refuse_change();
create trigger register_seal_is_final
    before update or delete on register_seal
    for each row execute function register_refuse_change();
create trigger register_seal_is_not_emptied
    before truncate on register_seal
    for each statement execute function register_refuse_change();
alter table register_entry enable always trigger register_entry_is_final;
alter table register_entry enable always trigger register_entry_is_not_emptied;
alter table register_seal enable always trigger register_seal_is_final;
alter table register_seal enable always trigger register_seal_is_not_emptied;
"""

BACK = """
drop trigger register_entry_is_final on register_entry;
drop trigger register_entry_is_not_emptied on register_entry;
drop trigger register_seal_is_final on register_seal;
drop trigger register_seal_is_not_emptied on register_seal;
drop function register_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
