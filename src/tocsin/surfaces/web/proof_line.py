"""What proves restored, as people write it in one line. Pure.

`alerts`; `heartbeat nightly-backup`; `orders of shop at least 20 for 5 minutes`, with
labels as `orders{till=3}`.
"""

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = r"-?\d+(?:\.\d+)?"
_LINE = re.compile(
    r"(?P<figure>[^\s{}]+)(?:\{(?P<labels>[^{}]*)\})?\s+of\s+(?P<source>[a-z0-9-]+)"
    rf"(?:\s+(?:at least|>=|≥)\s*(?P<at_least>{_NUMBER}))?"
    rf"(?:\s+(?:at most|<=|≤)\s*(?P<at_most>{_NUMBER}))?"
    r"(?:\s+for\s+(?P<for_minutes>\d{1,4})\s*(?:min|minutes?)?)?",
    re.IGNORECASE,
)
_HEARTBEAT = re.compile(r"heartbeat\s+(?P<slug>[a-z0-9-]+)", re.IGNORECASE)


def proof_from(line: str) -> dict[str, Any] | None:
    """What a line says, as a model holds it; None where it says nothing known."""
    told = " ".join(line.split())
    if told.lower() == "alerts":
        return {"alerts": "resolved"}
    if found := _HEARTBEAT.fullmatch(told):
        return {"heartbeat": found["slug"]}
    found = _LINE.fullmatch(told)
    if found is None or not (found["at_least"] or found["at_most"]):
        return None
    proof: dict[str, Any] = {"figure": found["figure"], "source": found["source"]}
    for name in ("at_least", "at_most"):
        if found[name]:
            proof[name] = _number(found[name])
    if found["for_minutes"]:
        proof["for_minutes"] = int(found["for_minutes"])
    if found["labels"]:
        pairs = (part.partition("=") for part in found["labels"].split(","))
        proof["labels"] = {name.strip(): worth.strip() for name, _eq, worth in pairs}
    return proof


def proof_told(proof: Mapping[str, Any] | None) -> str:
    """As `proof_from` reads it."""
    if not proof:
        return ""
    if "figure" not in proof:
        slug = proof.get("heartbeat")
        return f"heartbeat {slug}" if slug else "alerts"
    labels = ", ".join(f"{n}={w}" for n, w in (proof.get("labels") or {}).items())
    told = f"{proof['figure']}{{{labels}}}" if labels else str(proof["figure"])
    told += f" of {proof['source']}"
    for name, words in (("at_least", "at least"), ("at_most", "at most")):
        if name in proof:
            told += f" {words} {proof[name]}"
    return f"{told} for {proof.get('for_minutes', 5)} minutes"


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
