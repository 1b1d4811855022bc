"""References are counted by one sequence; gaps are allowed.

Why        `INC-00042` is what people say aloud: short, and never given twice.
Locks      None on existing tables.
Going back Reversible; numbering starts anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_entries_are_final")]

    operations = [
        migrations.RunSQL(
            "create sequence register_reference", "drop sequence register_reference"
        )
    ]
