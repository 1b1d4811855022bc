"""Verbs about targets: published with why, retired."""

import re
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.actions import publish_checked, retire
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import published
from tocsin.kernel.text import holdable
from tocsin.response.clocks.kinds import TARGET_KIND
from tocsin.response.clocks.plan import TARGETS
from tocsin.response.clocks.refusals import (
    MayNotPromise,
    TargetKeyUnfit,
    TargetUnknown,
)

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def publish_target(
    key: str, body: Any, *, by: Actor, why: str, override: bool = False
) -> Document:
    """Every open incident that it applies to has a clock of it from now on."""
    if not by.has(ADMINISTRATOR):
        raise MayNotPromise
    if not _KEY.fullmatch(key):
        raise TargetKeyUnfit(key=holdable(key)[:80])
    kind = TARGET_KIND
    return publish_checked(kind, key, body, by=by, why=why, override=override)


@transaction.atomic
def retire_target(key: str, *, by: Actor, why: str) -> None:
    """It is promised no more: its open clocks are withdrawn, ended ones stay."""
    if not by.has(ADMINISTRATOR):
        raise MayNotPromise
    found = published(TARGETS, holdable(key))
    if found is None:
        raise TargetUnknown(key=holdable(key))
    retire(found.id, by=(by.kind, by.id), why=why)
