"""What a swarm said, as it is posted in a room: read when it is sent, kept nowhere."""

from collections.abc import Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rules import POST
from tocsin.foundation.notify.wording import Post, Reader
from tocsin.kernel import home
from tocsin.register.core.entries import Kind
from tocsin.register.work.timeline import Line, lines_at
from tocsin.response.swarm.reads.rooms import question_of


def posts_of(claims: Sequence[Claim], readers: Mapping[str, Reader]) -> dict[int, Post]:
    """By message, in the language of its room; what was erased meanwhile is no more."""
    found = {}
    for claim in claims:
        if claim.kind != POST:
            continue
        place = (claim.incident_id or 0, int(claim.why["seq"]))
        reader = readers.get(claim.person, Reader(claim.person))
        with translation.override(reader.language):
            found[claim.id] = _post(claim, lines_at([place], SYSTEM).get(place))
    return found


def _post(claim: Claim, line: Line | None) -> Post:
    if line is None:
        return Post(claim.ref)
    if line.kind == Kind.SWARM_ACT:
        return Post(f"{line.who}: {line.text}")
    if line.kind == Kind.SWARM_MIRRORED:
        return Post(f"{line.sentence}.", _welcome(claim, line))
    return Post(line.sentence, line.text)


def _welcome(claim: Claim, line: Line) -> str:
    """What whoever reads the room must know, with the question."""
    if line.facts.get("because"):
        return ""
    kept = _("What people write here is kept in {ref}: {link}").format(
        ref=claim.ref, link=f"{home.url()}{claim.why.get('path') or '/'}"
    )
    asked = question_of(str(claim.why.get("mirrors", "")))
    return f"{asked}\n{kept}"
