"""Teams as SCIM's groups, both ways."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from tocsin.foundation.accounts.models import Membership, Team
from tocsin.foundation.directory.models import Tie
from tocsin.foundation.directory.provisioned import SCIM
from tocsin.foundation.directory.rules import ToldTeam
from tocsin.surfaces.scim import people
from tocsin.surfaces.scim.addresses import meta_of, path_to
from tocsin.surfaces.scim.resources import Group, Member


def visible() -> QuerySet[Team]:
    """Every team but those a client has taken away, or that rest."""
    gone = Tie.objects.filter(source=SCIM, gone_at__isnull=False)
    kept = Team.objects.exclude(id__in=gone.exclude(team=None).values("team"))
    return kept.filter(is_active=True).order_by("id")


def groups_of(teams: Iterable[Team]) -> list[Group]:
    """These teams as groups, in their order."""
    found = list(teams)
    ids = [team.pk for team in found]
    ties = {
        tie.team_id: tie for tie in Tie.objects.filter(source=SCIM, team_id__in=ids)
    }
    members: dict[int, list[str]] = {}
    rows = Membership.objects.filter(team__in=ids, person__in=people.visible())
    for team, person in rows.order_by("id").values_list("team_id", "person__key"):
        members.setdefault(team, []).append(person)
    return [_group(team, members.get(team.pk, ()), ties.get(team.pk)) for team in found]


def _group(team: Team, members: Iterable[str], tie: Tie | None) -> Group:
    told: Mapping[str, Any] = tie.told if tie else {}
    return Group(
        id=team.key,
        external_id=told.get("externalId"),
        display_name=team.name,
        members=[Member(value=key, ref=path_to("Users", key)) for key in members]
        or None,
        meta=meta_of("Group", team.key, tie.since if tie else None, tie),
    )


def told_of(group: Group, key: str) -> ToldTeam:
    name = group.display_name or ""
    return ToldTeam(group.external_id or key or name, {"name": name})


def members_in(group: Group) -> set[str]:
    return {member.value for member in group.members or () if member.value}
