"""Expressions give what JMESPath's own interpreter gives."""

import json
from collections.abc import Iterator
from typing import Any

import jmespath
import pytest
from jmespath.exceptions import JMESPathError

from tocsin.intake.events.adapters.evaluating import FUNCTIONS
from tocsin.intake.events.adapters.expressions import Expression
from tocsin.intake.events.adapters.presets import PRESETS, Preset
from tocsin.intake.events.adapters.tests.sending import ADAPTERS

OPTIONS = jmespath.Options(custom_functions=FUNCTIONS)


def theirs(told: str, value: Any) -> Any:
    try:
        return jmespath.search(told, value, OPTIONS)
    except (JMESPathError, TypeError, ValueError, AttributeError, KeyError, IndexError):
        return None


def bodies(preset: Preset) -> Iterator[Any]:
    folder = ADAPTERS / preset.tool.replace("-", "_") / "fixtures"
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.tool)
def test_on_every_preset_and_fixture(preset: Preset) -> None:
    wholes = [preset.data[n] for n in ("detect", "each") if preset.data.get(n)]
    for body in bodies(preset):
        for told in wholes:
            assert Expression(told).of(body) == theirs(told, body), told
        each = preset.data.get("each")
        items = theirs(each, body) if each else body
        item = items[0] if isinstance(items, list) and items else items
        scope = {"item": item, "root": body, "headers": {}, "query": {}}
        for told in (preset.data.get("map") or {}).values():
            assert Expression(told).of(scope) == theirs(told, scope), told


VALUE = {
    "a": {"b": [1, 2, 3, None, {"c": "x"}, {"c": "y", "d": 0}]},
    "n": None,
    "zero": 0,
    "empty": [],
    "lists": [[1, 2], [3], 4, []],
    "people": [{"age": 30, "name": "ada"}, {"age": 20, "name": "ben"}, {"name": "eva"}],
    "text": "word",
    "yes": True,
}


@pytest.mark.parametrize(
    "told",
    "a.b[0] a.b[-1] a.b[9] a.b[] a.b[*].c a.b[?c] a.b[?c=='y'].d a.* a.*[0] *.b lists[]"
    " lists[][] lists[*][0] a.b[1:3] a.b[::-1] people[?age>`25`].name"
    " people[*].{n:name,a:age} people[*].[name,age] people[].name|[0] n.x text.x"
    " !zero !empty !n !yes !text zero||text n||text empty&&text text&&zero n&&text"
    " zero=='0' zero==`0` yes==`1` a==a people[0]<people[1] zero<=`0` text<`1` @ @.text"
    " max_by(people[?age],&age).name sort_by(people[?age],&age)[*].name length(people)"
    " map(&name,people) keys(a) to_string(zero) not_null(n,text) reverse(lists)"
    " contains(text,'or') starts_with(text,'w') sum(a.b) join(',',people[].name)"
    " [text,n] {a:text,b:n} n.[a] n.{a:a} `[1]`|[0] 'raw' type(n) values(a)".split(),
)
def test_on_every_kind_of_expression(told: str) -> None:
    found = Expression(told).of(VALUE)
    assert found == theirs(told, VALUE)
    assert type(found) is type(theirs(told, VALUE))
