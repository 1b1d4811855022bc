"""The first two minutes: it is seen, registered, told to users, and answered."""

from datetime import datetime, timedelta
from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment
from tocsin.surfaces.cli.playing.cast import DATABASE
from tocsin.surfaces.cli.playing.setup import CATEGORY, MODEL, RESTORE, ROW, SOURCE
from tocsin.surfaces.cli.playing.shop.buyers import FIGURE, PER_MINUTE

ALERTS = 340
# So long it takes somebody until they have the telephone in their hand.
_WAKES = timedelta(seconds=20)
_ASKED = {"dmitri": "ack", "mira": "declare"}
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
        moment(rated["classified_at"]),
        f"P{rated['priority']}, {rated['category']}, {rated['model']}",
    )
    facts = [rated[name] for name in ("service", "team", "category", "model")]
    story.minutes.is_so(
        "It is priority 1, of Checkout, with the database's team",
        held=rated["priority"] == 1
        and facts == ["shop-checkout", DATABASE, CATEGORY, MODEL],
        told=" ".join(facts),
    )
    who = "user" if story.variant == "a" else "monitoring"
    story.minutes.is_so(
        "It says who saw it first",
        held=(rated["detected_by"] == "user") == (who == "user"),
        told=rated["detected_by"],
    )


def clocked(story: Story) -> None:
    """Its clocks run by the time of the peak, and the matrix's row is chosen."""
    registered = moment(story.incident()["registered_at"])
    clocks = story.api.wait("its clocks", lambda: _clocks(story), 120.0)
    restore = next((it for it in clocks if it["target"] == RESTORE), None)
    lasts = moment(restore["due_at"]) - registered if restore else timedelta()
    story.minutes.is_so(
        "Its clocks run, in the peak's time: restored within twenty minutes",
        held=timedelta(minutes=19) <= lasts <= timedelta(minutes=20, seconds=1),
        told=", ".join(sorted(it["target"] for it in clocks)),
    )
    row = story.api.wait("the matrix's row", lambda: _row(story), 120.0)
    story.minutes.is_so(
        "The matrix's row is chosen, and why is told",
        held=row["row"] == ROW and bool(row["because"]),
        told=row["because"],
    )


def _clocks(story: Story) -> Any:
    found = story.api.get(f"/incidents/{story.ref}/clocks")["items"]
    return found if len(found) > 1 else None


def _row(story: Story) -> Any:
    found = story.api.get(f"/escalations/{story.ref}")
    return found if found["row"] else None


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
    story.until(1, 30)
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
    known_on_help(story)


def known_on_help(story: Story) -> None:
    """Whoever asks for help reads it before they report anything."""
    known = story.api.get("/help/known", q="checkout", is_drill="true")["items"]
    mine = [it for it in known if it["ref"] == story.ref]
    story.minutes.is_so(
        "Known on /help, with when more is said",
        held=bool(mine) and bool(mine[0]["next_update_at"]),
        told=mine[0]["title"] if mine else "",
    )


def _notice(story: Story) -> Any:
    found = story.api.get("/notices", incident=story.ref)["items"]
    return found[0] if found else None


def paged(story: Story) -> None:
    """On-call of the team and the duty manager hear of it; the first one answers."""
    registered = moment(story.incident()["registered_at"])
    texts = {
        name: story.stage.telephones.wait_for(
            story.telephone(name), story.crash, 120, word=word
        )
        for name, word in _ASKED.items()
    }
    for name, text in texts.items():
        what = f"Telephone rings: {_DUTIES[name]}"
        story.minutes.within(what, 60, registered, text.at)
    story.stage.clock.sleep_until(texts["dmitri"].at + _WAKES)
    story.stage.telephones.answer(texts["dmitri"], "ack")
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
