"""What goes to webhooks and chats is handed over outside any transaction."""

import hashlib
import hmac
from datetime import timedelta

import orjson

from tocsin.kernel import clock, home, keys
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.response.stakeholders import queries
from tocsin.response.stakeholders.links import view_path
from tocsin.response.stakeholders.models import Delivery
from tocsin.response.stakeholders.queries import Claimed
from tocsin.response.stakeholders.rules import SLACK, TEAMS, WEBHOOK

_BATCH = 20
_LEASE = timedelta(seconds=90)
_PAUSES = (30, 120, 600, 1800, 7200)
_PASSING = frozenset({408, 425, 429})


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
    contact = row.contact
    body = _body(row)
    headers = {"Content-Type": "application/json", "User-Agent": "Tocsin"}
    if contact.channel == WEBHOOK and contact.secret:
        secret = keys.box().decrypt(bytes(contact.secret))
        at = int(clock.now().timestamp())
        told = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        headers["Tocsin-Signature"] = f"t={at},v1={told}"
    address = keys.box().decrypt(bytes(contact.sealed)).decode()
    try:
        heard = ask(Asking(address, headers=headers, body=body))
    except NotReached as flaw:
        return False, False, str(flaw)
    except NotAllowed as flaw:
        return False, True, str(flaw)
    if 200 <= heard.status < 300:
        return True, False, ""
    passes = heard.status >= 500 or heard.status in _PASSING
    return False, not passes, f"HTTP {heard.status}"


def _body(row: Delivery) -> bytes:
    draft, audience = row.draft, row.draft.audience
    link = f"{home.url()}{view_path(audience.code)}"
    if row.contact.channel == SLACK:
        text = f"*{_plain(draft.title)}*\n{_plain(draft.text)}\n<{link}>"
        return orjson.dumps({"text": text})
    if row.contact.channel == TEAMS:
        return orjson.dumps(_card(draft.title, draft.text, link))
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


def _plain(text: str) -> str:
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(letter, entity)
    return text


def _card(title: str, text: str, link: str) -> object:
    """An adaptive card, as workflows of Microsoft Teams take it."""
    kind = "application/vnd.microsoft.card.adaptive"
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": text, "wrap": True},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "→", "url": link}],
    }
    card = {"contentType": kind, "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [card]}


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
