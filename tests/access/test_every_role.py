"""Every role tries every page, operation and verb: the allowed work, the others are
refused and change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.moving import moved, undone
from tests.access.planned import plan_what_is_tried
from tests.access.table import (
    ADMIN,
    AUDIT,
    ELSEWHERE,
    LEADS,
    MEANS,
    OPERATIONS,
    PAGES,
    PEOPLE,
    SCOPES,
    operations,
    pages,
)
from tests.api.conftest import Caller
from tests.api.test_scopes import BODIES
from tests.company import Company
from tests.house.source import DOCS
from tests.intake import machines_have_told, numbers_told
from tocsin.foundation.accounts.actions import (
    add_person,
    add_skill,
    create_key,
    revoke_key,
)
from tocsin.foundation.accounts.models import ApiKey, Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.fields.actions import publish_field
from tocsin.foundation.services.actions import add_item, add_site
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.links.actions import link, merge
from tocsin.register.search.actions import index_incidents
from tocsin.register.search.reads import search
from tocsin.register.tasks.actions import add_task, finish_task
from tocsin.register.work.actions import restrict
from tocsin.register.work.reads import Filters, find, queue, view_counts
from tocsin.register.work.rules import VERBS, Standing, may
from tocsin.register.work.tests.test_access import STATE_FOR, in_state
from tocsin.surfaces.api.incident_shape import path_of
from tocsin.surfaces.api.root import api

_NAMES = {
    "the reporter": "tom",
    "another requester": "rita",
    "member of another team": "ben",
    "lead of its team": "ada",
    "agent": "grace",
    "auditor": "eva",
    "administrator": "root",
}
# What of a form names another incident.
_NAMES_ANOTHER = frozenset({"ref", "into", "tie"})
_MADE: dict[str, list[str]] = {
    "member of its team": [],
    "major incident manager": ["major_incident_manager"],
    "deactivated": ["agent"],
}
# What has to be done to an incident before.
_READY = {"undo_merge": "merged", "unlink": "linked"}
# What a page's form sends, where it is not what the verb is told.
_SENT: dict[str, dict[str, Any]] = {
    "confirm": {"answer": "confirmed"},
    "amend": {"symptoms": "It smells of smoke."},
    "restrict": {"people": "ada, grace, marc, root"},
    "set_fields": {"field.store": "North"},
    "tag": {"add": "a-word"},
    "reopen_task": {"task": 2},
    "unwatch": {},
    "watch": {},
    "spend_time": {"minutes": 15, "activity": "repair"},
    **{
        verb: BODIES.get(verb, {}) | {"open_tasks": "stay"}
        for verb in ("resolve", "close", "cancel")
    },
    "unlink": {"tie": "related|other"},
}


@pytest.fixture
def people(company: Company) -> dict[str, Person]:
    found = {role: getattr(company, name) for role, name in _NAMES.items()}
    for role, roles in _MADE.items():
        name = role.replace(" ", "-")[:12]
        found[role] = add_person(name, by=SYSTEM, roles=roles, key=f"p-{name}")
    company.ada.memberships.get().team.memberships.create(
        person=found["member of its team"]
    )
    found["deactivated"].is_active = False
    found["deactivated"].save()
    add_site("paris", "Paris", by=SYSTEM)
    add_skill("sql", "SQL", by=SYSTEM)
    store = {"title": "Store", "type": "text"}
    publish_field("store", store, by=SYSTEM, why="Tried here.")
    add_item("web-1", "web-1", by=SYSTEM)
    plan_what_is_tried()
    machines_have_told("Tried")
    create_key("watched", ["read"], by=SYSTEM)
    ApiKey.objects.filter(name="watched").update(prefix="watched")
    return found


@pytest.fixture
def browsers(people: dict[str, Person]) -> dict[str, Client]:
    made = {role: Client() for role in PEOPLE}
    for role, person in people.items():
        made[role].force_login(person)
    return made


def named_urls(resolver: Any = None) -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            # SCIM's addresses are for keys only: see tests/scim/test_keys.py.
            if each.namespace not in ("api", "scim"):
                yield from named_urls(each)
        elif isinstance(each, URLPattern) and each.pattern.regex.pattern:
            yield each.name or str(each.pattern).split(".")[0]


def refused(answer: Any) -> bool:
    """Whether it says no: by its status, or by leading elsewhere before it looks."""
    if answer.status_code in (401, 403, 404):
        return True
    where = str(answer.headers.get("Location", ""))
    return where.startswith("/sign-in") or where in ("/mine", "/help")


def address_of(name: str, ref: str) -> str:
    if name == "favicon":
        return "/favicon.ico"
    told = {"ref": ref} | numbers_told(name)
    kwargs = {key: value.format(**told) for key, value in PAGES[name].kwargs.items()}
    return reverse(name, kwargs=kwargs)


def test_a_new_page_needs_a_row() -> None:
    without = set(named_urls()) - PAGES.keys() - ELSEWHERE
    gone = PAGES.keys() - set(named_urls())
    assert not without, (
        f"give {sorted(without)} a row in PAGES of tests/access/table.py"
    )
    assert not gone, f"take {sorted(gone)} out of PAGES of tests/access/table.py"


def test_whoever_signs_out_is_out(browsers: dict[str, Client]) -> None:
    for role, browser in browsers.items():
        browser.post("/sign-out")
        assert refused(browser.get("/more")), role


def test_a_new_operation_needs_a_row() -> None:
    offered = {name for name, _method, _path in offered_operations()}
    verbs = {path_of(verb).replace("-", "_") for verb in VERBS}
    without = offered - OPERATIONS.keys() - verbs
    assert not without, (
        f"give {sorted(without)} a row in OPERATIONS of tests/access/table.py"
    )


def offered_operations() -> Iterator[tuple[str, str, str]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            yield told["operationId"], method, path.removeprefix("/api/v1")


def test_the_access_page_shows_the_table() -> None:
    text = (DOCS / "access.md").read_text("utf-8")
    help = "python -m tests.access.table prints what docs/access.md must hold"
    assert "\n".join(pages()) in text, help
    assert "\n".join(operations()) in text, help


def test_every_page_opens_for_whom_it_should(
    company: Company, browsers: dict[str, Client]
) -> None:
    ref, wrong = company.open("tom").ref, []
    before = moved()
    for name, page in PAGES.items():
        if not MEANS[page.opens]:
            continue
        for role, browser in browsers.items():
            with undone():
                answer = browser.get(address_of(name, ref))
                changed = moved() != before
            opened = not refused(answer) or (
                name == "mine" and role in MEANS[page.opens]
            )
            if name == "account_login":
                opened = True
            if opened != (role in MEANS[page.opens]):
                wrong.append((name, role, answer.status_code))
            assert not changed, (name, role)
    assert not wrong, "\n".join(map(str, wrong))


def test_every_page_takes_from_whom_it_should(
    company: Company, browsers: dict[str, Client]
) -> None:
    ref, wrong = company.open("tom").ref, []
    before = moved()
    for name, page in PAGES.items():
        for role, browser in browsers.items():
            allowed = role in MEANS[page.sends]
            with undone():
                answer = browser.post(address_of(name, ref), {})
                changed = moved() != before
            if allowed and refused(answer):
                wrong.append((name, role, answer.status_code, "refused"))
            if not allowed and changed:
                wrong.append((name, role, answer.status_code, "changed something"))
            strict = page.sends in (ADMIN, AUDIT, LEADS) and not allowed
            if strict and not refused(answer) and answer.status_code != 422:
                wrong.append((name, role, answer.status_code, "not refused"))
    assert not wrong, "\n".join(map(str, wrong))


def _form_for(verb: str, other: str) -> dict[str, Any]:
    from_api = BODIES.get(path_of(verb), {})
    sent = _SENT.get(verb, from_api)
    return {
        n: v.replace("other", other) if n in _NAMES_ANOTHER else v
        for n, v in sent.items()
    }


def test_every_role_tries_every_verb_by_page(
    company: Company, people: dict[str, Person], browsers: dict[str, Client]
) -> None:
    other, ready, wrong = company.open("grace"), dict[str, Incident](), []
    for state in {"registered", *STATE_FOR.values()}:
        ready[state] = in_state(state, company)
        for title in ("Order a disk", "Ask the supplier"):
            add_task(ready[state].id, title=title, by=SYSTEM)
        finish_task(ready[state].id, task=2, by=SYSTEM)
    merged = in_state("registered", company)
    ready["merged"] = merge(merged.id, into=other.ref, by=SYSTEM)
    tied = in_state("registered", company)
    ready["linked"] = link(tied.id, ref=other.ref, relation="related", by=SYSTEM)
    before = moved()
    # Files are tried role by role in their room, and in tests/web/test_files.py.
    for verb in sorted(VERBS - {"note", "attach", "detach"}):
        incident = ready[_READY.get(verb) or STATE_FOR.get(verb, "registered")]
        form = _form_for(verb, other.ref)
        address = f"/incidents/{incident.ref}/{verb.replace('_', '-')}"
        if verb == "reply":
            address = f"/incidents/{incident.ref}/say"
            form |= {"kind": "reply"}
        for role, browser in browsers.items():
            person = people.get(role)
            allowed = bool(person and person.is_active) and _may(person, verb, incident)
            with undone():
                answer = browser.post(address, form)
                changed = moved() != before
            noop = verb in {"lift_restriction", "unwatch"}
            if changed != (allowed and not noop):
                wrong.append((verb, role, answer.status_code, "misjudged"))
            if not allowed and answer.status_code not in (302, 403, 404):
                wrong.append((verb, role, answer.status_code, "no refusal"))
    assert not wrong, "\n".join(map(str, wrong))


def _may(person: Any, verb: str, incident: Incident) -> bool:
    actor = actor_of(person)
    if not visible_to(actor).filter(id=incident.id).exists():
        return False
    fresh = Incident.objects.get(id=incident.id)
    return may(actor, verb, Standing(fresh.team_id, fresh.reporter_id))


def test_nobody_but_the_named_reaches_a_restricted_incident(
    company: Company, people: dict[str, Person], browsers: dict[str, Client]
) -> None:
    secret = company.open("tom", title="A clerk has embezzled money")
    restrict(secret.id, people=["p-eva"], by=SYSTEM)
    index_incidents([secret.id])
    for role, browser in browsers.items():
        sees = role == "auditor"
        for name, page in PAGES.items():
            if "ref" not in page.kwargs:
                continue
            address, before = address_of(name, secret.ref), moved()
            with undone():
                answer = browser.get(address)
                assert refused(answer) or sees or answer.status_code in (405, 410), (
                    name,
                    role,
                )
                assert b"embezzled" not in answer.content or sees, (name, role)
                browser.post(address, {"text": "let me in"})
                assert moved() == before or sees, (name, role)
        for address in ("/", "/rows", "/register", "/register?q=embezzled", "/mine"):
            told = browser.get(address).content.decode()
            assert ("has embezzled" in told) <= sees, (address, role)
        table = browser.get("/register/export.csv")
        if table.status_code == 200:
            assert (secret.ref in _streamed(table)) == sees, role
        _asks_the_same(people.get(role), secret.id, sees)


def _asks_the_same(person: Any, secret: int, sees: bool) -> None:
    if person is None:
        return
    actor = actor_of(person)
    assert (secret in search(actor, "embezzled").ids) == sees
    assert (secret in {row.id for row in find(actor, Filters()).rows}) == sees
    assert (secret in {row.id for row in queue(actor).rows}) == sees
    assert view_counts(actor)["all"] == len(queue(actor).rows)


def _streamed(answer: Any) -> str:
    async def all_of() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return str(async_to_sync(all_of)(), "utf-8")


def test_every_key_tries_every_operation(company: Company) -> None:
    ref, callers = company.open("tom").ref, _callers()
    before, wrong = moved(), []
    for name, method, path in offered_operations():
        verb = path.rsplit("/", 1)[-1]
        able = OPERATIONS.get(name)
        for who, caller in callers.items():
            allowed = who in able if able else _key_may(who, verb)
            with undone():
                answer = _call(caller, method, path, ref)
                changed = moved() != before
            if (answer.status_code in (401, 403)) == allowed:
                wrong.append((name, who, answer.status_code))
            if changed and not allowed:
                wrong.append((name, who, "changed something"))
    assert not wrong, "\n".join(map(str, wrong))


def _callers() -> dict[str, Caller]:
    callers = {s: Caller(create_key(s, [s], by=SYSTEM)[1]) for s in SCOPES}
    ended = clock.now()
    for name in ("expired", "revoked"):
        end = ended if name == "expired" else None
        made = create_key(name, ["admin"], by=SYSTEM, expires_at=end)
        callers[name] = Caller(made[1])
    revoke_key("revoked", by=SYSTEM)
    return callers | {"no key": Caller()}


def _key_may(who: str, path: str) -> bool:
    if who not in SCOPES:
        return False
    (verb,) = (verb for verb in VERBS if path_of(verb) == path)
    return may(_key(who), verb, Standing(None, None))


def _key(scope: str) -> Any:
    return Actor(kind="key", id="k", scopes=frozenset({scope}))


def _call(caller: Caller, method: str, path: str, ref: str) -> Any:
    words = {"{ref}": ref, "{key}": "application", "{name}": "application"}
    for word, value in words.items():
        path = path.replace(word, value)
    if method == "get":
        return caller.get(path)
    if method != "post":
        shows = {"Authorization": f"Bearer {caller.key}"} if caller.key else {}
        ask = getattr(Client(headers=shows), method)
        return ask(f"/api/v1{path}", "{}", content_type="application/json")
    return caller.post(path, BODIES.get(path.rsplit("/", 1)[-1], {}))
