"""Rapid-response teams are configuration: drafted, reviewed, published by key."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Person, Skill
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.oncall.reads import schedules
from tocsin.response.rapid_response.published import SQUADS
from tocsin.response.rapid_response.refusals import COMPLAINTS
from tocsin.response.rapid_response.rules import Complaint, Known, check_team


def complaints(body: Any) -> list[Complaint]:
    people = Person.objects.filter(is_active=True)
    known = Known(
        people={*people.values_list("key", flat=True)},
        schedules={each.key for each in schedules(SYSTEM)},
        skills={*Skill.objects.values_list("key", flat=True)},
    )
    return list(check_team(body, known))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def _sentences(body: Any) -> list[str]:
    return [
        f"{each.part}: {sentence(each)}" if each.part else sentence(each)
        for each in complaints(body)
    ]


SQUAD_KIND = Kind(SQUADS, _("Rapid-response teams"), _sentences, single=False)
KINDS = (SQUAD_KIND,)
