"""Which alert holds back which other: Alertmanager's inhibition. Pure.

An alert is held back by another that fires if the source matchers of a rule fit that
one and the target matchers this one, and both say the same in every label of `equal`;
a label that is not there is as one that is empty. An alert that both sides fit is held
back by none that both sides fit, so nothing holds back itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from tocsin.intake.alerts.matching import (
    MOST_MATCHERS,
    Matcher,
    Unmatchable,
    all_fit,
    parsed,
)

SIDES = ("source", "target")
_KNOWN = {"source", "target", "equal", "comment"}
MOST_EQUAL = 50


@dataclass(frozen=True, slots=True)
class Inhibition:
    """One rule, by its name."""

    name: str
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]

    def digest(self, words: Mapping[str, str]) -> bytes:
        """What is the same where all labels of `equal` are."""
        told = "\0".join(words.get(name, "") for name in self.equal)
        return blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()

    def may_hold(self, words: Mapping[str, str]) -> bool:
        return all_fit(self.source, words)

    def may_be_held(self, words: Mapping[str, str]) -> bool:
        return all_fit(self.target, words)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a rule, where, and about what."""

    code: str
    place: str = ""
    about: str = ""


def rule_of(name: str, body: Mapping[str, Any]) -> Inhibition:
    """The rule of a published body."""
    return Inhibition(
        name,
        tuple(parsed(text) for text in body["source"]),
        tuple(parsed(text) for text in body["target"]),
        tuple(body.get("equal", ())),
    )


def check(body: Any) -> list[Complaint]:
    """What is wrong with a body; nothing, when it may be published."""
    if not isinstance(body, Mapping):
        return [Complaint("is_a_table")]
    found = [Complaint("not_known", str(name)) for name in body if name not in _KNOWN]
    for side in SIDES:
        found += _check_side(side, body.get(side))
    equal = body.get("equal", [])
    if not _texts(equal) or len(equal) > MOST_EQUAL:
        found.append(Complaint("are_texts", "equal"))
    if not isinstance(body.get("comment", ""), str):
        found.append(Complaint("is_a_text", "comment"))
    return found


def _check_side(side: str, told: Any) -> list[Complaint]:
    if not told or not _texts(told) or len(told) > MOST_MATCHERS:
        return [Complaint("are_matchers", side)]
    found = []
    for text in told:
        try:
            parsed(text)
        except Unmatchable as flaw:
            found.append(Complaint("is_no_matcher", side, str(flaw)))
    return found


def _texts(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(each, str) for each in told)
