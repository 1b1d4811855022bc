"""Who is told of incidents is configuration: drafted, reviewed, published."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.services.models import Service
from tocsin.response.stakeholders.models import Contact
from tocsin.response.stakeholders.published import STAKEHOLDERS
from tocsin.response.stakeholders.refusals import COMPLAINTS
from tocsin.response.stakeholders.rules import (
    USUAL,
    Complaint,
    Known,
    check_document,
)


def known() -> Known:
    """What the document may name."""
    people = Person.objects.filter(is_active=True)
    contacts = Contact.objects.filter(retired_at=None)
    return Known(
        services={*Service.objects.values_list("key", flat=True)},
        models={*models()},
        people={*people.values_list("key", flat=True)},
        contacts={*contacts.values_list("key", flat=True)},
    )


def sentence(complaint: Complaint) -> str:
    said = str(COMPLAINTS[complaint.code]).format(about=complaint.about)
    where = [str(_("class")), str(complaint.number)] if complaint.number else []
    place = " ".join([*where, complaint.part]).strip()
    return f"{place}: {said}" if place else said


def complaints_of(body: Any) -> list[str]:
    return [sentence(each) for each in check_document(body, known())]


STAKEHOLDER_KIND = Kind(STAKEHOLDERS, _("Who is told"), complaints_of, usual=USUAL)
KINDS = (STAKEHOLDER_KIND,)
