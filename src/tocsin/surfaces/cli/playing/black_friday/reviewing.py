"""Afterwards: the draft of the review, and what is to be done because of it."""

from datetime import timedelta
from typing import Any

from tocsin.surfaces.cli.playing.asking import Refused
from tocsin.surfaces.cli.playing.black_friday.story import Story, moment

_OWED = 48 * 3600
_ACTIONS = (
    ("technical_debt", "The old primary is made anew as a replica", "dmitri"),
    ("problem", "A deploy may open four times as many connections", "anton"),
    ("action", "The failover to the replica is drilled every quarter", "diana"),
)


def reviewed(story: Story) -> None:
    """The record drafts it; people add what follows from it."""
    if not _there(story):
        return
    resolved_at = moment(story.incident()["resolved_at"])
    opened = story.entry("review_opened", 600.0)
    at, ref = moment(opened["happened_at"]), str(opened["facts"]["review"])
    story.minutes.within("Draft of the review", _OWED, resolved_at, at, ref)
    due = (story.stage.clock.now() + timedelta(days=14)).isoformat()
    for kind, title, owner in _ACTIONS:
        told = {"kind": kind, "title": title, "due_at": due}
        told["owner"] = story.person(owner)
        story.api.post(f"/reviews/{ref}/actions", told, by=story.person("dmitri"))
    found: list[Any] = story.api.get(f"/reviews/{ref}/actions")["actions"]
    kinds = {it["kind"] for it in found}
    story.minutes.is_so(
        "Technical debt and the problem are actions of the review",
        held={"technical_debt", "problem"} <= kinds,
        told=f"{len(found)} actions",
    )


def _there(story: Story) -> bool:
    try:
        story.api.get("/reviews")
    except Refused:
        return False
    return True
