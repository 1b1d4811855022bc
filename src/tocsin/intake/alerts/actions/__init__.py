"""Verbs about alerts: silencing them for a time."""

from tocsin.intake.alerts.actions.silences import (
    add_silence,
    change_silence,
    expire_silence,
)

__all__ = ["add_silence", "change_silence", "expire_silence"]
