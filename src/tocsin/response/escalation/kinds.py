"""The escalation matrix is configuration: drafted, tried, reviewed, published."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.classification.models import Category
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.oncall.models import Schedule
from tocsin.foundation.services.models import Service, Site
from tocsin.response.escalation.checking import Complaint, Known, check_matrix
from tocsin.response.escalation.coverage.doubts import doubts
from tocsin.response.escalation.matrix import MATRIX
from tocsin.response.escalation.refusals import COMPLAINTS
from tocsin.response.escalation.usual import USUAL


def known() -> Known:
    """What a matrix may name."""
    people = Person.objects.filter(is_active=True)
    return Known(
        category=set(Category.objects.values_list("key", flat=True)),
        team=set(Team.objects.filter(is_active=True).values_list("key", flat=True)),
        person=set(people.values_list("key", flat=True)),
        schedule=set(Schedule.objects.values_list("key", flat=True)),
        calendar=set(Calendar.objects.values_list("key", flat=True)),
        services=set(Service.objects.values_list("key", flat=True)),
        sites=set(Site.objects.values_list("key", flat=True)),
    )


def complaints(body: Any) -> list[Complaint]:
    return list(check_matrix(body, known()))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def _sentences(body: Any) -> list[str]:
    return [_placed(each) for each in complaints(body)]


def _placed(complaint: Complaint) -> str:
    if not complaint.row:
        return sentence(complaint)
    place = _("row {row}, {part}") if complaint.part else _("row {row}")
    if complaint.level:
        place = _("row {row}, level {level}")
    if complaint.level and complaint.part:
        place = _("row {row}, level {level}, {part}")
    facts = {"row": complaint.row, "level": complaint.level, "part": complaint.part}
    return f"{str(place).format(**facts)}: {sentence(complaint)}"


MATRIX_KIND = Kind(
    MATRIX, _("Escalation matrix"), _sentences, usual=USUAL, doubts=doubts
)
KINDS = (MATRIX_KIND,)
