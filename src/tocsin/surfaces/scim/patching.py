"""PATCH as clients write it: Microsoft Entra names a manager by the bare identifier,
and writes true and false as words."""

from typing import Any

from tocsin.surfaces.scim.resources import ENTERPRISE

_WORDS = {"true": True, "false": False}


def plain_patch(told: Any) -> Any:
    """The same operations, as RFC 7644, 3.5.2 has them."""
    if not isinstance(told, dict):
        return told
    name = next((n for n in told if n.lower() == "operations"), None)
    if name is None or not isinstance(told[name], list):
        return told
    return {**told, name: [_plain(each) for each in told[name]]}


def _plain(operation: Any) -> Any:
    if not isinstance(operation, dict):
        return operation
    path, value = str(operation.get("path", "")).lower(), operation.get("value")
    if path == "active" and isinstance(value, str):
        return {**operation, "value": _WORDS.get(value.lower(), value)}
    if path == f"{ENTERPRISE}:manager".lower() and isinstance(value, str):
        return {**operation, "value": {"value": value}}
    if isinstance(value, dict):
        return {**operation, "value": {n: _active(n, v) for n, v in value.items()}}
    return operation


def _active(name: str, value: Any) -> Any:
    if name.lower() == "active" and isinstance(value, str):
        return _WORDS.get(value.lower(), value)
    return value
