"""Publishing the priority matrix, incident models and codes, each checked first."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import CODES, MATRIX, MODEL
from tocsin.foundation.classification.refusals import COMPLAINTS, NotPublishable
from tocsin.foundation.classification.rules import (
    Complaint,
    check_codes,
    check_matrix,
    check_model,
)
from tocsin.foundation.config.actions import publish_new, retire
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import published
from tocsin.foundation.config.refusals import DocumentUnknown
from tocsin.foundation.services.models import Service


@transaction.atomic
def publish_matrix(body: Any, *, by: Actor, why: str) -> Document:
    """Priorities of incidents opened or changed from now on follow this matrix."""
    return _publish(MATRIX, "default", body, check_matrix(body), by, why)


@transaction.atomic
def publish_model(name: str, body: Any, *, by: Actor, why: str) -> Document:
    """Incidents that match from now on follow this model."""
    complaints = check_model(
        body,
        categories=Category.objects.values_list("key", flat=True),
        services=Service.objects.values_list("key", flat=True),
        teams=Team.objects.filter(is_active=True).values_list("key", flat=True),
    )
    return _publish(MODEL, name, body, complaints, by, why)


@transaction.atomic
def retire_model(name: str, *, by: Actor, why: str) -> Document:
    """No further incident follows this model."""
    _need_administrator(by)
    document = published(MODEL, name)
    if document is None:
        raise DocumentUnknown
    return retire(document.id, by=(by.kind, by.id), why=why)


@transaction.atomic
def publish_codes(body: Any, *, by: Actor, why: str) -> Document:
    """Resolving and closing offer these codes from now on."""
    return _publish(CODES, "default", body, check_codes(body), by, why)


def _publish(
    kind: str, name: str, body: Any, complaints: list[Complaint], by: Actor, why: str
) -> Document:
    _need_administrator(by)
    if complaints:
        raise NotPublishable(complaints="; ".join(map(_told, complaints)))
    return publish_new(kind, name, body, by=(by.kind, by.id), why=why)


def _told(complaint: Complaint) -> str:
    text = str(COMPLAINTS[complaint.code])
    return f"{complaint.place}: {text}" if complaint.place else text


def _need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
