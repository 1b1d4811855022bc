"""How the newest proofs went."""

from tocsin.register.core.models import Incident
from tocsin.register.proving.models import Proof


def proofs() -> list[Proof]:
    """The newest first: the one that is going, if any, and what ended before it."""
    return list(Proof.objects.order_by("-id")[:20])


def latest_proof() -> Proof | None:
    """The newest that has ended."""
    return Proof.objects.exclude(ended_at=None).order_by("-id").first()


def incidents_to_prove() -> int:
    return Incident.objects.count()
