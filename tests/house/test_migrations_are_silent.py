"""The tables are what the models say: nothing is left to migrate."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_there_is_no_migration_to_make(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
