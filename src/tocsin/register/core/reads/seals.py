from tocsin.register.core.models import Seal


def latest_seal() -> Seal | None:
    """How far the register is sealed."""
    return Seal.objects.order_by("-number").first()
