"""Channels and who carries them: added, checked, tried, put in order, stopped."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.actions.providers import (
    add_provider,
    change_provider,
    order_providers,
    remove_provider,
)
from tocsin.foundation.notify.channels.contract import Channel
from tocsin.foundation.notify.channels.registry import offered_channels
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.options import NETWORKS, REPLY_ADDRESS
from tocsin.foundation.notify.reads.manners import replies_url
from tocsin.foundation.notify.reads.providers import (
    channel_called,
    kind_of,
    provider_for,
    providers_for,
    secrets_told,
)
from tocsin.foundation.notify.trying import check_provider, try_provider
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.editing import Page, edited
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.provider_forms import ProviderForm, RemoveForm, TryForm
from tocsin.surfaces.web.refusals import FormIncomplete


@only(ADMINISTRATOR)
def channel_list(request: DeskRequest) -> HttpResponse:
    """GET /settings/channels: every channel, and who carries it, in the order they are
    tried. POST moves one before the one above it."""
    if request.method == "POST":
        return _moved(request)
    held = providers_for(request.actor)
    found = [
        _stands(channel, held[name]) for name, channel in offered_channels().items()
    ]
    context = {
        "channels": sorted(found, key=lambda it: (not it["loud"], it["title"])),
        "holds": holds_mail(),
        "options": (NETWORKS, REPLY_ADDRESS),
    }
    return render(request, "settings/channels.html", context)


def _stands(channel: Channel, rows: Sequence[Provider]) -> dict[str, Any]:
    own = channel.own_provider()
    carried = own is not None or any(row.is_active for row in rows)
    told = {"channel": channel, "own": own, "rows": rows, "carried": carried}
    return told | {"title": str(channel.title), "loud": channel.is_loud}


def _moved(request: DeskRequest) -> HttpResponse:
    if not (key := request.POST.get("up", "")):
        raise FormIncomplete
    found = provider_for(request.actor, key)
    order = [row.key for row in providers_for(request.actor)[found.channel]]
    at = order.index(found.key)
    if at:
        order[at - 1 : at + 1] = [order[at], order[at - 1]]
    order_providers(found.channel, order, by=request.actor)
    messages.success(request, _("They are tried in this order from now on."))
    return redirect("channels")


@only(ADMINISTRATOR)
def provider_new(request: DeskRequest, channel: str, kind: str) -> HttpResponse:
    """GET /settings/channels/<channel>/<kind>/new: what the kind needs to be told."""
    here = kind_of(channel, kind)
    form = ProviderForm(request.POST or None, kind=here)
    page = Page(
        _("{channel}: {kind}").format(
            channel=channel_called(channel).title, kind=here.title
        ),
        _("Add it"),
        reverse("channels"),
        _("Channels"),
    )

    def save(told: dict[str, Any]) -> str:
        row = add_provider(
            channel,
            kind,
            told["name"],
            form.settings,
            by=request.actor,
            why=told["why"],
        )
        return reverse("provider", args=[row.key])

    return edited(request, form, page, save)


@only(ADMINISTRATOR)
def provider(request: DeskRequest, key: str) -> HttpResponse:
    """GET: one provider. POST: checked, tried, stopped, started or taken away."""
    found, verb = provider_for(request.actor, key), request.POST.get("verb")
    channel = channel_called(found.channel)
    trying = TryForm(
        request.POST if verb == "try" else None,
        label=channel.address_label,
        hint=channel.address_help,
    )
    removing = RemoveForm(request.POST if verb == "remove" else None)

    def shown(refusal: Refusal | None = None) -> HttpResponse:
        context = _shown(found) | {
            "trying": trying,
            "removing": removing,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "settings/channel_provider.html", context, status=status)

    if request.method != "POST":
        return shown()
    request.answer_refusal = shown
    if verb == "remove":
        _need(removing)
        why = removing.cleaned_data["why"]
        remove_provider(found.key, by=request.actor, why=why)
        messages.success(request, _("Taken away. Its secrets are forgotten."))
        return redirect("channels")
    if verb == "try":
        _need(trying)
        _tried(request, found, trying.cleaned_data["address"])
    elif verb == "check":
        _checked(request, found)
    elif verb in ("stop", "start"):
        change_provider(found.key, by=request.actor, is_active=verb == "start")
        messages.success(request, _("Saved."))
    else:
        raise FormIncomplete
    return redirect("provider", found.key)


def _need(form: Any) -> None:
    if not form.is_valid():
        raise FormIncomplete


def _tried(request: DeskRequest, found: Provider, address: str) -> None:
    user = request.user
    result = try_provider(found, address, language=user.language, zone=user.zone)
    if result.taken:
        messages.success(request, _("It was taken. Look whether it arrives."))
    else:
        said = result.said or _("nothing")
        messages.error(request, _("It was not taken: {said}").format(said=said))


def _checked(request: DeskRequest, found: Provider) -> None:
    if said := check_provider(found):
        messages.error(request, _("Something is wrong: {said}").format(said=said))
    else:
        messages.success(request, _("It answers as it should."))


def _shown(found: Provider) -> dict[str, Any]:
    kind, kept = kind_of(found.channel, found.kind), secrets_told(found)
    history = changes(f"provider:{found.key}")[:10]
    return {
        "provider": found,
        "channel": channel_called(found.channel),
        "kind": kind,
        "replies_url": replies_url(found),
        "settings": [
            {
                "label": each.label,
                "value": "" if each.secret else found.settings.get(each.name, ""),
                "secret": each.secret,
                "kept": each.name in kept,
                "long": each.long,
            }
            for each in kind.settings
        ],
        "changes": history,
        "people": names_of(each.actor_id for each in history),
        "holds": holds_mail(),
    }


@only(ADMINISTRATOR)
def provider_change(request: DeskRequest, key: str) -> HttpResponse:
    found = provider_for(request.actor, key)
    kind = kind_of(found.channel, found.kind)
    form = ProviderForm(request.POST or None, kind=kind, row=found)
    address = reverse("provider", args=[found.key])
    title = _("Change {name}").format(name=found.name)

    def save(told: dict[str, Any]) -> str:
        change_provider(
            found.key,
            name=told["name"],
            settings=form.settings,
            by=request.actor,
            why=told["why"],
        )
        return address

    return edited(request, form, Page(title, _("Save"), address, found.name), save)
