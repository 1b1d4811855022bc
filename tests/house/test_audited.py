"""Whoever changes a setting or a right is on record: every verb of the foundation that
somebody does (`by=`) leads to `record_change`, or stands here with the reason."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.source import SRC, modules, tree

# What somebody does that is neither a setting nor a right.
_DRAFT = "a draft is used by nobody; its version keeps its author and why"
_VIEW = "a way of looking; it shows nobody more than they may see"
NO_SETTING = {
    "save_view": _VIEW,
    "change_view": _VIEW,
    "copy_view": _VIEW,
    "delete_view": _VIEW,
    "open_first": _VIEW,
    "connect_room": "the swarm that it mirrors says so",
    "draft": _DRAFT,
    "amend_draft": _DRAFT,
    "save_draft": _DRAFT,
    "restore_version": _DRAFT,
    "send_code": "a message on its way; nothing is set until its code is typed",
    "try_method": "a test message on its way",
    "plan_import": "it only says what would be changed",
}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(*, verbs: bool) -> Iterator[tuple[str, _Function]]:
    for path in modules():
        parts = path.relative_to(SRC).parts
        is_verb = bool({"actions", "actions.py"} & set(parts))
        if parts[0] != "foundation" or (verbs and not is_verb):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, _Function):
                yield ".".join(parts[1:]), node


@cache
def calls() -> dict[str, set[str]]:
    """By a function's name, the names it calls or hands on."""
    found: dict[str, set[str]] = {}
    for _place, node in functions(verbs=False):
        named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        named |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        found.setdefault(node.name, set()).update(named - {node.name})
    return found


def is_recorded(name: str) -> bool:
    """Whether calling this leads to the audit, in any way."""
    seen, ahead = set[str](), [name]
    while ahead:
        here = ahead.pop()
        if here == "record_change":
            return True
        if here not in seen:
            seen.add(here)
            ahead += calls().get(here, ())
    return False


def verbs() -> dict[str, str]:
    """What somebody does: public, and told by whom."""
    return {
        node.name: place
        for place, node in functions(verbs=True)
        if not node.name.startswith("_")
        and any(arg.arg == "by" for arg in node.args.kwonlyargs)
    }


def test_every_change_of_a_setting_or_a_right_is_recorded() -> None:
    found = verbs()
    assert {"publish", "set_roles", "create_key", "change_site"} <= found.keys()
    silent = {name for name in found if not is_recorded(name)}
    without = sorted(f"{found[n]} {n}" for n in silent - NO_SETTING.keys())
    assert not without, f"{without}: call record_change, or tell in NO_SETTING why not"


def test_the_list_of_exceptions_is_no_longer_than_it_must_be() -> None:
    assert [name for name in NO_SETTING if name not in verbs()] == []
    assert [name for name in NO_SETTING if is_recorded(name)] == []
