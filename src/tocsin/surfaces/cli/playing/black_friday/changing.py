"""Minute six: promoting the replica is an emergency change, approved by one word."""

from typing import Any

from tocsin.surfaces.cli.playing.black_friday.story import Story, moment


def approved(story: Story) -> None:
    """Database asks; the operations lead is paged and answers by SMS."""
    since = story.stage.clock.now()
    asked = story.do(
        "dmitri",
        "emergency-change",
        title="Promote the replica of the shop's database",
        description="pg_ctl promote; then the application begins again with it.",
        risk="medium",
        back_out="The old primary is made anew as a replica.",
        services=["shop-checkout"],
        reason="The primary is dead; the replica has every order that was taken.",
    )
    story.change = str(asked["key"])
    number = story.telephone("olga")
    text = story.stage.telephones.wait_for(number, since, 120, word="approve")
    story.stage.telephones.answer(text, "approve")
    found = story.api.wait("an approval", lambda: _decided(story), 120.0)
    told = f"{story.change}, by {found['via']}"
    at = moment(found["decided_at"])
    what = "Emergency change approved by the operations lead"
    story.minutes.within(what, 60, moment(found["asked_at"]), at, told)
    who = story.stage.organisation.name_of(str(found["decided_by"]))
    story.minutes.is_so(
        "The change says who approved it, by what", held=bool(found["via"]), told=who
    )
    story.api.post(f"/changes/{story.change}/start", by=story.person("dmitri"))


def _decided(story: Story) -> Any:
    found = story.api.get(f"/changes/{story.change}")["approval"]
    return found if found["state"] == "approved" else None


def done(story: Story) -> None:
    story.api.post(f"/changes/{story.change}/finish", by=story.person("dmitri"))
    found = story.incident()["links"].get("mended_by_change") or []
    story.minutes.is_so(
        "The change is tied to the incident",
        held=story.change in found,
        told=", ".join(found),
    )
