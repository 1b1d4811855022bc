from tocsin.foundation.idempotency.models import Remembered
from tocsin.foundation.idempotency.rules import KEPT_FOR
from tocsin.kernel import clock


def remembered(holder: str, key: str) -> Remembered | None:
    """What was answered to this key, unless that is too long ago."""
    since = clock.now() - KEPT_FOR
    return Remembered.objects.filter(holder=holder, key=key, kept_at__gt=since).first()
