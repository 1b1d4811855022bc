"""The periods in which teams answer for one category never overlap.

Why        "Who answers at this instant" must have one answer, also when two
           people hand a category over at the same moment. A range of one
           category's id stands in for equality, so no extension is needed.
Locks      Adding the constraint builds an index under ACCESS EXCLUSIVE on
           classification_responsibility, a table of a few hundred rows.
Going back Reversible; nothing is lost.
"""

from django.db import migrations

FORWARD = """
alter table classification_responsibility
    add constraint responsibility_one_team_at_a_time
    exclude using gist (
        int8range(category_id, category_id, '[]') with &&,
        tstzrange(starts_at, ends_at) with &&
    );
"""

BACK = """
alter table classification_responsibility
    drop constraint responsibility_one_team_at_a_time;
"""


class Migration(migrations.Migration):
    dependencies = [("classification", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
