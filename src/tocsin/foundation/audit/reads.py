from tocsin.foundation.audit.models import Change


def changes(subject: str | None = None, limit: int = 100) -> list[Change]:
    """The newest changes first, of one subject or of all."""
    found = Change.objects.order_by("-at", "-id")
    if subject is not None:
        found = found.filter(subject=subject)
    return list(found[:limit])
