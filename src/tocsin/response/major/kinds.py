"""What makes an incident major, and how it is led, is configuration."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.oncall.reads import schedules
from tocsin.foundation.services.models import Service
from tocsin.response.major.published import MAJORS
from tocsin.response.major.refusals import COMPLAINTS
from tocsin.response.major.rules import USUAL, Complaint, Known, check_document

_PLACES = {
    "criteria": _("criterion"),
    "roles": _("role"),
    "figures": _("figure"),
    "orders": _("standing orders"),
}


def known() -> Known:
    """What the document may name."""
    services = {*Service.objects.values_list("key", flat=True)}
    return Known(services, {each.key for each in schedules(SYSTEM)})


def complaints(body: Any) -> list[Complaint]:
    return list(check_document(body, known()))


def sentence(complaint: Complaint) -> str:
    return str(COMPLAINTS[complaint.code]).format(about=complaint.about)


def placed(complaint: Complaint) -> str:
    """What is wrong, and where."""
    if not complaint.place:
        return sentence(complaint)
    number = str(complaint.number) if complaint.number else ""
    words = [str(_PLACES[complaint.place]), number, complaint.part]
    return f"{' '.join(filter(None, words))}: {sentence(complaint)}"


def _sentences(body: Any) -> list[str]:
    return [placed(each) for each in complaints(body)]


MAJOR_KIND = Kind(MAJORS, _("Major incidents"), _sentences, usual=USUAL)
KINDS = (MAJOR_KIND,)
