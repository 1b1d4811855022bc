"""The whole story, told once."""

from collections.abc import Callable

from tocsin.surfaces.cli.playing.black_friday import (
    afterwards,
    beginning,
    changing,
    gathering,
    mending,
    otherwise,
    reporting,
    reviewing,
)
from tocsin.surfaces.cli.playing.black_friday.story import Reports, Story
from tocsin.surfaces.cli.playing.minutes import Minutes
from tocsin.surfaces.cli.playing.stage import Stage


def told(stage: Stage, variant: str, tell: Callable[[str], None]) -> Story:
    """From the crash to the review. What is not done is a row that did not hold."""
    story = Story(stage, variant, Minutes(stage.speed), tell)
    try:
        _play(story)
    except Exception as flaw:
        story.minutes.is_so("The story went on to its end", held=False, told=str(flaw))
    return story


def _play(story: Story) -> None:
    beginning.before(story)
    beginning.crash(story)
    found: list[Reports] = []
    beginning.detect(story)
    meanwhile = [
        story.later("Reports come", lambda: found.append(reporting.reports(story))),
        story.later("Users are told", lambda: beginning.told_users(story)),
        story.later("Telephones ring", lambda: beginning.paged(story)),
        story.later("Clocks and matrix", lambda: beginning.clocked(story)),
        story.later("Rapid response", lambda: gathering.mobilised(story)),
    ]
    gathering.declared(story)
    gathering.opened(story)
    gathering.deployed(story)
    gathering.joined(story)
    gathering.thought(story)
    otherwise.before_naming(story)
    gathering.named(story)
    story.until(5, 30)
    changing.approved(story)
    again = story.later("Users are told again", lambda: mending.told_again(story))
    meanwhile.append(again)
    mending.promoted(story)
    changing.done(story)
    mending.restored(story)
    for thread in meanwhile:
        thread.join()
    mending.resolved(story)
    mending.told_all(story)
    mending.counted(story)
    gathering.closed(story)
    beginning.folded(story)
    gathering.quiet_since(story, "nadia")
    for each in found:
        reporting.attached(story, each)
        reporting.ended(story, each)
    otherwise.at_the_end(story)
    mending.no_gap(story)
    draft = reviewing.drafted(story)
    reports = found[0] if found else Reports()
    afterwards.next_day(story, reports)
    afterwards.third_day(story, reports)
    reviewing.written(story, draft)
    reviewing.approved(story, draft)
    reviewing.improved(story)
    afterwards.quiet(story)
