"""Mappings of files and directories to ask are configuration, with their versions."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.kind import Kind
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.directory.ldap.sources import Source, check_source, source_of
from tocsin.foundation.directory.refusals import SourceUnfit, SourceUnknown
from tocsin.foundation.directory.tables import Mapped, check_mapping, mapped_of

MAPPING, SOURCE = "directory_mapping", "directory_source"

COMPLAINTS = {
    "not_a_table": _("it is a table of named values"),
    "source_is_a_word": _("the source is a short word in small letters, such as hr"),
    "columns_are_listed": _("columns are a list, each with column and to"),
    "no_such_fact": _("there is no such fact"),
    "told_twice": _("only one column can tell this"),
    "nobody_is_named": _(
        "one column tells an identifier, a sign-in name or an address"
    ),
    "not_known": _("this is not known here"),
    "not_a_text": _("this is a text"),
    "not_yes_or_no": _("this is yes or no"),
    "not_a_table_of_words": _("this is a table of words"),
    "not_minutes": _("this is a number of minutes, at most a week"),
    "not_an_address": _("this begins with ldaps:// or ldap:// and names a host"),
    "not_encrypted": _("a password would go unencrypted: use ldaps:// or start_tls"),
    "wanted": _("this must be told"),
    "no_such_role": _("there is no such role"),
}


def in_words(codes: Iterable[str]) -> list[str]:
    parted = (code.partition(":") for code in codes)
    return [
        f"{place}: {COMPLAINTS[code]}" if place else str(COMPLAINTS[code])
        for code, _colon, place in parted
    ]


def _mapping_complaints(body: Any) -> list[str]:
    return in_words(check_mapping(body))


def _source_complaints(body: Any) -> list[str]:
    return in_words(check_source(body))


MAPPING_KIND = Kind(MAPPING, _("Mappings of people"), _mapping_complaints, single=False)
SOURCE_KIND = Kind(SOURCE, _("Directories"), _source_complaints, single=False)
KINDS = (MAPPING_KIND, SOURCE_KIND)


def mappings() -> dict[str, Mapped]:
    """The published mappings of files, by name."""
    found = all_published(MAPPING)
    return {name: mapped_of(held.body) for name, held in found.items()}


def mapping_called(name: str) -> Mapped:
    known = mappings()
    if name not in known:
        raise SourceUnknown(name=name)
    return known[name]


def fit(body: Any) -> Mapped:
    """The mapping that a document describes; refused with what is wrong with it."""
    if complaints := _mapping_complaints(body):
        raise SourceUnfit(complaints="; ".join(complaints[:10]))
    return mapped_of(body)


def sources() -> dict[str, Source]:
    """The published directories, by name."""
    found = all_published(SOURCE)
    return {name: source_of(name, held.body) for name, held in found.items()}


def source_named(name: str) -> Source:
    known = sources()
    if name not in known:
        raise SourceUnknown(name=name)
    return known[name]
