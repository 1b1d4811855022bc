"""Routing rules are configuration: drafted, tried, reviewed, published."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.response.routing.judging import RULES
from tocsin.response.routing.refusals import COMPLAINTS
from tocsin.response.routing.rules import Complaint, Known, check_rules


def complaints(body: Any) -> list[Complaint]:
    teams = {key for key, _name in team_choices()}
    return list(check_rules(body, Known(team=teams, model=set(models()))))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def placed(complaint: Complaint) -> str:
    """What is wrong, and where."""
    if not complaint.rule:
        return sentence(complaint)
    place = _("rule {number}, {part}") if complaint.part else _("rule {number}")
    where = str(place).format(number=complaint.rule, part=complaint.part)
    return f"{where}: {sentence(complaint)}"


def _sentences(body: Any) -> list[str]:
    return [placed(each) for each in complaints(body)]


RULES_KIND = Kind(RULES, _("Routing rules"), _sentences, usual={"rules": []})
KINDS = (RULES_KIND,)
