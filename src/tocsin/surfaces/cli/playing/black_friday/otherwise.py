"""What a variant of the story adds to it."""

import urllib3

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment


def before_naming(story: Story) -> None:
    if story.variant == "d":
        _without_bridge(story)
    if story.variant == "h":
        _two_at_once(story)


def at_the_end(story: Story) -> None:
    if story.variant == "c":
        _without_mail(story)
    if story.variant == "g":
        _flapped(story)


def _without_bridge(story: Story) -> None:
    """The call cannot be joined; what is said in the room is in the register all the
    same."""
    found = story.api.get(f"/swarms/{story.swarm}")
    try:
        urllib3.request("GET", found["bridge_url"], timeout=2.0, retries=False)
        dead = False
    except urllib3.exceptions.HTTPError:
        dead = True
    text, why = "The call is dead; we go on here.", "Nobody can join it"
    said = story.in_swarm("anton", "acts", text=text, why=why)
    heard = [it for it in story.entries("swarm_act") if it["facts"].get("text") == text]
    story.minutes.is_so(
        "The bridge cannot be reached, and the room goes on",
        held=dead and bool(heard),
        told=found["bridge_url"],
    )
    at = moment(heard[0]["recorded_at"]) if heard else None
    story.minutes.within(
        "What is said there is recorded", 1, moment(said["said_at"]), at
    )


def _two_at_once(story: Story) -> None:
    """Product search fails as well, and the same people are wanted."""
    report = {
        "title": "Product search finds nothing",
        "service": "shop-search",
        "category": "shop-application",
        "impact": 1,
        "urgency": 1,
        "is_drill": True,
    }
    other = story.api.post("/incidents", report, by=story.person("dora"))["ref"]
    reason = "Half of the turnover comes by search."
    path = f"/majors/{other}/declare"
    story.api.post(path, {"reason": reason}, by=story.person("max"))
    seats = story.api.get(f"/majors/{story.ref}")["roles"]
    both = sorted({seat["role"] for seat in seats if other in seat["also_in"]})
    story.minutes.is_so(
        "Two majors at once: who is in both is shown",
        held=bool(both),
        told=", ".join(both),
    )
    text = "Search was begun again."
    told = {"resolution": "permanent", "text": text}
    story.api.post(f"/incidents/{other}/resolve", told, by=story.person("anton"))


def _without_mail(story: Story) -> None:
    """Who wants mail first was reached by telephone all the same."""
    rows = story.api.get("/pages", incident=story.ref, person=story.person("dmitri"))
    page = story.api.get(f"/pages/{rows['items'][-1]['id']}")
    ways = [(it["channel"], it["state"]) for it in page["messages"]]
    story.minutes.is_so(
        "Mail is down: on-call hears it by the next channel",
        held=page["state"] in ("delivered", "answered")
        and any(channel == "sms" for channel, _state in ways),
        told=", ".join(f"{channel}: {state}" for channel, state in ways),
    )


def _flapped(story: Story) -> None:
    """Nobody was woken again because the monitor could not decide."""
    number = story.telephone("diana")
    texts = story.stage.telephones.texts_to(number, story.crash)
    story.minutes.is_so(
        "The flapping monitor wakes nobody again",
        held=len(texts) <= 1,
        told=f"{len(texts)} texts to the second on call",
    )
