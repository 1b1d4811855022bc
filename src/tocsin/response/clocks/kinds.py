"""Targets are configuration: drafted, reviewed, published, each under its key."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.reads import published
from tocsin.foundation.services.models import Service
from tocsin.response.clocks.plan import TARGETS
from tocsin.response.clocks.refusals import COMPLAINTS, TargetMeasuresElse
from tocsin.response.clocks.target_rules import Complaint, Known, check_target


def known() -> Known:
    """What targets may name."""
    return Known(
        calendars={*Calendar.objects.values_list("key", flat=True)},
        categories={*Category.objects.values_list("key", flat=True)},
        services={*Service.objects.values_list("key", flat=True)},
        models=set(models()),
        teams={*Team.objects.values_list("key", flat=True)},
    )


def complaints(body: Any) -> list[Complaint]:
    return list(check_target(body, known()))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def _sentences(body: Any) -> list[str]:
    return [
        f"{each.part}: {sentence(each)}" if each.part else sentence(each)
        for each in complaints(body)
    ]


def _same_measure(key: str, body: Any) -> None:
    """What a target measures never changes, for its clocks are known by its key."""
    held = published(TARGETS, key)
    if held is None:
        return
    kind, measure = held.body["kind"], held.body["measure"]
    if (kind, measure) != (body["kind"], body["measure"]):
        raise TargetMeasuresElse(key=key, kind=kind, measure=measure)


TARGET_KIND = Kind(
    TARGETS, _("Service targets"), _sentences, single=False, settle=_same_measure
)
KINDS = (TARGET_KIND,)
