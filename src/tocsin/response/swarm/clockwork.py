"""What swarms forget in time."""

from tocsin.response.swarm.actions.erasing import forget_erased_in_swarms

__all__ = ["forget_erased_in_swarms"]
