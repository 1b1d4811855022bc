from tocsin.kernel import home
from tocsin.register.core.actions.seal import carry_seals_out, seal


def seal_what_moved() -> int:
    """Every chain that grew is under a seal."""
    seal()
    return 0


def carry_out_seals() -> int:
    """This node's own file holds every seal."""
    return carry_seals_out(home.folder() / "seals.jsonl")
