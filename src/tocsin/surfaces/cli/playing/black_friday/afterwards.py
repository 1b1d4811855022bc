"""The days after, each at its own instant: who may still say that it is not over, and
that nobody is called any more."""

from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Reports, Story, moment

_HOUR = 3600.0
_WORDS = "I still cannot pay."


def next_day(story: Story, found: Reports) -> None:
    """Before the window closes, who reported it has the same report opened again."""
    if not story.afterwards(23):
        return
    story.tell("It is the next day.")
    if len(found.by) > 1:
        ref, told = _not_for_me(story, found, 1)
        story.minutes.within(
            "The next day a report is still opened again",
            24 * _HOUR,
            moment(story.incident()["resolved_at"]),
            story.stage.clock.now(),
            f"{ref} {told['state']}",
        )
        story.minutes.is_so(
            "It is the same report, alone",
            held=told["ref"] == ref and not told["resolved_at"] and _is_over(story),
        )


def third_day(story: Story, found: Reports) -> None:
    """After it, what still fails is something new, that tells where it came from."""
    if not story.afterwards(47):
        return
    story.tell("It is nearly two days later.")
    if len(found.by) > 2:
        ref, told = _not_for_me(story, found, 2)
        before = story.api.get(f"/incidents/{ref}")
        links = before["links"].values()
        story.minutes.is_so(
            "When the window has closed it is a new report, tied to the old one",
            held=told["ref"] != ref
            and not told["resolved_at"]
            and before["resolved_at"] is not None
            and any(told["ref"] in refs for refs in links),
            told=f"{ref}, {told['ref']}",
        )


def quiet(story: Story) -> None:
    """Asked at the very end."""
    ended = moment(story.incident()["resolved_at"])
    pages = story.api.get("/pages", incident=story.ref, limit=200)["items"]
    late = [it for it in pages if it["loud"] and moment(it["made_at"]) > ended]
    story.minutes.is_so(
        "Nobody was called for it once it was over",
        held=bool(pages) and not late,
        told=f"{len(late)} of {len(pages)} pages",
    )


def _not_for_me(story: Story, found: Reports, number: int) -> tuple[str, Any]:
    ref, person = list(found.by.items())[number]
    path = f"/help/reports/{ref}/not-for-me"
    return ref, story.api.post(path, {"text": _WORDS}, by=person)


def _is_over(story: Story) -> bool:
    return bool(story.incident()["state"] == "resolved")
