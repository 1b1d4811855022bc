"""docs/api.md says what there is, and nothing that is not."""

import re
from pathlib import Path

from tocsin.foundation.idempotency import refusals as once
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.api import refusals
from tocsin.surfaces.api.incidents import Narrowing, Report
from tocsin.surfaces.api.root import api

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
WORDS = set(re.findall(r"[a-z_-]+", DOCS))


def test_every_address_is_in_the_docs_and_no_other() -> None:
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    verbs = {a for a in described if a.startswith("POST /incidents/{ref}/")}
    told = set(re.findall(r"`((?:GET|POST|PATCH|PUT|DELETE) /[a-z/{}.-]+)", DOCS))
    assert told - {"POST /incidents/{ref}/"} == described - verbs
    assert {verb.rpartition("/")[2] for verb in verbs} <= WORDS


def test_every_refusal_of_the_api_is_in_the_docs() -> None:
    found = [*vars(refusals).values(), *vars(once).values()]
    codes = {
        each.code
        for each in found
        if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
    }
    assert {f"`{code}`" for code in codes} <= set(re.findall(r"`[a-z_]+`", DOCS))


def test_every_fact_and_filter_is_in_the_docs() -> None:
    assert Report.model_fields.keys() <= WORDS
    assert Narrowing.model_fields.keys() <= WORDS
