"""The first two minutes: it is seen, registered, told to users, and answered."""

from datetime import datetime, timedelta
from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment
from tocsin.surfaces.cli.playing.setup import SOURCE
from tocsin.surfaces.cli.playing.shop.buyers import FIGURE, PER_MINUTE

ALERTS = 340
_DUTIES = {"dmitri": "database on call", "mira": "duty manager"}


def before(story: Story) -> None:
    """The shop sells, and is watched over unless that is what fails."""
    if story.variant != "a":
        story.stage.watch(flaps=story.variant == "g")
    story.api.wait("orders", lambda: _sells(story), 300.0)
    story.tell("The shop sells.")


def _sells(story: Story) -> bool:
    found = story.api.get("/figures", source=SOURCE, name=FIGURE)["items"]
    return any((one["last_value"] or 0) >= PER_MINUTE * 0.8 for one in found)


def crash(story: Story) -> None:
    """The primary database is killed, as by a failing machine."""
    story.crash = story.stage.clock.now()
    story.stage.shop.pair.primary.kill()
    story.minutes.crash = story.crash
    story.tell("The primary database of the shop is dead.")


def detect(story: Story) -> None:
    if story.variant == "a":
        _reported(story)
    else:
        _registered(story)
    story.tell(f"{story.ref} is registered.")
    found = story.incident()
    at = moment(found["registered_at"])
    story.minutes.within("Detected and registered", *_promised(story), at, story.ref)
    rated = story.api.wait("its priority", lambda: _rated(story), 120.0)
    story.minutes.within(
        "Classified and prioritised",
        5,
        at,
        moment(rated["classified_at"] or rated["registered_at"]),
        f"P{rated['priority']}, {rated['category']}, {rated['model']}",
    )
    story.minutes.is_so(
        "It is priority 1, of Checkout, with the database's team",
        held=(rated["priority"], rated["service"], rated["team"])
        == (1, "shop-checkout", "shop-database"),
        told=f"P{rated['priority']} {rated['service']} {rated['team']}",
    )


def _promised(story: Story) -> tuple[float, datetime]:
    return (150.0 if story.variant == "a" else 30.0), story.crash


def _rated(story: Story) -> Any:
    found = story.incident()
    return found if found["priority"] == 1 else None


def _registered(story: Story) -> None:
    def look() -> str:
        rows = story.api.get("/incidents", source=f"alert:{SOURCE}", limit=10)["items"]
        new = [it for it in rows if moment(it["registered_at"]) > story.crash]
        return str(new[-1]["ref"]) if new else ""

    story.ref = story.api.wait("an incident", look, 300.0)


def _reported(story: Story) -> None:
    """Nothing saw it: the desk hears it from users, and registers it for all."""
    story.until(2)
    report = {
        "title": "Nobody can buy in the shop",
        "service": "shop-checkout",
        "category": "shop-database",
        "model": "transaction-outage",
        "impact": 1,
        "urgency": 1,
        "is_drill": True,
        "detected_by": "user",
        "occurred_at": story.crash.isoformat(),
        "occurred_basis": "user",
    }
    made = story.api.post("/incidents", report, by=story.person("dora"))
    story.ref = str(made["ref"])


def told_users(story: Story) -> None:
    """The first notice comes by itself, with the incident's model."""
    registered = moment(story.incident()["registered_at"])
    notice = story.api.wait("a notice", lambda: _notice(story), 300.0)
    story.notice = str(notice["id"])
    first = notice["updates"][-1]
    said = f"{notice['status']}, next update promised"
    story.minutes.within(
        "First word to users on the status page",
        60,
        registered,
        moment(first["at"]),
        said if notice["next_update_at"] else notice["status"],
    )


def _notice(story: Story) -> Any:
    found = story.api.get("/notices", incident=story.ref)["items"]
    return found[0] if found else None


def paged(story: Story) -> None:
    """On-call of the team and the duty manager hear of it; the first one answers."""
    registered = moment(story.incident()["registered_at"])
    texts = {
        name: story.stage.telephones.wait_for(story.telephone(name), story.crash, 120)
        for name in _DUTIES
    }
    for name, text in texts.items():
        what = f"Telephone rings: {_DUTIES[name]}"
        story.minutes.within(what, 60, registered, text.at)
    story.stage.clock.sleep_until(texts["dmitri"].at + timedelta(seconds=35))
    story.stage.telephones.answer(story.telephone("dmitri"), "ack")
    found = story.api.wait("an answer", lambda: _acknowledged(story), 120.0)
    story.minutes.within(
        "On-call has acknowledged by SMS", 60, texts["dmitri"].at, moment(found)
    )


def _acknowledged(story: Story) -> Any:
    return story.incident()["acknowledged_at"]


def folded(story: Story) -> None:
    """Asked late: all alerts are part of the one incident."""
    if story.variant == "a":
        return
    rows = story.api.get("/incidents", source=f"alert:{SOURCE}", limit=50)["items"]
    new = [it for it in rows if moment(it["registered_at"]) > story.crash]
    story.minutes.is_so("One incident, no duplicate", held=len(new) == 1)
    count = story.incident()["alerts_count"]
    story.minutes.is_so(
        f"{ALERTS} alerts and more are folded into it",
        held=count >= ALERTS,
        told=str(count),
    )
