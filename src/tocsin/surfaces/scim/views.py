"""The endpoints: users, groups, search, and what this server tells about itself."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from scim2_models import (
    Context,
    ListResponse,
    NotFoundException,
    PatchOp,
    PreconditionFailedException,
    ResourceType,
    ResponseParameters,
    Schema,
    SearchRequest,
)

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.directory.actions import (
    new_provisioned_key,
    provision,
    provision_team,
    withdraw,
    withdraw_team,
)
from tocsin.foundation.directory.provisioned import (
    locked_person,
    locked_team,
    owned_by_scim,
    returning,
)
from tocsin.surfaces.scim import people, teams
from tocsin.surfaces.scim.addresses import BASE, tagged
from tocsin.surfaces.scim.finding import found_in, listed, page_of
from tocsin.surfaces.scim.frame import ScimRequest, answer, failure
from tocsin.surfaces.scim.patching import plain_patch
from tocsin.surfaces.scim.resources import CONFIG, MOST, PAGE, PROVIDER, Group
from tocsin.surfaces.scim.resources import Person as User

_QUERY = Context.RESOURCE_QUERY_RESPONSE
_INTEGERS = ("startIndex", "count")


def _asked(request: ScimRequest, kind: Any) -> Any:
    """What a query asks for, from its address or, for a search, from its body."""
    if request.method == "POST":
        told = request.told
    else:
        told = {name: value for name, value in request.GET.items() if value}
        told |= {n: _whole(told[n]) for n in _INTEGERS if n in told}
    return SearchRequest[kind].model_validate(told)


def _whole(text: str) -> Any:
    """A number, or the text for the model to refuse."""
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 10 else text


def _shown(
    request: ScimRequest, resource: Any, status: int = 200, context: Context = _QUERY
) -> HttpResponse:
    """One resource, as much of it as was asked for, with its version."""
    tag = tagged(resource)
    if request.method == "GET" and request.headers.get("If-None-Match") == tag:
        return answer("", 304, tag=tag)
    names = ("attributes", "excludedAttributes")
    told = {name: request.GET[name] for name in names if request.GET.get(name)}
    kind: Any = type(resource)
    asked = ResponseParameters[kind].model_validate(told)
    body = resource.model_dump(scim_ctx=context, response_parameters=asked)
    return answer(body, status, tag=tag, location=resource.meta.location)


def _need_version(request: ScimRequest, resource: Any) -> None:
    """Refuses when the client has seen another version than there is."""
    wanted = request.headers.get("If-Match", "")
    if wanted and wanted != "*" and tagged(resource) not in wanted:
        raise PreconditionFailedException(detail="It was changed meanwhile.")


def _user(key: str) -> Any:
    found = people.users_of(people.visible().filter(key=key))
    if not found:
        raise NotFoundException(detail=f"There is no user {key}.")
    return found[0]


def _group(key: str) -> Any:
    found = teams.groups_of(teams.visible().filter(key=key))
    if not found:
        raise NotFoundException(detail=f"There is no group {key}.")
    return found[0]


def get_users(request: ScimRequest) -> HttpResponse:
    asked = _asked(request, User)
    return answer(page_of(asked, people.visible(), people.users_of, User))


def get_groups(request: ScimRequest) -> HttpResponse:
    asked = _asked(request, Group)
    return answer(page_of(asked, teams.visible(), teams.groups_of, Group))


def search_all(request: ScimRequest) -> HttpResponse:
    """POST /.search: users first, then groups."""
    asked = _asked(request, User | Group)
    found = found_in(asked, people.visible(), people.users_of)
    found += found_in(asked, teams.visible(), teams.groups_of)
    found = asked.sort(found)
    start = (asked.start_index or 1) - 1
    count = min(PAGE if asked.count is None else asked.count, MOST)
    page = found[start : start + count]
    for resource in page:
        tagged(resource)
    return answer(listed(asked, page, len(found), start, User | Group))


def get_user(request: ScimRequest, key: str) -> HttpResponse:
    return _shown(request, _user(key))


def get_group(request: ScimRequest, key: str) -> HttpResponse:
    return _shown(request, _group(key))


@transaction.atomic
def post_user(request: ScimRequest) -> HttpResponse:
    """Whoever was taken away, and comes back by the same name, is the same person."""
    user = User.model_validate(request.told, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    if user.active is None:
        user.active = True
    key = returning(user.user_name or "") or new_provisioned_key()
    told = people.told_of(user, key, owned_by_scim(key))
    provision(told, people.document_of(user), by=request.actor)
    return _shown(request, _user(key), 201, Context.RESOURCE_CREATION_RESPONSE)


@transaction.atomic
def put_user(request: ScimRequest, key: str) -> HttpResponse:
    person, before = locked_person(key), _user(key)
    _need_version(request, before)
    user = User.model_validate(
        request.told, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST
    )
    user.replace(before)
    _keep_user(request, person, user)
    return _shown(request, _user(key), 200, Context.RESOURCE_REPLACEMENT_RESPONSE)


@transaction.atomic
def patch_user(request: ScimRequest, key: str) -> HttpResponse:
    person, before, user = locked_person(key), _user(key), _user(key)
    _need_version(request, before)
    patch = PatchOp[User].model_validate(
        plain_patch(request.told), scim_ctx=Context.RESOURCE_PATCH_REQUEST
    )
    patch.patch(user)
    # Whoever patches it means it, also where somebody had done otherwise by hand.
    _keep_user(request, person, user, insists=user.active != before.active)
    return _shown(request, _user(key), 200, Context.RESOURCE_PATCH_RESPONSE)


def _keep_user(
    request: ScimRequest, person: Person, user: Any, *, insists: bool = False
) -> None:
    """What a user says is so. Nothing said of being active leaves that as it is."""
    told = people.told_of(
        user,
        person.key,
        owned_by_scim(person.key),
        is_active=person.is_active,
        insists=insists,
    )
    provision(told, people.document_of(user), by=request.actor)


@transaction.atomic
def delete_user(request: ScimRequest, key: str) -> HttpResponse:
    """They are deactivated and, to clients, gone; nobody is ever deleted."""
    locked_person(key)
    _need_version(request, _user(key))
    withdraw(key, by=request.actor)
    return HttpResponse(status=204)


@transaction.atomic
def post_group(request: ScimRequest) -> HttpResponse:
    group = Group.model_validate(
        request.told, scim_ctx=Context.RESOURCE_CREATION_REQUEST
    )
    key = _keep_group(request, "", group)
    return _shown(request, _group(key), 201, Context.RESOURCE_CREATION_RESPONSE)


@transaction.atomic
def put_group(request: ScimRequest, key: str) -> HttpResponse:
    locked_team(key)
    before = _group(key)
    _need_version(request, before)
    group = Group.model_validate(
        request.told, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST
    )
    group.replace(before)
    _keep_group(request, key, group)
    return _shown(request, _group(key), 200, Context.RESOURCE_REPLACEMENT_RESPONSE)


@transaction.atomic
def patch_group(request: ScimRequest, key: str) -> HttpResponse:
    locked_team(key)
    group = _group(key)
    _need_version(request, _group(key))
    patch = PatchOp[Group].model_validate(
        plain_patch(request.told), scim_ctx=Context.RESOURCE_PATCH_REQUEST
    )
    patch.patch(group)
    _keep_group(request, key, group)
    return _shown(request, _group(key), 200, Context.RESOURCE_PATCH_RESPONSE)


def _keep_group(request: ScimRequest, key: str, group: Group) -> str:
    document = {"externalId": group.external_id} if group.external_id else {}
    told, members = teams.told_of(group, key), teams.members_in(group)
    return provision_team(key, told, members, document, by=request.actor)


@transaction.atomic
def delete_group(request: ScimRequest, key: str) -> HttpResponse:
    """The team rests, and is gone to clients; its history stays."""
    locked_team(key)
    _need_version(request, _group(key))
    withdraw_team(key, by=request.actor)
    return HttpResponse(status=204)


def get_config(request: ScimRequest) -> HttpResponse:
    return answer(CONFIG.model_dump(scim_ctx=_QUERY))


def get_types(request: ScimRequest, key: str = "") -> HttpResponse:
    return _published(request, PROVIDER.resource_types, ResourceType, key)


def get_schemas(request: ScimRequest, key: str = "") -> HttpResponse:
    return _published(request, PROVIDER.schemas, Schema, key)


def _published(request: ScimRequest, every: Any, kind: Any, key: str) -> HttpResponse:
    """What the server tells about itself; a filter is refused (RFC 7644, 4)."""
    if "filter" in request.GET:
        return failure(403, "What the server tells about itself is not filtered.")
    if not key:
        whole = ListResponse[kind](
            total_results=len(every),
            start_index=1,
            items_per_page=len(every),
            resources=list(every),
        )
        return answer(whole.model_dump(scim_ctx=_QUERY))
    found = next((each for each in every if key in (each.id, each.name)), None)
    if found is None:
        raise NotFoundException(detail="There is none of this name.")
    return answer(json.loads(found.model_dump_json(scim_ctx=_QUERY)))


def nothing_here(request: ScimRequest) -> HttpResponse:
    raise NotFoundException(detail=f"There is nothing here; {BASE} has Users, Groups.")
