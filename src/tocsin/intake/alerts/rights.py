"""Who may plan windows of maintenance. Pure."""

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts.silence_rules import may_silence


def may_plan(actor: Actor) -> bool:
    """Whoever may silence; but a source plans nothing."""
    return actor.kind != "source" and may_silence(actor)
