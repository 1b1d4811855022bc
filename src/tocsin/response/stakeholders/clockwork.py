"""What is forgotten in time."""

from tocsin.response.stakeholders.actions.setting import forget_erased_contacts

__all__ = ["forget_erased_contacts"]
