"""Afterwards: the draft of the review, what people write, what is to be done because of
it, and what the next such incident is worked by."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tocsin.surfaces.cli.playing.black_friday.gathering import manager
from tocsin.surfaces.cli.playing.black_friday.story import Story, moment
from tocsin.surfaces.cli.playing.organisation import publish
from tocsin.surfaces.cli.playing.setup import MODEL, learnt

_HOUR, _DAY = 3600.0, 86_400.0
# In hours; some are left, for a day of the story takes long on a machine in use.
_FIFTH_DAY = 116
_PARTS = frozenset("timeline detection delays swarm clocks communications".split())
_SUMMARY = (
    "The primary database died under four times as many connections as it was made"
    " for. The replica was promoted; no order that was taken was lost."
)
_ACTIONS = (
    ("technical_debt", "The old primary is made anew as a replica", "dmitri"),
    ("problem", "A deploy may open four times as many connections", "anton"),
    ("action", "The limit of connections is tried before each deploy", "anton"),
    ("action", "The failover to the replica is drilled every quarter", "diana"),
    ("action", "Nothing is deployed on the busiest days", "mira"),
)
_MISSED = ("audit_finding", "No monitor saw that orders failed; users did", "nils")


def drafted(story: Story) -> str:
    """The record drafts it, and says so; its reference."""
    resolved_at = moment(story.incident()["resolved_at"])
    opened = story.entry("review_opened", 600.0)
    at, ref = moment(opened["happened_at"]), str(opened["facts"]["review"])
    story.minutes.within("Draft of the review", 48 * _HOUR, resolved_at, at, ref)
    draft = story.api.get(f"/reviews/{ref}")
    _counted(story, draft)
    return ref


def _counted(story: Story, draft: Mapping[str, Any]) -> None:
    """What stands in it was taken from the timeline, entry by entry."""
    full = {
        part["part"]
        for part in draft["parts"]
        if part["figures"] or part["gaps"] or part["rows"]
    }
    story.minutes.is_so(
        "It says what detected it, what delayed it, what the swarm took",
        held=full >= _PARTS,
        told=", ".join(sorted(full)),
    )
    known = {it["seq"] for it in story.timeline()}
    figures = [it for part in draft["parts"] for it in part["figures"] + part["gaps"]]
    # What never happened is counted as none, and there is no entry that says so.
    loose = [
        str(it.get("name") or f"{it['since']} to {it['until']}")
        for it in figures
        if (it.get("value") != 0 and not it["entries"])
        or not known.issuperset(it["entries"])
    ]
    story.minutes.is_so(
        "Each of its figures opens its rows",
        held=bool(figures) and not loose,
        told=", ".join(loose) or f"{len(figures)} figures",
    )


def written(story: Story, ref: str) -> None:
    """Those who were there write what no entry says, and what is to be done; then it
    waits for approval."""
    _acted(story, ref)
    words = {"part": "summary", "text": _SUMMARY}
    story.api.post(f"/reviews/{ref}/write", words, by=story.person("dmitri"))
    factor = {"kind": "change", "text": "A deploy 22 minutes before, without a limit."}
    story.api.post(f"/reviews/{ref}/factors", factor, by=story.person("anton"))
    handed = story.api.post(f"/reviews/{ref}/hand-in", by=story.person("dmitri"))
    at, state = story.stage.clock.now(), handed["state"]
    resolved_at = moment(story.incident()["resolved_at"])
    story.minutes.within(
        "The review is written",
        48 * _HOUR,
        resolved_at,
        at if state == "handed_in" else None,
        state,
    )


def _acted(story: Story, ref: str) -> None:
    """Each action has an owner, a day, an effect that is looked for; one is done."""
    due = (story.stage.clock.now() + timedelta(days=14)).isoformat()
    wanted = [*_ACTIONS, _MISSED] if story.variant == "a" else _ACTIONS
    for kind, title, owner in wanted:
        told = {"kind": kind, "title": title, "due_at": due}
        told |= {"owner": story.person(owner), "looked_for": "It does not come again."}
        story.api.post(f"/reviews/{ref}/actions", told, by=story.person("dmitri"))
    found: list[Any] = story.api.get(f"/reviews/{ref}/actions")["actions"]
    whole = [it for it in found if it["owner"] and it["due_at"] and it["looked_for"]]
    story.minutes.is_so(
        "Each action has an owner, a day, and an effect that is looked for",
        held=len(whole) == len(found) == len(wanted),
        told=f"{len(whole)} of {len(found)}",
    )
    story.minutes.is_so(
        "Technical debt and the problem are among them",
        held={"technical_debt", "problem"} <= {it["kind"] for it in found},
    )
    if story.variant == "a":
        missed = [it for it in found if it["kind"] == "audit_finding"]
        story.minutes.is_so(
            "That the monitor missed it is an audit finding", held=len(missed) == 1
        )
    path = f"/reviews/{ref}/actions/{found[0]['number']}"
    story.api.post(f"{path}/finish", by=story.person("dmitri"))
    seen = {"verdict": "seen", "seen": "The new replica streams."}
    done = story.api.post(f"{path}/effect", seen, by=story.person("dmitri"))
    left = {it["number"] for it in _open(story, ref)}
    story.minutes.is_so(
        "What is done is done, with its effect; the others stay open",
        held=done["verdict"] == "seen" and len(left) == len(wanted) - 1,
        told=f"{len(left)} open",
    )


def _open(story: Story, ref: str) -> list[Any]:
    rows = story.api.get("/review-actions")["actions"]
    return [it for it in rows if it["review"] == ref]


def approved(story: Story, ref: str) -> None:
    """Approved and published by the manager, on the fifth day."""
    story.afterwards(_FIFTH_DAY)
    leads = story.person(manager(story))
    state = story.api.post(f"/reviews/{ref}/approve", by=leads)["state"]
    at = story.stage.clock.now()
    resolved_at = moment(story.incident()["resolved_at"])
    story.minutes.within(
        "The review is approved",
        5 * _DAY,
        resolved_at,
        at if state == "approved" else None,
        state,
    )
    story.api.post(f"/reviews/{ref}/publish", {"audience": "executives"}, by=leads)
    read = story.api.get(f"/reviews/{ref}/read/executives")
    told = str([part["passages"] + part["rows"] for part in read["parts"]])
    names = [name for name in ("Dmitri", "Anton", "Mira") if name in told]
    story.minutes.is_so(
        "Executives read it, with roles in place of names",
        held=_SUMMARY[:30] in told and not names,
        told=", ".join(names),
    )
    story.tell(f"{ref} is approved.")


def improved(story: Story) -> None:
    """The incident's model has what was learnt, and whoever works by it is told."""
    path = f"/configuration/incident_model/{MODEL}"
    before = len(story.api.get(path)["items"])
    publish(story.stage.environment, learnt())
    versions = story.api.get(path)["items"]
    at = story.stage.clock.now()
    resolved_at = moment(story.incident()["resolved_at"])
    story.minutes.within(
        "The incident's model has what was learnt",
        5 * _DAY,
        resolved_at,
        at if len(versions) == before + 1 else None,
        f"version {len(versions)}",
    )
    people = [story.person(name) for name in ("diana", "anton", "nils")]
    reason = "The model of a transaction outage has a new first step."
    story.do("mira", "inform", reason=reason, people=people)
    told = story.entries("informed")
    story.minutes.is_so(
        "Whoever works by it is told so",
        held=any(set(people) <= set(it["facts"]["people"]) for it in told),
    )
