"""What reports do in time."""

from tocsin.response.reports.actions import join_followers

__all__ = ["join_followers"]
