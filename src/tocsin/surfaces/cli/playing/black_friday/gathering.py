"""Minutes two to six: it is declared major, people are called together, the cause is
found, and the primary team named."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import urllib3

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment
from tocsin.surfaces.cli.playing.cast import APPLICATION, DATABASE, NETWORK

_TAKERS = {
    "operations": "olga",
    "communications": "carla",
    "scribe": "sven",
    "liaison": "eric",
}
# Seconds in which who is called answers; nobody of Network will.
_SILENT_AFTER = {DATABASE: 30, APPLICATION: 30, NETWORK: 20}
_SOON = timedelta(seconds=60)


def declared(story: Story) -> None:
    """The candidate is proposed by its criteria and declared by who is on duty."""
    proposed = story.entry("major_proposed", 120.0)
    story.until(1, 20)
    who = story.telephone(manager(story))
    text = story.stage.telephones.wait_for(who, story.crash, 120, word="declare")
    story.stage.telephones.answer(text, "declare")
    entry = story.entry("major_declared", 60.0)
    at = moment(entry["happened_at"])
    registered = moment(story.incident()["registered_at"])
    story.minutes.within(
        "Proposed as a major incident by its criteria",
        60,
        registered,
        moment(proposed["happened_at"]),
        ", ".join(proposed["facts"]["criteria"]),
    )
    # Where nothing saw it, it counts from when it might have been seen.
    promised = 120.0 + (120 if story.variant == "a" else 0)
    story.minutes.within("Declared a major incident", promised, story.crash, at)
    story.tell(f"{story.ref} is declared major.")
    story.later("Roles are taken over", lambda: roles(story, at))


def roles(story: Story, at: datetime) -> None:
    """Who was named for a role takes it over; executives have heard of it."""
    _take_roles(story)
    told = story.entry("executives_told", 120.0)
    story.minutes.within("Executives are told", 30, at, moment(told["happened_at"]))
    seats = story.api.get(f"/majors/{story.ref}")["roles"]
    taken = [seat for seat in seats if seat["taken_at"]]
    last = max((moment(seat["taken_at"]) for seat in taken), default=None)
    told_of = f"{len(taken)} of {len(seats)}"
    story.minutes.within("Every role is filled and taken over", 90, at, last, told_of)


def _take_roles(story: Story) -> None:
    takers = {**_TAKERS, "manager": manager(story)}
    path = f"/majors/{story.ref}/take"

    def take(role: str) -> None:
        story.api.post(path, {"role": role}, by=story.person(takers[role]))

    each_by_themselves(take, *takers)


def each_by_themselves(act: Callable[[str], None], *names: str) -> None:
    """All at the same time, as people do; what one of them fails in is raised."""
    with ThreadPoolExecutor(len(names)) as people:
        for done in [people.submit(act, name) for name in names]:
            done.result()


def manager(story: Story) -> str:
    """Who leads it: the second on duty, where the first one does not answer."""
    return "max" if story.variant == "b" else "mira"


def mobilised(story: Story) -> None:
    """Rapid response is called all at once; who does not answer is replaced."""
    called = story.entry("team_called_out", 400.0)
    number = called["facts"]["callout"]
    answered = {"shop-rita", "shop-ruth", "shop-alice"}
    done: set[str] = set()

    def look() -> Any:
        found = story.api.get(f"/call-outs/{number}")
        for call in found["calls"]:
            name = story.stage.organisation.name_of(call["person"])
            if call["answer"] != "coming" and name in answered - done:
                done.add(name)
                path = f"/call-outs/{number}/answer"
                story.api.post(path, {"coming": True}, by=call["person"])
        return found if found["mobilised_at"] else None

    found = story.api.wait("rapid response", look, 400.0)
    since, at = moment(found["opened_at"]), moment(found["mobilised_at"])
    replaced = [call for call in found["calls"] if call["instead_of"]]
    story.minutes.within(
        "Rapid response is mobilised, who was silent replaced",
        120,
        since,
        at,
        f"{len(replaced)} replaced",
    )
    story.minutes.is_so(
        "Who was silent is replaced, not waited for", held=bool(replaced)
    )
    _cited(story, found)


def _cited(story: Story, called: Any) -> None:
    """Past incidents of the same kind, with what mended them and who did."""
    cited = {ref for each in called["solved_before"] for ref in each["incidents"]}
    past = story.stage.organisation.past
    fixes = [
        story.api.get(f"/incidents/{ref}")["resolution_text"]
        for ref in sorted(cited & set(past))
    ]
    story.minutes.is_so(
        "Two past incidents are cited, with what mended them",
        held=len(fixes) == len(past) == 2 and all(fixes),
        told=", ".join(sorted(cited)),
    )


def deployed(story: Story) -> None:
    """The deploy stands among the changes of what has failed."""
    since = (story.crash - timedelta(hours=72)).isoformat()
    told = {"service": "shop-checkout", "begins_from": since}
    rows = story.api.get("/changes", **told)["items"]
    found = [it for it in rows if it["key"] == story.stage.organisation.change]
    ended = [story.crash - moment(it["ended_at"]) for it in found]
    minutes = [it.total_seconds() / 60 for it in ended]
    story.minutes.is_so(
        "The deploy before the crash is listed",
        held=bool(minutes) and 0 < minutes[0] < 72 * 60,
        told=f"{minutes[0]:.0f} minutes before" if minutes else "",
    )


def opened(story: Story) -> None:
    """One act calls three teams and makes a link for the supplier."""
    story.until(1, 35)
    calls = [
        {"team": team, "deadline": seconds, "reason": "manual"}
        for team, seconds in _SILENT_AFTER.items()
    ]
    body = {
        "incident": story.ref,
        "question": "Why does nobody get an order through?",
        "kind": "mi",
        "coordinator": story.person(manager(story)),
        "call": calls,
    }
    leads = story.person(manager(story))
    made = story.api.post("/swarms", body, by=leads)
    story.swarm = str(made["ref"])
    since = moment(made["opened_at"])
    sent = max(moment(it["sent_at"]) for it in made["invites"])
    story.minutes.within("Swarm open, everybody called at once", 10, since, sent)
    guest = {"name": "Paul Carter", "organisation": "PayCo"}
    link = story.api.post(f"/swarms/{story.swarm}/guests", guest, by=leads)["link"]
    story.later("PayCo comes by the link", lambda: enter(link))


def enter(link: str) -> None:
    """A guest follows the link and joins, with nothing else in hand."""
    page = urllib3.request("GET", link, retries=False)
    cookie = (page.headers.get("Set-Cookie") or "").split(";", 1)[0]
    token = page.data.decode().partition('name="csrfmiddlewaretoken" value="')[2]
    form = {"csrfmiddlewaretoken": token.partition('"')[0]}
    headers = {"Cookie": cookie}
    urllib3.request("POST", link, fields=form, headers=headers, retries=False)


def joined(story: Story) -> None:
    """Database and Application come; nobody of Network answers, and the next is
    called."""
    since = moment(story.api.get(f"/swarms/{story.swarm}")["opened_at"])

    def come(name: str) -> None:
        story.stage.telephones.wait_for(story.telephone(name), since, 300)
        story.in_swarm(name, "answer", answer="accepted")

    each_by_themselves(come, "dmitri", "anton", "nadia")
    found = story.api.get(f"/swarms/{story.swarm}")
    silent = next(it for it in found["invites"] if it["replaced_by"])
    sent = moment(silent["sent_at"])
    again = next(it for it in found["invites"] if it["person"] == silent["replaced_by"])
    story.minutes.within(
        "Who does not answer is replaced by the next of the roster",
        60,
        sent,
        moment(again["sent_at"]),
        f"{silent['state']}: {story.stage.organisation.name_of(silent['person'])}",
    )
    teams = {stay["team"] for stay in found["stays"]}
    last = max(moment(stay["joined_at"]) for stay in found["stays"])
    story.minutes.within(
        "Every team has somebody in the room",
        210,
        story.crash,
        last if {DATABASE, APPLICATION, NETWORK} <= teams else None,
        ", ".join(sorted(teams)),
    )
    there = story.api.wait("PayCo's guest", lambda: _guest(story), 60.0)
    story.minutes.is_so(
        "PayCo's guest is in by the link alone", held=True, told=there["name"]
    )


def _guest(story: Story) -> Any:
    """They come by themselves, meanwhile."""
    stays = story.api.get(f"/swarms/{story.swarm}")["stays"]
    return next((it for it in stays if it["name"] == "Paul Carter"), None)


_HYPOTHESES = (
    (
        "anton",
        "The deploy of 22 minutes ago opens too many connections",
        "pg_stat_activity by application",
    ),
    ("dmitri", "The primary database has crashed", "pg_isready on db-primary"),
    ("nadia", "The network between application and database is broken", "ping"),
    ("anton", "PayCo answers late", "Their status, and payments in the log"),
)


def thought(story: Story) -> None:
    """Four hypotheses, each with an owner and a test; two are refuted by evidence."""
    story.until(2, 55)
    for name, text, test in _HYPOTHESES:
        story.in_swarm(name, "hypotheses", text=text, test=test)
    shop = story.stage.shop
    lag = _lag(story)
    story.until(3, 40)
    evidence = (
        ("nadia", 3, "refuted", "No packet is lost between app-01 and db-replica."),
        ("anton", 4, "refuted", "PayCo's guest sees no payment since the crash."),
        (
            "dmitri",
            2,
            "supported",
            f"Process gone; {shop.pair.replica.dsn[:12]}… lives",
        ),
    )
    for name, number, state, text in evidence:
        path = f"hypotheses/{number}/move"
        story.in_swarm(name, path, state=state, evidence=text)
    story.in_swarm("dmitri", "acts", text=lag, why="RPO is 5 s", shared=True)
    found = story.api.get(f"/swarms/{story.swarm}")["hypotheses"]
    refuted = [it for it in found if it["state"] == "refuted" and it["evidence"]]
    last = max((moment(it["decided_at"]) for it in refuted), default=None)
    story.minutes.within(
        "Two of four hypotheses are refuted, with evidence",
        270,
        story.crash,
        last if len(refuted) == 2 else None,
    )
    whole = [it for it in found if it["owner"] and it["test"]]
    story.minutes.is_so(
        "Each hypothesis has an owner and a test",
        held=len(whole) == len(found) == len(_HYPOTHESES),
        told=f"{len(whole)} of {len(found)}",
    )
    story.tell(f"Two of four hypotheses are refuted in {story.swarm}.")


def _lag(story: Story) -> str:
    shop = story.stage.shop
    there = shop.pair.replica.ask("select count(*) from orders")
    return f"The replica holds {there} orders; the shop has taken {len(shop.orders)}."


def named(story: Story) -> None:
    """The primary team has it; the others go, and hear no more of it."""
    story.until(4, 45)
    why = "The primary has crashed; the replica is whole."
    story.in_swarm(manager(story), "primary-team", team=DATABASE, why=why)
    found = story.api.get(f"/swarms/{story.swarm}")
    at = moment(found["named_at"])
    story.minutes.within("Primary team named: Database", 330, story.crash, at)
    story.tell("The primary team is Database; the others are released.")
    gone = [it for it in found["stays"] if it["left_at"]]
    released = {it["name"] for it in gone if it["left_why"] == "released"}
    last = max((moment(it["left_at"]) for it in gone), default=None)
    story.minutes.within(
        "The others are released with thanks",
        10,
        at,
        last if {"Nadia Haddad", "Paul Carter"} <= released else None,
        ", ".join(sorted(released)),
    )
    standby = [it["name"] for it in gone if it["left_why"] == "standby"]
    story.minutes.is_so(
        "Application stays on standby",
        held="Anton Weiss" in standby,
        told=", ".join(standby),
    )


def quiet_since(story: Story, name: str) -> None:
    """Asked at the end: who was released got no page any more."""
    named_at = moment(story.api.get(f"/swarms/{story.swarm}")["named_at"])
    assert named_at
    told = {"person": story.person(name), "incident": story.ref}
    pages = story.api.get("/pages", **told)["items"]
    late = [it for it in pages if it["loud"] and moment(it["made_at"]) > named_at]
    story.minutes.is_so(
        "Who was released is paged no more",
        held=bool(pages) and not late,
        told=f"{len(late)} of {len(pages)} pages",
    )
    stays = story.api.get(f"/swarms/{story.swarm}")["stays"]
    gone = [it for it in stays if it["left_why"] == "released"]
    back = [it["name"] for it in gone if moment(it["left_at"]) - named_at > _SOON]
    story.minutes.is_so(
        "Their cost stopped when they were released",
        held=bool(gone) and not back,
        told=f"{len(gone)} released",
    )


def closed(story: Story) -> None:
    """The room has ended with its incident, and tells what it took."""
    acts = story.entries("swarm_act")
    silent = [it for it in acts if not (it["who"] and it["facts"].get("reason"))]
    story.minutes.is_so(
        "Every act in the room says who did it and why",
        held=bool(acts) and not silent,
        told=f"{len(acts)} acts",
    )
    room = story.api.wait("the end of the room", lambda: _over(story), 60.0)
    figures = room["figures"]
    story.minutes.is_so(
        "The room says how many minutes of people it took",
        held=figures["person_minutes"] > 0 and figures["to_primary"] is not None,
        told=f"{figures['person_minutes']} minutes, {figures['needed']} of"
        f" {figures['called']} were needed",
    )


def _over(story: Story) -> Any:
    found = story.api.get(f"/swarms/{story.swarm}")
    return found if found["state"] == "closed" else None
