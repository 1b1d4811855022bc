"""Six hundred people report that they cannot buy; the desk ties each report to the one
incident, and each hears once that it is over."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Reports, Story, moment

_LASTS = 420.0
_AT_ONCE = 6
# One in so many reads what is known; the others were sent the link by them.
_LOOKS = 10
# So many are asked at the end what they were told.
_ASKED = 20
_SAID = (
    "I cannot pay",
    "The basket says that something went wrong",
    "Checkout shows an error",
    "My order does not go through",
)


def reports(story: Story) -> Reports:
    """They come from minute 1:30 on, spread over seven minutes."""
    found = Reports()
    people = story.stage.organisation.reporters
    story.until(1, 30)
    begins = story.stage.clock.now()
    said = itertools.cycle(_SAID)
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        for number, (person, words) in enumerate(zip(people, said, strict=False)):
            share = number / max(len(people), 1)
            due = begins + timedelta(seconds=share * _LASTS)
            story.stage.clock.sleep_until(due)
            found.sent += 1
            hands.submit(_report, story, found, number, person, words)
    return found


def _report(story: Story, found: Reports, number: int, person: str, words: str) -> None:
    try:
        which = story.ref
        if number % _LOOKS == 0:
            known = story.api.get("/help/known", q=words, is_drill="true")["items"]
            which = next((it["ref"] for it in known if it["ref"] == story.ref), "")
        report = {"text": words, "known": which, "urgency": 1, "is_drill": True}
        told = story.api.post("/help/reports", report, by=person)
        found.refs.append(str(told["ref"]))
        found.by[str(told["ref"])] = person
        if told["follows"] == story.ref:
            found.attached.add(str(told["ref"]))
        else:
            told = _tied_late(story, str(told["ref"]), person)
        if told["said"]:
            found.answered.append(_waited(told))
    except Exception as flaw:
        found.lost.append(str(flaw)[:300])


def _tied_late(story: Story, ref: str, person: str) -> Any:
    """Reported before anything was known: its reporter says so once it is."""
    story.api.wait("what is known", lambda: _is_known(story), 120.0)
    path = f"/help/reports/{ref}/attach"
    return story.api.post(path, {"known": story.ref}, by=person)


def _is_known(story: Story) -> bool:
    known = story.api.get("/help/known", is_drill="true")["items"]
    return any(it["ref"] == story.ref for it in known)


def _waited(told: Any) -> float:
    """Seconds of the story until the reporter was answered."""
    first = moment(told["said"][-1]["at"])
    return float((first - moment(told["registered_at"])).total_seconds())


def attached(story: Story, found: Reports) -> None:
    """At least 95 of a hundred are tied to it, and none is lost."""
    share = len(found.attached) / found.sent if found.sent else 0.0
    told = f"{len(found.attached)} of {found.sent}"
    story.minutes.is_so("Reports are part of it", held=share >= 0.95, told=told)
    longest = max(found.answered, default=None)
    registered = moment(story.incident()["registered_at"])
    story.minutes.within(
        "Each is answered at once: known, and when they hear more",
        60,
        registered,
        None
        if longest is None or len(found.answered) < len(found.attached)
        else registered + timedelta(seconds=longest),
        f"{len(found.answered)} answered",
    )
    lost = "; ".join(found.lost[:2])
    story.minutes.is_so("No report is lost", held=not found.lost, told=lost)


def ended(story: Story, found: Reports) -> None:
    """Every report is resolved with its parent, and its reporter told once."""
    resolved_at = moment(story.incident()["resolved_at"])
    assert resolved_at
    left, patience = set(found.refs), time.monotonic() + 60
    last = resolved_at
    while left and time.monotonic() < patience:
        cursor, seen = "", set()
        while True:
            told = {"parent": story.ref, "limit": 200, "cursor": cursor}
            page = story.api.get("/incidents", **told)
            for row in page["items"]:
                if row["resolved_at"]:
                    seen.add(row["ref"])
                    at = moment(row["resolved_at"])
                    last = max(last, at) if at else last
            cursor = page["next"]
            if not cursor:
                break
        left -= seen
        if left:
            time.sleep(0.3)
    story.minutes.within(
        "Every report is resolved with it",
        60,
        resolved_at,
        None if left else last,
        f"{len(found.refs) - len(left)} of {len(found.refs)}",
    )
    _told_once(story, found)
    _not_for_me(story, found)


def _told_once(story: Story, found: Reports) -> None:
    """As each of them reads it: known at once, every word to users, and the end."""
    asked = [*found.by.items()][:: max(1, len(found.by) // _ASKED)]
    once = 0
    for ref, person in asked:
        report = story.api.get(f"/help/reports/{ref}", by=person)
        texts = [it["text"] for it in report["said"]]
        once += len(texts) == len(set(texts)) > 1 and report["state"] == "resolved"
    story.minutes.is_so(
        "Each reporter is told, and of nothing twice",
        held=0 < once == len(asked),
        told=f"{once} of {len(asked)} asked",
    )


def _not_for_me(story: Story, found: Reports) -> None:
    """One of them still cannot buy, and says so: theirs is open again, alone."""
    if not found.by:
        return
    ref, person = next(iter(found.by.items()))
    path = f"/help/reports/{ref}/not-for-me"
    told = story.api.post(path, {"text": "My basket is still empty."}, by=person)
    state = story.incident()["state"]
    story.minutes.is_so(
        'Who says "not for me" has their report open again, alone',
        held=not told["resolved_at"] and not told["follows"] and state == "resolved",
        told=f"{ref} {told['state']}, {story.ref} {state}",
    )
