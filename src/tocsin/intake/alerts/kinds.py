"""The configuration of this room: which alerts hold back which others."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.kind import Kind
from tocsin.intake.alerts.inhibiting import INHIBITION
from tocsin.intake.alerts.inhibition_rules import check

COMPLAINTS = {
    "is_a_table": _("A rule is a table with source, target and equal."),
    "not_known": _("This is not known here."),
    "are_texts": _("A list of labels, each a text."),
    "is_a_text": _("A text."),
    "are_matchers": _("At least one matcher, such as severity=critical."),
    "is_no_matcher": _("{about}"),
}


def _inhibition(body: Any) -> list[str]:
    return [_told(complaint) for complaint in check(body)]


def _told(complaint: Any) -> str:
    text = str(COMPLAINTS[complaint.code]).format(about=complaint.about)
    return f"{complaint.place}: {text}" if complaint.place else text


INHIBITION_KIND = Kind(INHIBITION, _("Inhibition"), _inhibition, single=False)
KINDS = (INHIBITION_KIND,)
