"""What was written in an entry, as one text for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.register.core.entries import IN_SWARM, Kind
from tocsin.register.work.swarm_words import swarm_text

# A handover says what was done, what was tried, and what comes next.
HANDOVER: Mapping[str, Promise] = {
    "done": gettext_lazy("Done"),
    "tried": gettext_lazy("Tried"),
    "next_step": gettext_lazy("Next"),
}
_SHOWN = ("text", "note", "reason", "why", "description")


def text_of(kind: str, body: Mapping[str, Any]) -> str:
    """What its author wrote; of what rules did, which fitted and because of what."""
    if kind == Kind.ROUTED:
        return "\n".join(_fitted(body))
    if kind in IN_SWARM:
        return swarm_text(body)
    if kind == Kind.CHANGE_REQUESTED:
        told = [str(body[name]) for name in ("title", "reason") if body.get(name)]
        return "\n\n".join(told)
    written = next((str(body[name]) for name in _SHOWN if body.get(name)), "")
    return "\n\n".join(filter(None, [written, *_handed_over(body)]))


def _handed_over(body: Mapping[str, Any]) -> Iterator[str]:
    for name, word in HANDOVER.items():
        if isinstance(body.get(name), str) and body[name]:
            yield f"**{word}:** {body[name]}"


def _fitted(body: Mapping[str, Any]) -> Iterator[str]:
    """“Rule 7, Checkout at night, fits: service = checkout”, one for each."""
    because = body.get("looked_at") or {}
    for rule in body.get("rules", ()):
        facts = because.get(rule["name"], {}) if isinstance(because, Mapping) else {}
        told = {"number": rule["number"], "name": rule["name"]}
        if facts:
            facts = ", ".join(f"{n} = {_plain(v)}" for n, v in sorted(facts.items()))
            told["facts"] = facts
            yield _("Rule {number}, {name}, fits: {facts}").format(**told)
        else:
            yield _("Rule {number}, {name}, fits").format(**told)
    if not body.get("rules"):
        yield _("No rule fits any more")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{n}={v}" for n, v in sorted(value.items())) or "–"
    return str(value) if value != "" else "–"
