"""Who may use, change and share a view; what a view and a draft may hold. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from tocsin.kernel.text import holdable

GONE_AFTER = timedelta(seconds=30)
ORDERS: Mapping[str, tuple[str, ...]] = {
    "queue": ("clock", "priority", "oldest", "newest", "changed"),
    "register": ("newest", "oldest"),
}
# Never kept: a form's own machinery, secrets, and files, which cannot be typed.
_NEVER = frozenset(
    """csrfmiddlewaretoken files seq in back preview password draft-holder draft-place
    draft-form draft-token""".split()
)
_MOST_FIELDS, _MOST_LETTERS = 80, 100_000


class Reader(Protocol):
    """Whoever looks. Accounts stand above this room; their actors fit."""

    @property
    def id(self) -> str: ...
    @property
    def teams(self) -> frozenset[str]: ...
    @property
    def leads(self) -> frozenset[str]: ...
    @property
    def is_person(self) -> bool: ...
    def has(self, role: str) -> bool: ...


class View(Protocol):
    owner: str
    shared: str
    team: str


def may_use(reader: Reader, view: View) -> bool:
    """A private view is its owner's alone, whatever the reader's role."""
    if reader.is_person and view.owner == reader.id:
        return True
    if view.shared == "everybody":
        return True
    return view.shared == "team" and view.team in reader.teams


def may_change(reader: Reader, view: View) -> bool:
    """Its owner; of a shared one also the team's leads, and administrators."""
    if reader.is_person and view.owner == reader.id:
        return True
    if view.shared == "nobody":
        return False
    led = view.shared == "team" and view.team in reader.leads
    return led or reader.has("administrator")


def may_share(reader: Reader, shared: str, team: str) -> bool:
    """With a team: its members. With everybody: leads and administrators, so that the
    list that everybody sees stays short."""
    if shared == "team":
        return team in reader.teams or reader.has("administrator")
    if shared == "everybody":
        return bool(reader.leads) or reader.has("administrator")
    return True


def kept_fields(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """What of a form is worth keeping: what somebody filled in, as text."""
    fields: dict[str, list[str]] = {}
    letters = 0
    for name, values in told.items():
        texts = [holdable(str(value)) for value in values if str(value).strip()]
        letters += sum(map(len, texts))
        if name in _NEVER or not texts:
            continue
        if len(fields) == _MOST_FIELDS or letters > _MOST_LETTERS:
            break
        fields[holdable(name)[:80]] = texts
    return fields
