"""A rotated API key keeps its earlier secret for a while.

Why        A new secret must reach every machine that shows the key before the one of
           before stops opening anything; otherwise rotating is an outage.
Locks      ACCESS EXCLUSIVE on accounts_apikey for a moment: nullable columns without
           a default, nothing is rewritten.
Going back Reversible; earlier secrets stop at once.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_attempts_are_counted")]

    operations = [
        migrations.AddField(
            "apikey", "earlier_digest", models.BinaryField(max_length=32, null=True)
        ),
        migrations.AddField("apikey", "earlier_until", models.DateTimeField(null=True)),
    ]
