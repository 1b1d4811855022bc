"""What the room hears: majors declared, calls answered by acknowledging, the end."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.register.work.spoken import spoken_of
from tocsin.response.rapid_response.actions import (
    answer_by_acknowledging,
    call_by_criteria,
    end_with_incidents,
)

_OVER = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.CANCELLED, Kind.MERGED})
HEARS = _OVER | {Kind.MAJOR_DECLARED, Kind.ACKNOWLEDGED}


def call_teams(heard: Sequence[Heard]) -> None:
    """Repeating it changes nothing."""
    over = {e.incident_id for e in heard if e.kind in _OVER}
    if over:
        end_with_incidents(over)
    declared = {
        e.incident_id: e.body.get("criteria", ())
        for e in heard
        if e.kind == Kind.MAJOR_DECLARED and e.incident_id not in over
    }
    if declared:
        call_by_criteria(declared)
    seen = {(e.incident_id, e.seq) for e in heard if e.kind == Kind.ACKNOWLEDGED}
    if seen:
        said = spoken_of({number for number, _seq in seen}, {Kind.ACKNOWLEDGED})
        answer_by_acknowledging(
            {
                (number, entry.actor_id)
                for number, told in said.items()
                for entry in told
                if (number, entry.seq) in seen and entry.actor_kind == "person"
            }
        )
