"""/configuration: documents in force, at any instant, with all their versions."""

from datetime import timedelta

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_matrix
from tocsin.foundation.classification.kinds import MATRIX_KIND
from tocsin.foundation.config.actions import publish_draft, save_draft
from tocsin.kernel import clock
from tocsin.wiring import KINDS

STEEP = {"cells": [[1, 1, 1], [2, 3, 4], [3, 4, 5]]}
FLAT = {"cells": [[1, 2, 3], [2, 3, 4], [3, 4, 5]]}


def test_every_kind_is_listed(callers: Callers, company: Company) -> None:
    told = callers.read.get("/configuration").json()["items"]
    assert [each["kind"] for each in told] == [kind.code for kind in KINDS]
    for kind in KINDS:
        assert callers.read.get(f"/configuration/{kind.code}").status_code == 200


def test_what_is_in_force_is_told_for_any_instant(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    address = "/configuration/priority_matrix"
    (usual,) = callers.read.get(address).json()["items"]
    assert (usual["version"], usual["state"]) == (0, "published")
    publish_matrix(STEEP, by=SYSTEM, why="All is urgent")
    held = save_draft(MATRIX_KIND, "default", FLAT, by=SYSTEM, why="No more")
    later = clock.now() + timedelta(days=2)
    number = held.version
    publish_draft(MATRIX_KIND, "default", number, at=later, by=SYSTEM, why="No more")
    (now,) = callers.read.get(address).json()["items"]
    assert (now["version"], now["body"], now["why"]) == (1, STEEP, "All is urgent")
    (then,) = callers.read.get(address, at="2026-03-05T00:00:00Z").json()["items"]
    assert (then["version"], then["state"], then["body"]) == (2, "planned", FLAT)
    versions = callers.read.get(f"{address}/default").json()["items"]
    assert [each["version"] for each in versions] == [2, 1]
    assert versions[0]["effective_from"] == "2026-03-04T09:00:00Z"


def test_what_is_not_known_is_refused(callers: Callers, company: Company) -> None:
    for path in ("none", "none/default", "priority_matrix/none", "codes/%00"):
        assert callers.read.get(f"/configuration/{path}").status_code == 404
    refused = callers.read.get("/configuration/none")
    assert code_of(refused) == "kind_unknown"
    assert callers.intake.get("/configuration").status_code == 403
