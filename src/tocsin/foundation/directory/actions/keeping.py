"""The password of a source is kept, and never told again."""

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.directory.models import Secret
from tocsin.kernel import clock, keys


@transaction.atomic
def set_secret(source: str, password: str, *, by: Actor) -> None:
    """The source is asked with this password from now on; empty, with none."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    if password:
        sealed = keys.box().encrypt(password.encode()).decode()
        told = {"sealed": sealed, "set_at": clock.now()}
        Secret.objects.update_or_create(source=source, defaults=told)
    else:
        Secret.objects.filter(source=source).delete()
    verb = "secret set" if password else "secret removed"
    record_change(f"directory:{source}", verb, by=(by.kind, by.id))
