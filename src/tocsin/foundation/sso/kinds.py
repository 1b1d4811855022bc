"""Providers are configuration: drafted, reviewed, published, each under its name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.accounts.reads import teams
from tocsin.foundation.accounts.rules import ROLES
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.sso.reads import PROVIDER
from tocsin.foundation.sso.refusals import COMPLAINTS
from tocsin.foundation.sso.rules import check


def _provider(body: Any) -> list[str]:
    found = check(body, roles=ROLES, teams=[team.key for team in teams()])
    texts = [(each.place, str(COMPLAINTS[each.code])) for each in found]
    return [f"{place}: {text}" if place else text for place, text in texts]


PROVIDER_KIND = Kind(PROVIDER, _("Single sign-on"), _provider, single=False)
KINDS = (PROVIDER_KIND,)
