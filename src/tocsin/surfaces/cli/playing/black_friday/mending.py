"""Minutes six to thirteen: the replica is promoted, orders flow, everybody is told."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment
from tocsin.surfaces.cli.playing.setup import SOURCE
from tocsin.surfaces.cli.playing.shop.buyers import FIGURE, PER_MINUTE
from tocsin.surfaces.cli.playing.shop.running import FEWER

_ENOUGH = 0.95
# Figures in three minutes, less those on their way.
_LEAST_TOLD = 10


def promoted(story: Story) -> None:
    """The replica is the primary, and the application works with it."""
    shop = story.stage.shop
    before = max(shop.orders, default=0)
    shop.pair.replica.promote()
    there = shop.pair.replica.ask("select max(id) from orders")
    shop.serve_orders(shop.pair.replica, FEWER)
    at = story.stage.clock.now()
    if story.variant == "a":
        story.stage.watch()
    text = "Replica promoted; the application begun again with fewer connections."
    story.in_swarm("dmitri", "acts", text=text, why="Orders must flow")
    story.minutes.within("Replica promoted, application on it", 510, story.crash, at)
    story.minutes.is_so(
        "No order that was taken is lost",
        held=isinstance(there, int) and there >= before,
        told=f"the last taken is {before}, the replica has {there}",
    )
    story.tell("The replica is the primary now.")


def restored(story: Story) -> None:
    """Said by the figures, not by a person; also where no monitor ever told of it."""
    entry = story.entry("restored", 900.0)
    story.flows.set()
    at = moment(entry["happened_at"])
    who = "by verification" if entry["group"] == "system" else entry["who"]
    story.minutes.within("Restored, by orders that flow", 600, story.crash, at, who)
    story.minutes.is_so(
        "No person said so",
        held=entry["group"] == "system",
        told=entry["sentence"],
    )
    story.tell("Orders flow again.")


def told_again(story: Story) -> None:
    """A second word to users before the promise is over: that orders flow, or what is
    done about it."""
    patience = (story.at(8, 45) - story.stage.clock.now()).total_seconds()
    if story.flows.wait(patience / story.minutes.rate):
        said = "Orders go through again. We watch it, and say more in ten minutes."
        _update(story, "monitoring", said, "operational")
    else:
        said = "The cause is found, and being mended. We say more in ten minutes."
        _update(story, "identified", said, "major_outage")
    found = story.api.get(f"/notices/{story.notice}")
    first, second = found["updates"][-1], found["updates"][0]
    story.minutes.within(
        "Second word to users, as promised",
        600,
        moment(first["at"]),
        moment(second["at"]),
        second["status"],
    )


def _update(story: Story, status: str, text: str, component: str) -> Any:
    components = {story.stage.organisation.component: component}
    told = {"status": status, "text": text, "components": components}
    path = f"/notices/{story.notice}/updates"
    return story.api.post(path, told, by=story.person("carla"))


def resolved(story: Story) -> None:
    """Orders have kept their forecast for three minutes: it is resolved, with all
    reports."""
    story.api.wait("orders as forecast", lambda: _steady(story), 900.0)
    text = "The replica serves as primary; connections are limited to what they were."
    story.do("dmitri", "resolve", resolution="workaround", text=text)
    at = moment(story.incident()["resolved_at"])
    story.minutes.within("Resolved", 900, story.crash, at)
    story.tell(f"{story.ref} is resolved.")
    story.minutes.within("Resolved within twenty minutes", 1200, story.crash, at)


def _steady(story: Story) -> bool:
    return _sold(story, minutes=3, told=_LEAST_TOLD) >= _ENOUGH * PER_MINUTE


def _sold(story: Story, *, minutes: int, told: int) -> float:
    """In the mean of so many minutes; nothing while too little was told of them."""
    since = (story.stage.clock.now() - timedelta(minutes=minutes)).isoformat()
    found = story.api.get("/figures", source=SOURCE, name=FIGURE, since=since)
    time.sleep(0.2)
    values = [it["value"] for one in found["items"] for it in one["values"]]
    return sum(values) / len(values) if len(values) >= told else 0.0


def told_all(story: Story) -> None:
    """The status page says that it is over."""
    resolved_at = moment(story.incident()["resolved_at"])
    said = "Orders go through. We are sorry, and will say why."
    _update(story, "resolved", said, "operational")
    story.tell("The status page says that it is over.")
    found = story.api.get(f"/notices/{story.notice}")
    story.minutes.within(
        "Status page says resolved", 60, resolved_at, moment(found["updates"][0]["at"])
    )
    ats = sorted(moment(it["at"]) for it in found["updates"])
    story.minutes.lasting(
        "At least one word to users every ten minutes",
        600,
        _longest(ats),
        f"{len(ats)} updates",
    )


def _longest(ats: Sequence[datetime]) -> float:
    """Of the times between one and the next."""
    return max(((b - a).total_seconds() for a, b in pairwise(ats)), default=0.0)


def counted(story: Story) -> None:
    """What was lost is the sum of its rows, from the figures of what was sold."""
    loss = story.api.get(f"/majors/{story.ref}")["loss"] or {"rows": [], "money": 0}
    sums = sum(row["money"] for row in loss["rows"])
    story.minutes.is_so(
        "What was lost is counted from what was not sold",
        held=loss["money"] > 0 and abs(sums - loss["money"]) < 1,
        told=f"{loss['money']:,.0f} EUR in {len(loss['rows'])} rows",
    )


def no_gap(story: Story) -> None:
    """The timeline says what went on, without a hole of more than two minutes."""
    lines = story.timeline()
    end = moment(story.incident()["resolved_at"])
    assert end
    ats = sorted(moment(it["happened_at"]) for it in lines)
    ats = [at for at in ats if story.crash <= at <= end]
    story.minutes.lasting(
        "The timeline has no gap of more than two minutes", 120, _longest(ats)
    )
    silent = [it for it in lines if it["group"] != "system" and not it["who"]]
    story.minutes.is_so(
        "Every act says who, and when",
        held=bool(lines) and not silent,
        told=f"{len(lines)} entries",
    )
