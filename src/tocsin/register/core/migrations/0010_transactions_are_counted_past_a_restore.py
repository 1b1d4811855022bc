"""Transactions are numbered by two functions of the register, past every restore.

Why        Bookmarks, seals and the order of the feed go by the numbers of transactions,
           and those begin low again in another cluster: after a dump was restored there,
           nothing new would be heard or sealed. The functions add what is missing; they
           are written anew, with another sum, when a restore is noticed.
Locks      ACCESS EXCLUSIVE on register_entry for a moment, to change a default. No scan.
Going back Reversible, unless a restore was noticed meanwhile: then numbers would fall.
"""

from django.db import migrations, models

FORWARD = """
create function register_transaction() returns bigint language sql volatile as
$$ select pg_current_xact_id()::text::bigint + 0 $$;

create function register_horizon() returns bigint language sql stable as
$$ select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + 0 $$;
"""

BACK = """
drop function register_transaction();
drop function register_horizon();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0009_tags_and_time_are_found")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
        migrations.AlterField(
            model_name="entry",
            name="xact",
            field=models.BigIntegerField(
                db_default=models.Func(
                    output_field=models.BigIntegerField(),
                    template="register_transaction()",
                ),
                editable=False,
            ),
        ),
    ]
