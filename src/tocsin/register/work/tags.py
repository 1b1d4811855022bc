"""Tags: words that an organisation gathers incidents under. Pure but for one read.

Two ways of writing one word are one tag: NFKC, no capitals, no spaces.
"""

import re
from collections.abc import Iterable
from unicodedata import normalize

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.register.core.rules import sight_of
from tocsin.register.work import queries
from tocsin.register.work.queries import Used
from tocsin.register.work.refusals import TagUnusable

LONGEST, MOST = 40, 50
# What bears it is recorded while nobody is to be paged for it.
QUIET = "quiet"
# What begins to be typed is looked for among so many of the newest that bear any.
_RECENT = 5000
_APART = re.compile(r"[,\n]")
_ODD = re.compile(r"[^\w.:/+&-]")


def normalised(text: str) -> str:
    """The tag that this text means, as far as one can say it: `Black  Friday` and
    `#black-friday` are one."""
    plain = normalize("NFKC", normalize("NFKC", holdable(text)).casefold())
    return "-".join(plain.strip().lstrip("#").split())


def tag_of(text: str) -> str:
    """The tag that this text means; refuses what can be none."""
    tag = normalised(text)
    if not tag or len(tag) > LONGEST or _ODD.search(tag):
        raise TagUnusable(told=holdable(text)[:80], longest=LONGEST)
    return tag


def tags_in(text: str) -> list[str]:
    """What somebody wrote with commas between, tag by tag."""
    return [tag_of(part) for part in _APART.split(text) if part.strip()]


def usable(told: Iterable[str]) -> list[str]:
    """Those that are tags; the others are passed over, and none after the fiftieth."""
    found = {tag for text in told if (tag := normalised(text))}
    fit = [tag for tag in found if len(tag) <= LONGEST and not _ODD.search(tag)]
    return sorted(fit)[:MOST]


def tags_used(actor: Actor) -> list[Used]:
    """Every tag with how many incidents bear it, as far as the actor sees them."""
    sight = sight_of(actor).value
    return queries.tags_used(sight=sight, actor=actor.id, begins="", among=None)


def tags_like(actor: Actor, text: str, limit: int = 12) -> list[str]:
    """Tags of the newest incidents that begin so, the most used first."""
    begins = normalised(text)
    sight = sight_of(actor).value
    found = queries.tags_used(sight=sight, actor=actor.id, begins=begins, among=_RECENT)
    return [used.tag for used in found[:limit]]
