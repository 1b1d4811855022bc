"""Clocks are counted, and targets set."""

from tocsin.response.clocks.actions.planning import plan_on
from tocsin.response.clocks.actions.settling import settle, tell_due
from tocsin.response.clocks.actions.targets import publish_target, retire_target

__all__ = ["plan_on", "publish_target", "retire_target", "settle", "tell_due"]
