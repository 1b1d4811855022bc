"""Who carries what, as those who look after it see it."""

from collections.abc import Mapping, Sequence

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.notify.channels.contract import Channel, ProviderKind
from tocsin.foundation.notify.channels.registry import channels, offered_channels
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import secrets_of
from tocsin.foundation.notify.refusals import (
    ChannelUnknown,
    ProviderKindUnknown,
    ProviderUnknown,
)
from tocsin.kernel.text import holdable


def providers_for(reader: Actor) -> Mapping[str, Sequence[Provider]]:
    """Every channel's providers, in the order they are tried."""
    _need_administrator(reader)
    found: dict[str, list[Provider]] = {name: [] for name in channels()}
    for row in Provider.objects.all():
        found.setdefault(row.channel, []).append(row)
    return found


def provider_for(reader: Actor, key: str) -> Provider:
    _need_administrator(reader)
    return provider_row(key)


def provider_row(key: str) -> Provider:
    found = Provider.objects.filter(key=holdable(key)).first()
    if found is None or found.channel not in channels():
        raise ProviderUnknown(key=holdable(key)[:80])
    return found


def channel_called(name: str) -> Channel:
    found = offered_channels().get(name)
    if found is None:
        known = ", ".join(offered_channels())
        raise ChannelUnknown(name=holdable(name)[:40], known=known)
    return found


def kind_of(channel: str, kind: str) -> ProviderKind:
    known = {each.key: each for each in channel_called(channel).kinds}
    if kind not in known:
        raise ProviderKindUnknown(
            kind=holdable(kind)[:40], known=", ".join(known) or "–"
        )
    return known[kind]


def secrets_told(row: Provider) -> frozenset[str]:
    """Which secrets are set; never what they are."""
    return frozenset(name for name, told in secrets_of(row).items() if told)


def is_carried(name: str) -> bool:
    """Whether anybody carries this channel's messages just now."""
    if channel_called(name).own_provider() is not None:
        return True
    return Provider.objects.filter(channel=name, is_active=True).exists()


def _need_administrator(reader: Actor) -> None:
    if not reader.has(ADMINISTRATOR):
        raise NotAllowed
