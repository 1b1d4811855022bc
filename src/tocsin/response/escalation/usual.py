"""What holds while no matrix is published: the two cases everybody has."""

from typing import Any

_OWNING = {"kind": "on_call", "team": "owning"}

USUAL: dict[str, Any] = {
    "rows": [
        {
            "key": "minor-application-fault",
            "name": "Minor application fault",
            "category": "application",
            "priorities": [3, 4, 5],
            "lapses": 240,
            "levels": [
                {
                    "after": 0,
                    "target": {**_OWNING, "rank": 1},
                    "loud": False,
                    "acknowledge_within": 60,
                },
                {
                    "after": 60,
                    "target": {"kind": "whole_team", "team": "owning"},
                    "loud": False,
                    "acknowledge_within": 120,
                },
                {
                    "after": {"percent": 80, "of": "resolve"},
                    "unless": "resolved",
                    "target": {"kind": "role", "role": "duty_manager"},
                    "loud": False,
                },
            ],
        },
        {
            "key": "server-failure",
            "name": "Server failure",
            "category": "infrastructure",
            "priorities": [1, 2],
            "levels": [
                {
                    "after": 0,
                    "target": {**_OWNING, "rank": 1},
                    "acknowledge_within": 5,
                },
                {
                    "after": 5,
                    "target": {**_OWNING, "rank": 2},
                    "acknowledge_within": 5,
                },
                {
                    "after": 10,
                    "target": {"kind": "whole_team", "team": "owning"},
                    "acknowledge_within": 10,
                },
                {
                    "after": 20,
                    "target": {"kind": "role", "role": "duty_manager"},
                    "acknowledge_within": 10,
                    "repeat": {"times": 6, "every": 10},
                },
                {
                    "after": {"percent": 80, "of": "resolve"},
                    "unless": "resolved",
                    "target": {"kind": "line_manager"},
                    "loud": False,
                },
            ],
        },
    ]
}

# What Tocsin's own drill climbs by, whatever is published: so that it takes the same
# time everywhere, and a matrix that leaves something out is no alarm.
OWN_PATH_ROWS: dict[str, Any] = {
    "rows": [
        {
            "key": "tocsin-path",
            "name": "Tocsin's own drill",
            "levels": [{"after": 0, "target": {**_OWNING, "rank": 1}}],
        }
    ]
}
