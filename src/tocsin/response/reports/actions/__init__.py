"""Reports are attached to what is known, told and ended with it, or taken out."""

from tocsin.response.reports.actions.adopting import adopt
from tocsin.response.reports.actions.following import bring_along
from tocsin.response.reports.actions.joining import join_followers
from tocsin.response.reports.actions.leaving import let_go, not_for_me
from tocsin.response.reports.actions.mailing import Mailed, take_mail
from tocsin.response.reports.actions.reporting import (
    Taken,
    attach_report,
    report_trouble,
)
from tocsin.response.reports.actions.telling import tell_followers

__all__ = [
    "Mailed",
    "Taken",
    "adopt",
    "attach_report",
    "bring_along",
    "join_followers",
    "let_go",
    "not_for_me",
    "report_trouble",
    "take_mail",
    "tell_followers",
]
