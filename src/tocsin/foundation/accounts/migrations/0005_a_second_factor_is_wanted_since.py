"""Since when a second factor is wanted of a person, and whether the glass is broken.

Why        Who is asked for a second factor has some days to set one up. They count
           from when the person was first seen without one, not from when somebody
           changed the option. The break-glass account is sealed or open, and every
           administrator is shown which.
Locks      None: the tables are new.
Going back Reversible; days are counted anew, and the account in the envelope is an
           ordinary administrator, to be deactivated.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_people_are_known_as_a_directory_knows_them")]

    operations = [
        migrations.CreateModel(
            name="FactorWanted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("person", models.OneToOneField(on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_from", models.CharField(blank=True, max_length=64)),
                ("person", models.OneToOneField(on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
