"""What subscribers are told, by each channel."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tocsin.foundation.mail.letter import Parts, message_of, own_host
from tocsin.kernel import home
from tocsin.kernel.outward.posting import slack_plain, teams_card
from tocsin.response.statuspage.models import Notice, Page, Update
from tocsin.response.statuspage.models.pages import new_code
from tocsin.response.statuspage.statements import status_word
from tocsin.response.statuspage.subscribing import leaving_token

# Of which each line is encoded by itself, so that one can be another reader's.
_ENCODING = "quoted-printable"


@dataclass(frozen=True)
class Words:
    """What a mail about a page says in one language, ready for as many as want it.
    `code` tells it from any other mail to the same reader."""

    code: str
    subject: str
    paragraphs: tuple[str, ...]
    link: str
    label: str
    why: str
    leave: str
    thread: str
    page: Page


@dataclass(frozen=True)
class Told(Words):
    """An update in one language."""

    notice: Notice
    update: Update
    names: tuple[str, ...]


def told_in(update: Update, names: tuple[str, ...], language: str) -> Told:
    """`names` are those of the components that the notice is about."""
    notice, page = update.notice, update.notice.page
    with (
        translation.override(language),
        timezone.override(ZoneInfo(page.zone)),
    ):
        word = status_word(update.status)
        drill = _("Drill: ") if notice.is_drill else ""
        mended = _("Corrected: ") if is_mended(update) else ""
        return Told(
            code=code_of(update),
            subject=f"{drill}{mended}[{page.name}] {word}: {notice.title}"[:200],
            paragraphs=tuple(_paragraphs(update, names)),
            link=f"{home.url()}/status/{page.slug}/notices/{notice.code}",
            label=_("Read it on the page"),
            why=_("You subscribed to {page}.").format(page=page.name),
            leave=_("Unsubscribe:"),
            thread=f"notice-{notice.code}",
            page=page,
            notice=notice,
            update=update,
            names=names,
        )


def is_mended(update: Update) -> bool:
    return update.changed_at > update.made_at


def code_of(update: Update) -> str:
    """Another one for each text: mail programs show what has one code once."""
    if not is_mended(update):
        return update.code
    return f"{update.code}-{update.changed_at:%Y%m%d%H%M%S%f}"


def digest_in(updates: Sequence[Update], language: str, *, code: str) -> Words:
    """All that these updates of one page said, notice by notice, in one letter."""
    page = updates[0].notice.page
    ordered = sorted(updates, key=lambda each: (each.notice_id, each.at, each.pk))
    with translation.override(language), timezone.override(ZoneInfo(page.zone)):
        told: list[str] = []
        for notice, group in groupby(ordered, key=lambda each: each.notice):
            told.append(f"{status_word(notice.status)}: {notice.title}")
            told += [_line(each) for each in group]
        drill = _("Drill: ") if page.is_drill else ""
        title = _("What happened since the last digest")
        return Words(
            code=code,
            subject=f"{drill}[{page.name}] {title}"[:200],
            paragraphs=tuple(told),
            link=f"{home.url()}/status/{page.slug}",
            label=_("Read it on the page"),
            why=_("You subscribed to {page}.").format(page=page.name),
            leave=_("Unsubscribe:"),
            thread=f"status-{page.code}",
            page=page,
        )


def _line(update: Update) -> str:
    said = f"{_time(update.at)}, {status_word(update.status)}"
    return f"{said}: {update.text}" if update.text else said


def _paragraphs(update: Update, names: tuple[str, ...]) -> list[str]:
    notice = update.notice
    told = [update.text] if update.text else []
    if names:
        told.append(_("It is about: {names}").format(names=", ".join(names)))
    if notice.starts_at and notice.until_at:
        times = (_time(notice.starts_at), _time(notice.until_at))
        told.append(
            _("From {begins} until {ends}").format(begins=times[0], ends=times[1])
        )
    if notice.next_update_at:
        at = _time(notice.next_update_at)
        told.append(_("We say more by {at}.").format(at=at))
    return told


def _time(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'j F Y, H:i')} {local.tzname()}"


def leave_url(page: Page, code: str, nonce: str) -> str:
    return f"{home.url()}/status/{page.slug}/leave/{code}/{leaving_token(code, nonce)}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail goes to, and by what they leave."""

    address: str
    code: str
    nonce: str
    language: str

    @classmethod
    def made_up(cls, language: str) -> "Reader":
        """Nobody, told by what can stand in no mail by chance."""
        code, nonce = new_code(), secrets.token_hex(16)
        return cls(f"{code}@{new_code()}.invalid", code, nonce, language)

    def values(self, told: Words) -> dict[str, str]:
        """What of a mail is this reader's."""
        return {
            "address": self.address,
            "message_id": f"{told.code}.{self.code}@{own_host()}",
            "leave": leave_url(told.page, self.code, self.nonce),
        }


@dataclass(frozen=True, slots=True)
class _Head:
    """What of a mail goes to one address."""

    message_id: str
    address: str
    subject: str
    thread: str
    language: str
    name: str = ""


def mail_of(told: Words, reader: Reader, *, sender: str, at: datetime) -> EmailMessage:
    """The mail, with the link by which its reader leaves in one step (RFC 8058): the
    server that signs mails must sign that header, too."""
    values = reader.values(told)
    head = _Head(
        message_id=f"<{values['message_id']}>",
        address=reader.address,
        subject=" ".join(told.subject.split()),
        thread=told.thread,
        language=reader.language,
    )
    why = f"{told.why} {told.leave} {values['leave']}"
    parts = Parts(told.paragraphs, told.link, told.label, why)
    message = message_of(head, parts, sender=sender, at=at, encoding=_ENCODING)
    message["List-Unsubscribe"] = f"<{values['leave']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def webhook_body(told: Told) -> bytes:
    """As Statuspage's webhooks have it, so that what reads those reads these."""
    notice, update, page = told.notice, told.update, told.page
    incident: dict[str, Any] = {
        "id": notice.code,
        "name": notice.title,
        "status": notice.status,
        "impact": notice.impact,
        "created_at": _iso(notice.made_at),
        "updated_at": _iso(notice.changed_at),
        "resolved_at": _iso(notice.ended_at),
        "scheduled_for": _iso(notice.starts_at),
        "scheduled_until": _iso(notice.until_at),
        "shortlink": told.link,
        "incident_updates": [
            {
                "id": update.code,
                "incident_id": notice.code,
                "status": update.status,
                "body": update.text,
                "display_at": _iso(update.at),
                "created_at": _iso(update.made_at),
                "updated_at": _iso(update.changed_at),
            }
        ],
    }
    meta = {"generated_at": _iso(update.made_at), "is_drill": notice.is_drill}
    about = {
        "id": page.code,
        "name": page.name,
        "url": f"{home.url()}/status/{page.slug}",
    }
    return orjson.dumps({"meta": meta, "page": about, "incident": incident})


def slack_body(told: Told) -> bytes:
    """An incoming webhook of Slack (or Mattermost): plain text and a link."""
    lines = [slack_plain(told.subject), *(slack_plain(p) for p in told.paragraphs)]
    return orjson.dumps({"text": "\n".join([*lines, f"<{told.link}>"])})


def teams_body(told: Told) -> bytes:
    """A card with everything, and a button that leads to the page."""
    return teams_card(told.subject, told.paragraphs, label=told.label, link=told.link)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None
