"""The configuration of this room: the matrix, incident models and codes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import CODES, MATRIX, MODEL
from tocsin.foundation.classification.refusals import COMPLAINTS
from tocsin.foundation.classification.rules import (
    DEFAULT_CODES,
    DEFAULT_MATRIX,
    Complaint,
    check_codes,
    check_matrix,
    check_model,
)
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.services.models import Service


def _matrix(body: Any) -> list[str]:
    return [_told(complaint) for complaint in check_matrix(body)]


def _model(body: Any) -> list[str]:
    complaints = check_model(
        body,
        categories=Category.objects.values_list("key", flat=True),
        services=Service.objects.values_list("key", flat=True),
        teams=Team.objects.filter(is_active=True).values_list("key", flat=True),
    )
    return [_told(complaint) for complaint in complaints]


def _codes(body: Any) -> list[str]:
    return [_told(complaint) for complaint in check_codes(body)]


def _told(complaint: Complaint) -> str:
    text = str(COMPLAINTS[complaint.code])
    return f"{complaint.place}: {text}" if complaint.place else text


MATRIX_KIND = Kind(MATRIX, _("Priority matrix"), _matrix, usual=DEFAULT_MATRIX)
MODEL_KIND = Kind(MODEL, _("Incident models"), _model, single=False)
CODES_KIND = Kind(CODES, _("Resolution and closure codes"), _codes, usual=DEFAULT_CODES)
KINDS = (MATRIX_KIND, MODEL_KIND, CODES_KIND)
