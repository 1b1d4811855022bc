"""What was audited stays: the database refuses to change, delete or empty it.

Why        An audit trail that can be edited proves nothing. This keeps psql and
           scripts honest too, not only our own code.
Locks      Creating the triggers takes SHARE ROW EXCLUSIVE on audit_change for a
           moment: reads go on, writes wait. No scan.
Going back Reversible; nothing is lost.
"""

from django.db import migrations

FORWARD = """
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audited changes are final'
        using errcode = 'restrict_violation',
              hint = 'Make the opposite change; it is audited as well.';
end $$;

create trigger audit_change_is_final
    before update or delete on audit_change
    for each row execute function audit_refuse_change();

create trigger audit_change_is_never_emptied
    before truncate on audit_change
    for each statement execute function audit_refuse_change();
"""

BACK = """
drop trigger audit_change_is_never_emptied on audit_change;
drop trigger audit_change_is_final on audit_change;
drop function audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
