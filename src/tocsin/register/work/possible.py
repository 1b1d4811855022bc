"""Which verbs fit a state, in the order in which people want them. Pure."""

from tocsin.register.core.rules import (
    CANCELLED,
    CLASSIFIED,
    CLOSED,
    ENDED,
    REGISTERED,
    RESOLVED,
    RESTORED,
    TRANSITIONS,
    WAITING,
)

_ORDER = """acknowledge accept resume begin_diagnosis return_impact note reply
attach open_swarm escalate assign hand_back own wait_for mitigate restore resolve
confirm close reopen undo_cancel classify amend set_fields tag add_task
change_task finish_task reopen_task spend_time watch unwatch
override_priority link unlink merge undo_merge split cancel inform
restrict lift_restriction retract detach""".split()
_ALWAYS = frozenset(
    """note reply attach detach amend link unlink override_priority retract set_fields
    inform split tag add_task change_task finish_task reopen_task spend_time watch
    unwatch""".split()
)
_LEADS_TO = {
    "wait_for": WAITING,
    "restore": RESTORED,
    "resolve": RESOLVED,
    "close": CLOSED,
    "cancel": CANCELLED,
}


def verbs_possible(
    state: str,
    *,
    acknowledged: bool,
    accepted: bool,
    restricted: bool,
    mine: bool,
    with_team: bool = True,
    linked: bool = False,
    merged: bool = False,
) -> list[str]:
    """The verbs that the life of an incident allows now, whoever asks."""
    fits = set(_ALWAYS) | {"lift_restriction" if restricted else "restrict"}
    if state != CANCELLED:  # only undoing leads out of it
        fits |= {verb for verb, to in _LEADS_TO.items() if to in TRANSITIONS[state]}
    fits -= set() if linked else {"unlink"}
    if state not in ENDED:
        fits |= {"assign", "own", "classify", "escalate", "merge", "open_swarm"}
        fits |= {"mitigate"}
        fits |= {"hand_back"} if with_team else set()
        fits |= set() if acknowledged else {"acknowledge"}
        fits |= set() if accepted and mine else {"accept"}
    fits |= _of_state(state)
    if merged:  # what was cancelled by merging is undone by parting
        fits = fits - {"undo_cancel"} | {"undo_merge"}
    return [verb for verb in _ORDER if verb in fits]


def _of_state(state: str) -> set[str]:
    fits: dict[str, set[str]] = {
        REGISTERED: {"begin_diagnosis"},
        CLASSIFIED: {"begin_diagnosis"},
        "assigned": {"begin_diagnosis"},
        WAITING: {"resume", "wait_for"},
        RESTORED: {"return_impact"},
        RESOLVED: {"confirm", "reopen"},
        CLOSED: {"confirm", "reopen"},
        CANCELLED: {"undo_cancel"},
    }
    return fits.get(state, set())
