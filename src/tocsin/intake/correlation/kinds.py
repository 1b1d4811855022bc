"""Correlation rules are configuration: drafted, tried, reviewed, published."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.services.models import Service
from tocsin.intake.correlation.judging import RULES
from tocsin.intake.correlation.refusals import COMPLAINTS
from tocsin.intake.correlation.rule_rules import Complaint, Known, check_rules


def known() -> Known:
    """What rules may name."""
    teams = Team.objects.filter(is_active=True)
    return Known(
        service=set(Service.objects.values_list("key", flat=True)),
        category=set(Category.objects.values_list("key", flat=True)),
        model=set(models()),
        team=set(teams.values_list("key", flat=True)),
    )


def complaints(body: Any) -> list[Complaint]:
    return list(check_rules(body, known()))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def _sentences(body: Any) -> list[str]:
    return [_placed(each) for each in complaints(body)]


def _placed(complaint: Complaint) -> str:
    if not complaint.rule:
        return sentence(complaint)
    place = _("rule {number}, {part}") if complaint.part else _("rule {number}")
    where = str(place).format(number=complaint.rule, part=complaint.part)
    return f"{where}: {sentence(complaint)}"


RULES_KIND = Kind(RULES, _("Correlation rules"), _sentences, usual={"rules": []})
KINDS = (RULES_KIND,)
