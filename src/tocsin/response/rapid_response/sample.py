"""The sample's rapid-response team."""

from typing import Any

from tocsin.foundation.accounts.models import Person, Skill
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.rapid_response.actions import check_kit, publish_squad

_BY = SYSTEM.through("sample")
_WANTED = ("postgresql", "linux", "incident-command")
_MEMBERS = ("ines", "ada", "ben", "lena", "oskar", "marc")


def load_sample_squads() -> None:
    """Whoever is called when it is big."""
    keys = {each.username: each.key for each in Person.objects.all()}
    body: dict[str, Any] = {
        "name": "Rapid response",
        "members": [keys[name] for name in _MEMBERS],
        "quorum": 3,
        "seconds": 120,
        "skills": _skills(),
        "kit": ["Production access", "Bridge", "Budget of 10,000 EUR"],
    }
    publish_squad("rapid", body, by=_BY, why="Called out when it is big.")
    for item in body["kit"][:2]:
        check_kit("rapid", item=item, is_there=True, by=_BY)


def _skills() -> list[str]:
    known = set(Skill.objects.values_list("key", flat=True))
    return [key for key in _WANTED if key in known]
