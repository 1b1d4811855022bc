"""Mappings and imports as surfaces ask for them."""

from collections.abc import Iterator
from typing import Any

import yaml

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.fields.reads import fields
from tocsin.foundation.files.models import File
from tocsin.foundation.files.reads import content
from tocsin.kernel.sheets import Sheet
from tocsin.register.transfer.anyones.kinds import MAPPING, complaints_of
from tocsin.register.transfer.anyones.refusals import (
    ImportFileGone,
    ImportUnknown,
    MappingUnfit,
    MappingUnknown,
)
from tocsin.register.transfer.anyones.rules import Mapped, guessed, mapped_of
from tocsin.register.transfer.models import Reject, Run


def mappings() -> dict[str, Mapped]:
    """The published mappings by name."""
    found = all_published(MAPPING)
    return {name: mapped_of(held.body) for name, held in found.items()}


def mapping_named(name: str) -> Mapped:
    known = mappings()
    if name not in known:
        raise MappingUnknown(name=name)
    return known[name]


def fit_mapping(body: Any) -> Mapped:
    """The mapping that a document describes; refused with what is wrong with it."""
    if complaints := complaints_of(body):
        raise MappingUnfit(complaints="; ".join(complaints[:10]))
    return mapped_of(body)


def mapping_in(text: str) -> Mapped:
    """The mapping that a YAML text describes."""
    try:
        body = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as why:
        raise MappingUnfit(complaints=str(why)[:300]) from None
    return fit_mapping(body)


def mapping_for(sheet: Sheet, source: str) -> Mapped:
    """A first mapping of the file's columns, by what they are called."""
    return guessed(sheet.columns, source, {f.key: f.title for f in fields()})


def runs(actor: Actor, most: int = 50) -> list[Run]:
    """The imports that were asked for, the newest first."""
    _need(actor)
    return list(Run.objects.order_by("-id")[:most])


def run_for(actor: Actor, run_id: int) -> Run:
    _need(actor)
    found = Run.objects.filter(id=run_id).first()
    if found is None:
        raise ImportUnknown
    return found


def rejects_of(run: Run) -> Iterator[list[str]]:
    """Records that could not be used, by their lines, under a line of names; with
    their cells as they were, to be mended and handed in again."""
    names = [column["column"] for column in run.mapping["columns"]]
    yield ["line", "reason", *names]
    for each in Reject.objects.filter(run=run).order_by("line", "id").iterator():
        yield [str(each.line), each.reason, *(each.cells.get(n, "") for n in names)]


def content_of(digest: str) -> bytes:
    """The kept file, all of it."""
    file = File.objects.filter(digest=digest).first()
    if file is None:
        raise ImportFileGone
    return b"".join(content(file))


def _need(actor: Actor) -> None:
    if not actor.has(ADMINISTRATOR):
        raise NotAllowed
