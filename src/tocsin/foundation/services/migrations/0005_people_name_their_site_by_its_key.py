"""People name the site they work at by its key, as all else does.

Why        A site that is renamed stays the same site, and who works there is found.
Locks      Row locks on the people whose site's name is a site's name here; no scan of
           anything else. A site that is not known here stays as it was written.
Going back Nothing is undone: a key is shown by its name, and a word as it stands.
"""

from typing import Any

from django.db import migrations


def name_by_key(apps: Any, _editor: Any) -> None:
    people = apps.get_model("accounts", "Person").objects
    for key, name in apps.get_model("services", "Site").objects.values_list("key", "name"):
        people.filter(site__iexact=name).exclude(site=key).update(site=key)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_people_are_known_as_a_directory_knows_them"),
        ("services", "0004_services_have_a_calendar"),
    ]

    operations = [migrations.RunPython(name_by_key, migrations.RunPython.noop)]
