from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from tocsin.foundation.config.reads import by_environment, published, value
from tocsin.foundation.mail.letter import Parts, own_host
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.options import REPORT_ADDRESS, SENDER, SERVER, TLS
from tocsin.foundation.mail.refusals import MailUnknown
from tocsin.foundation.mail.rules import Server, ServerUnclear, server_of
from tocsin.kernel import clock, keys

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """How outgoing mail is: where it goes, what waits, what went wrong last."""

    server: Server | None
    is_unclear: bool
    is_by_environment: bool
    sender: str
    holds: bool
    waiting: int
    waiting_since: datetime | None
    trouble: str
    sent_at: datetime | None
    failed: int


def server() -> Server | None:
    """Where mail is handed over; None while nobody named a server that can be one."""
    try:
        return server_of(value(SERVER).strip(), value(TLS))
    except ServerUnclear:
        return None


def sender() -> str:
    """The address that mail comes from."""
    return value(SENDER).strip() or f"tocsin@{own_host()}"


def report_address() -> str:
    """The address that takes reports by mail; empty where none does."""
    told = value(REPORT_ADDRESS).strip()
    return told if told.count("@") == 1 and told.isprintable() else ""


def takes_reports(address: str) -> bool:
    """Whether mail to this address is a report, whatever follows a plus sign in it."""
    ours = report_address().casefold()
    name, _at, host = address.strip().casefold().rpartition("@")
    plain = f"{name.partition('+')[0]}@{host}"
    return bool(ours) and ours in (f"{name}@{host}", plain)


def is_from_us(message_id: str, address: str) -> bool:
    """Whether we wrote it ourselves: it came back."""
    own = {sender().casefold(), report_address().casefold()}
    if address.casefold() in own:
        return True
    return Mail.objects.filter(message_id=message_id[:255]).exists()


def mails_lately(kind: str, address: str, lasting: timedelta) -> int:
    """How many mails of a kind an address had within this time."""
    since = clock.now() - lasting
    told = Mail.objects.filter(kind=kind, address__iexact=address)
    return told.filter(queued_at__gt=since).count()


def sends_mail() -> bool:
    """Whether mail that is queued can leave, or is kept to be read."""
    return holds_mail() or server() is not None


def holds_mail() -> bool:
    """Whether this database is of a kind that no message leaves: a sample or a drill.

    One that was never told what it is holds a real organisation.
    """
    kind = published("organisation")
    return kind is not None and kind.body.get("kind") != "real"


def standing() -> Standing:
    queued = Mail.objects.filter(state=Mail.State.QUEUED)
    oldest = queued.order_by("queued_at").first()
    tried = queued.exclude(said="").order_by("-attempts", "-queued_at").first()
    sent = Mail.objects.filter(state=Mail.State.SENT).order_by("-ended_at").first()
    since = clock.now() - _RECENT
    failed = Mail.objects.filter(state=Mail.State.FAILED, ended_at__gt=since)
    found = server()
    return Standing(
        server=found,
        is_unclear=found is None and bool(value(SERVER)),
        is_by_environment=by_environment(SERVER) is not None,
        sender=sender(),
        holds=holds_mail(),
        waiting=queued.count(),
        waiting_since=oldest.queued_at if oldest else None,
        trouble=tried.said if tried else "",
        sent_at=sent.ended_at if sent else None,
        failed=failed.count(),
    )


def mails(*, state: str = "", before: int = 0, limit: int = 50) -> list[Mail]:
    """The log, the newest first."""
    found = Mail.objects.order_by("-id")
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(id__lt=before)
    return list(found[:limit])


def mail(number: int) -> Mail:
    found = Mail.objects.filter(id=number).first()
    if found is None:
        raise MailUnknown
    return found


def shown_parts(mail: Mail) -> Parts:
    """What the mail says, for those who look after mail: a secret link stays hidden."""
    return Parts(**mail.body)


def sent_parts(mail: Mail) -> Parts:
    """What the mail says, for its recipient alone."""
    told = dict(mail.body)
    if mail.secret_link:
        told["link"] = keys.box().decrypt(bytes(mail.secret_link)).decode()
    return Parts(**told)


def outcomes_of_mails(cause: str) -> dict[str, int]:
    """By state, how many mails of this cause."""
    rows = Mail.objects.filter(cause=cause).values("state").order_by()
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("id"))}
