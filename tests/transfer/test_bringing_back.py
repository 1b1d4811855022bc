"""Out and back: every byte the same, and what was changed on the way is named."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import connection

from tests.company import Company
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.services.actions import (
    add_item,
    add_site,
    change_service,
    depend,
)
from tocsin.kernel.refusal import Refusal
from tocsin.register.core.actions.seal import seal
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.verify import verify
from tocsin.register.tasks.actions import add_task
from tocsin.register.tasks.models import Task
from tocsin.register.transfer.portable.actions import Outcome, import_register
from tocsin.register.transfer.portable.reads import export_jsonl
from tocsin.register.watching.actions import watch
from tocsin.register.watching.models import Watcher
from tocsin.register.work.actions import (
    accept,
    cancel,
    close,
    erase_person_everywhere,
    note,
    open_incident,
    resolve,
    restrict,
    tag,
)

Line = dict[str, Any]

# Sealing asks what is settled, and inside a test's own transaction nothing is.
pytestmark = pytest.mark.django_db(transaction=True)


def _lived(company: Company) -> None:
    """A few incidents in which most of what can happen has happened."""
    _stands_on_items()
    first = company.open(symptoms="slow", location_physical="=1+1")
    accept(first.id, by=company.actor("ada"))
    add_task(first.id, title="Order cables", owner="p-ben", by=company.actor("ada"))
    watch(first.id, by=company.actor("ben"))
    tag(first.id, add=["cables"], by=company.actor("ada"))
    note(first.id, text="Zwölf Kabel\n„lose“ 🪢", by=company.actor("ada"))
    resolve(first.id, resolution="permanent", text="fixed", by=company.actor("ada"))
    close(first.id, by=company.actor("grace"), asked={"cost": "12"})
    second = company.open(by="rita", title="Rita's words")
    cancel(
        second.id, cause="duplicate", duplicate_of=first.ref, by=company.actor("grace")
    )
    third = company.open(title="quiet", impact=None, service="none such")
    restrict(third.id, people=["p-eva"], by=company.actor("grace"))
    open_incident({"title": "from a tool"}, by=SYSTEM, source="tool", source_ref="7")
    erase_person_everywhere("p-rita", by=company.actor("root"))
    _seal_what_is_settled()
    company.open(title="younger than the seal")


def _seal_what_is_settled() -> None:
    """Whoever else writes on this server holds the seal up until they are done."""
    deadline = time.monotonic() + 30
    while not seal():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _stands_on_items() -> None:
    """Checkout needs one of two web nodes, which need a switch at one site."""
    add_site("paris", "Paris", zone="Europe/Paris", by=SYSTEM)
    add_site("hall", "Hall", parent="paris", by=SYSTEM)
    add_item("switch", site="hall", attributes={"ports": 48}, by=SYSTEM)
    for key in ("web-1", "web-2"):
        add_item(key, team="application", by=SYSTEM)
        depend(key, "switch", of="item", on="item", by=SYSTEM)
        depend("checkout", key, on="item", group="web", by=SYSTEM)
    change_service("checkout", sites=["paris"], users=900, by=SYSTEM)
    change_service("checkout", outage_cost=120_000, currency="EUR", by=SYSTEM)


def _exported() -> bytes:
    return b"".join(export_jsonl())


def _emptied() -> None:
    call_command("flush", verbosity=0, interactive=False)
    _count_anew()


def _count_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter sequence register_reference restart")


def _back(path: Path, content: bytes) -> Outcome:
    path.write_bytes(content)
    return import_register(path, tell=lambda done: None)


def test_a_register_comes_back_to_the_byte(company: Company, tmp_path: Path) -> None:
    _lived(company)
    before = _exported()
    refs = list(Incident.objects.order_by("id").values_list("ref", flat=True))
    _emptied()

    outcome = _back(tmp_path / "register.jsonl", before)
    assert (outcome.incidents, outcome.seals, outcome.named) == (5, 1, [])
    assert _exported() == before
    assert verify().is_clean
    assert Task.objects.get().owner == "p-ben", "its rooms' rows are there with it"
    assert Watcher.objects.get().person == "p-ben"
    assert not Person.objects.get(key="p-ada").has_usable_password()

    again = _back(tmp_path / "register.jsonl.gz", gzip.compress(before))
    assert (again.incidents, again.entries, again.passed_over) == (0, 0, 6)
    assert again.refused == 0
    assert _exported() == before

    following = open_incident({"title": "new"}, by=SYSTEM)
    assert following.ref not in refs, "references are counted on"


Tamper = Callable[[Line], object]
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "body": (
        lambda it: it["entries"][0]["body"].update(impact=3),
        "entry 1 is not what was recorded",
    ),
    "instant": (
        lambda it: it["entries"][1].update(happened_at="2020-01-01T00:00:00Z"),
        "entry 2 is not what was recorded",
    ),
    "author": (
        lambda it: it["entries"][1].update(actor_id="p-ben"),
        "entry 2 is not what was recorded",
    ),
    "words": (
        lambda it: it["entries"][0]["private"]["title"].__setitem__(1, "nothing"),
        "title of entry 1 is not what was recorded",
    ),
    "silence": (
        lambda it: it["entries"][0]["private"].pop("title"),
        "title of entry 1 is gone, and no entry says it was erased",
    ),
    "removed": (lambda it: it["entries"].pop(1), "entry 2 is missing"),
    "reference": (lambda it: it.update(ref="INC-09999"), "entry 1 is not what"),
    "emptied": (lambda it: it["entries"].clear(), "it has no entries"),
    "shape": (lambda it: it.pop("viewers"), "it lacks viewers"),
    "team": (lambda it: it["viewers"].append("p-x"), "it names p-x, which is not"),
}


@pytest.mark.parametrize("way", TAMPERED)
def test_a_changed_line_is_named_and_the_rest_comes_back(
    way: str, company: Company, tmp_path: Path
) -> None:
    _lived(company)
    lines = _exported().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"type":"incident"' in line)
    found = orjson.loads(lines[at])
    change, said = TAMPERED[way]
    change(found)
    lines[at] = orjson.dumps(found) + b"\n"
    _emptied()

    outcome = _back(tmp_path / "register.jsonl", b"".join(lines))
    assert (outcome.refused, outcome.incidents) == (1, 4)
    (named,) = outcome.named
    assert named.startswith(f"line {at + 1}, {found['ref']}: {said}")


def test_facts_that_its_entries_do_not_say_are_named(
    company: Company, tmp_path: Path
) -> None:
    company.open(title="one")
    was = Incident.objects.get().priority
    told = b'"priority":%d,' % (was or 0)
    # The row's facts stand before the entries in the line.
    content = _exported().replace(told, b'"priority":5,', 1)
    _emptied()
    outcome = _back(tmp_path / "register.jsonl", content)
    assert (outcome.incidents, outcome.refused, outcome.differing) == (1, 0, 1)
    assert "its entries say otherwise of priority, and count" in outcome.named[0]
    assert Incident.objects.get().priority == was


def test_another_register_keeps_its_own(company: Company, tmp_path: Path) -> None:
    _count_anew()
    company.open(title="theirs")
    content = _exported()
    _emptied()
    Person.objects.create(key="p-other", username="ada", origin="lived")
    open_incident({"title": "ours"}, by=SYSTEM)
    outcome = _back(tmp_path / "register.jsonl", content)
    assert (outcome.incidents, outcome.refused) == (0, 1)
    said = "INC-00001: another incident has this reference here"
    assert outcome.named[0].endswith(said)
    assert Incident.objects.get().title == "ours"
    names = dict(Person.objects.values_list("key", "username"))
    assert (names["p-other"], names["p-ada"]) == ("ada", "ada (p-ada)")


def test_what_is_no_line_of_a_register_is_named(
    company: Company, tmp_path: Path
) -> None:
    company.open()
    head, *rest = _exported().splitlines(keepends=True)
    strange = [b"{nonsense\n", b'{"type":"weather"}\n', b'{"type":"team"}\n', b"\n"]
    _emptied()
    outcome = _back(tmp_path / "register.jsonl", b"".join([head, *strange, *rest]))
    assert (outcome.refused, outcome.incidents) == (3, 1)
    assert [named.partition(":")[0] for named in outcome.named] == [
        "line 2, nothing",
        "line 3, weather",
        "line 4, team",
    ]


def test_other_files_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no exported register"):
        _back(tmp_path / "a", b"a,b\n1,2\n")
    with pytest.raises(Refusal, match="no exported register"):
        _back(tmp_path / "b", b"")
    with pytest.raises(Refusal, match="has format 9; this Tocsin reads format 1"):
        _back(tmp_path / "c", b'{"type":"register","format":9}\n')
    with pytest.raises(Refusal, match="cannot be read"):
        import_register(tmp_path / "none", tell=lambda done: None)
