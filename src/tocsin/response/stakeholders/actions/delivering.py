"""What goes to webhooks and chats is handed over outside any transaction."""

from datetime import timedelta

import orjson

from tocsin.kernel import clock, home, keys
from tocsin.kernel.outward.posting import post, slack_plain, teams_card
from tocsin.response.stakeholders import queries
from tocsin.response.stakeholders.links import view_path
from tocsin.response.stakeholders.models import Delivery
from tocsin.response.stakeholders.queries import Claimed
from tocsin.response.stakeholders.rules import SLACK, TEAMS, WEBHOOK

_BATCH = 20
_LEASE = timedelta(seconds=90)
_PAUSES = (30, 120, 600, 1800, 7200)


def deliver_told(batch: int = _BATCH) -> int:
    """Deliveries that are due are tried once more; says how many."""
    now = clock.now()
    claims = queries.claim_deliveries(now, now + _LEASE, batch)
    rows = Delivery.objects.select_related("draft__audience", "contact")
    known = rows.in_bulk([claim.id for claim in claims])
    for claim in claims:
        _hear(claim, *_post(known[claim.id]))
    return len(claims)


def _post(row: Delivery) -> tuple[bool, bool, str]:
    """Whether it was taken, whether it is refused for ever, and what was said."""
    contact, box = row.contact, keys.box()
    signs = contact.channel == WEBHOOK and contact.secret
    secret = box.decrypt(bytes(contact.secret or b"")) if signs else b""
    address = box.decrypt(bytes(contact.sealed)).decode()
    told = post(address, _body(row), agent="Tocsin", secret=secret)
    return told.is_taken, told.is_final, told.said


def _body(row: Delivery) -> bytes:
    draft, audience = row.draft, row.draft.audience
    link = f"{home.url()}{view_path(audience.code)}"
    if row.contact.channel == SLACK:
        text = f"*{slack_plain(draft.title)}*\n{slack_plain(draft.text)}\n<{link}>"
        return orjson.dumps({"text": text})
    if row.contact.channel == TEAMS:
        return teams_card(draft.title, [draft.text], label="→", link=link)
    told = {
        "id": draft.code,
        "audience": audience.audience,
        "title": draft.title,
        "text": draft.text,
        "language": draft.language,
        "told_at": draft.ended_at,
        "next_at": draft.next_at,
        "link": link,
    }
    return orjson.dumps(told)


def _hear(claim: Claimed, is_taken: bool, is_final: bool, said: str) -> None:
    """Written down, unless another sender has taken it meanwhile."""
    now = clock.now()
    mine = Delivery.objects.filter(pk=claim.id, attempts=claim.attempts)
    mine = mine.filter(state=Delivery.State.QUEUED)
    if is_taken:
        mine.update(state=Delivery.State.SENT, due_at=None, ended_at=now, said="")
    elif is_final or claim.attempts > len(_PAUSES):
        told = {"state": Delivery.State.FAILED, "due_at": None, "ended_at": now}
        mine.update(**told, said=said[:300])
    else:
        pause = timedelta(seconds=_PAUSES[claim.attempts - 1])
        mine.update(due_at=now + pause, said=said[:300])
