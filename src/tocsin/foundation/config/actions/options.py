"""Setting single values. Each is a document of its own, so its history is kept."""

from typing import Any

from django.db import transaction

from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.actions.documents import publish_new, retire
from tocsin.foundation.config.option import Option, T, Unfit
from tocsin.foundation.config.reads import OPTION, by_environment, published, value
from tocsin.foundation.config.refusals import (
    UNFIT,
    AdministratorWanted,
    OptionSetElsewhere,
    OptionUnfit,
)
from tocsin.foundation.config.rules import Configurer
from tocsin.kernel import keys
from tocsin.kernel.text import holdable

_HIDDEN = "…"


@transaction.atomic
def set_option(option: Option[T], told: Any, *, by: Configurer, why: str = "") -> T:
    """The option has this value from now on, in every process.

    A text is read as the environment would be. Setting what is so already leaves
    no trace.
    """
    _need_administrator(by)
    if by_environment(option) is not None:
        raise OptionSetElsewhere(name=option.name, env=option.env)
    before, after = value(option), _fitting(option, told)
    if after == before and published(OPTION, option.name):
        return after
    publish_new(OPTION, option.name, {"value": _stored(option, after)}, by=_of(by))
    _audit(option, "set", _shown(option, before), _shown(option, after), by, why)
    return after


@transaction.atomic
def reset_option(option: Option[Any], *, by: Configurer, why: str = "") -> None:
    """The option is what Tocsin comes with; nothing happens when it was so."""
    _need_administrator(by)
    held = published(OPTION, option.name)
    if held is None:
        return
    before = value(option)
    retire(held.id, by=_of(by), why=why)
    after = _shown(option, option.default)
    _audit(option, "reset", _shown(option, before), after, by, why)


def _fitting(option: Option[T], told: Any) -> T:
    try:
        if isinstance(told, str):
            return option.read(holdable(told))
        return option.fit(told)
    except Unfit as found:
        facts = {
            "least": option.least,
            "most": option.most,
            "choices": ", ".join(option.choices or ()),
        }
        complaint = str(UNFIT[found.args[0]]).format(**facts)
        shown = _HIDDEN if option.secret else told
        raise OptionUnfit(name=option.name, told=shown, complaint=complaint) from found


def _stored(option: Option[Any], told: Any) -> Any:
    if option.secret and told:
        return keys.box().encrypt(str(told).encode()).decode()
    return list(told) if isinstance(told, tuple) else told


def _shown(option: Option[Any], told: Any) -> Any:
    if option.secret:
        return _HIDDEN if told else ""
    return list(told) if isinstance(told, tuple) else told


def _audit(
    option: Option[Any], verb: str, before: Any, after: Any, by: Configurer, why: str
) -> None:
    subject = f"option:{option.name}"
    record_change(subject, verb, before=before, after=after, by=_of(by), why=why)


def _of(by: Configurer) -> tuple[str, str]:
    return by.kind, by.id


def _need_administrator(by: Configurer) -> None:
    if not by.has("administrator"):
        raise AdministratorWanted
