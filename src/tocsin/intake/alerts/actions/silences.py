"""Silences: made, changed, ended; each is audited."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import person_called
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.intake.alerts.matching import MOST_MATCHERS, Matcher, Unmatchable, checked
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.refusals import (
    SilenceOver,
    SilenceUnknown,
    SilenceUnusable,
    TooManySilences,
)
from tocsin.intake.alerts.silence_rules import (
    AT_END,
    EXPIRED,
    KNOWN,
    LONGEST_AUTHOR,
    LONGEST_COMMENT,
    MOST_AT_ONCE,
    PENDING,
    RAISE,
    may_silence,
    stays_the_same,
)
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@transaction.atomic
def add_silence(
    *,
    by: Actor,
    matchers: Iterable[Matcher],
    ends_at: datetime,
    starts_at: datetime | None = None,
    source: str | None = None,
    services: Iterable[str] = (),
    keeps_recording: bool = False,
    at_end: str = RAISE,
    comment: str = "",
    author: str = "",
) -> Silence:
    """From `starts_at` (now, where it is not told or past) until `ends_at`, alerts that
    fit are silenced. `source` is a source's slug, `services` are keys; a source
    silences its own alerts alone. `author` is whom a program names as its author."""
    if not may_silence(by):
        raise NotAllowed
    now = _fine(clock.now())
    begins, ends_at = _fine(max(starts_at or now, now)), _fine(ends_at)
    _need_time(begins, ends_at, now)
    _need_room(now)
    silence = Silence(
        source=_source(source, by),
        services=_services(services),
        matchers=_matchers(matchers),
        starts_at=begins,
        ends_at=ends_at,
        keeps_recording=keeps_recording,
        at_end=_at_end(at_end),
        comment=_comment(comment),
        author=_author(author),
        made_at=now,
        changed_at=now,
        made_by_kind=by.kind,
        made_by=by.id,
    )
    if not silence.matchers and not silence.services:
        raise SilenceUnusable(
            why=_("it would silence everything."),
            hint=_("Name at least one matcher or one service."),
        )
    silence.save()
    _audit(silence, "added", by, after=_told(silence))
    return silence


@transaction.atomic
def change_silence(id: str | UUID, *, by: Actor, **facts: Any) -> Silence:
    """The silence is as told; facts that are not told stay.

    What has been silenced is never told otherwise afterwards: other matchers, or a
    change of one that has ended, make another silence, and end this one. So the
    silence given back may have another id.
    """
    silence = _locked(id, by)
    now = clock.now()
    told = _facts(silence) | facts
    asks = tuple(checked_all(told["matchers"]))
    starts_at = _fine(told["starts_at"] or silence.starts_at)
    scope = (told["source"], sorted(told["services"]))
    alike = scope == (_slug(silence), silence.services)
    if alike and stays_the_same(silence, asks, starts_at, told["ends_at"], now):
        return _changed(silence, told | {"starts_at": starts_at}, by, now)
    another = add_silence(by=by, **told)
    if silence.state(now) != EXPIRED:
        _end(silence, by, now)
        _audit(silence, "replaced", by, after={"by": str(another.uuid)})
    return another


@transaction.atomic
def expire_silence(id: str | UUID, *, by: Actor, why: str = "") -> Silence:
    """It has ended; what it held and still fires is raised, or closed, soon after.
    One that was to begin later never does."""
    silence = _locked(id, by)
    now = clock.now()
    if silence.state(now) == EXPIRED:
        raise SilenceOver(at=silence.ends_at)
    before = _told(silence)
    _end(silence, by, now)
    _audit(silence, "expired", by, before=before, after=_told(silence), why=why)
    return silence


def _end(silence: Silence, by: Actor, now: datetime) -> None:
    if silence.state(now) == PENDING:
        silence.starts_at = now
    silence.ends_at = silence.changed_at = max(silence.starts_at, _fine(now))
    silence.ended_by_kind, silence.ended_by = by.kind, by.id
    silence.save()


def _changed(
    silence: Silence, told: dict[str, Any], by: Actor, now: datetime
) -> Silence:
    before = _told(silence)
    _need_time(told["starts_at"], told["ends_at"], now)
    silence.starts_at = _fine(told["starts_at"])
    silence.ends_at = _fine(told["ends_at"])
    silence.keeps_recording = bool(told["keeps_recording"])
    silence.at_end = _at_end(told["at_end"])
    silence.comment = _comment(told["comment"])
    silence.author = _author(told["author"])
    silence.changed_at, silence.reminded_at = now, None
    silence.save()
    _audit(silence, "changed", by, before=before, after=_told(silence))
    return silence


def _locked(id: str | UUID, by: Actor) -> Silence:
    if not may_silence(by):
        raise NotAllowed
    rows = Silence.objects.select_for_update(no_key=True, of=("self",))
    silence = rows.filter(uuid=_uuid(id)).select_related("source").first()
    if silence is None:
        raise SilenceUnknown(id=holdable(str(id))[:80])
    if by.kind == "source" and _slug(silence) != by.id:
        raise SilenceUnknown(id=silence.uuid)
    return silence


def _uuid(id: str | UUID) -> UUID:
    try:
        return id if isinstance(id, UUID) else UUID(id)
    except ValueError:
        raise SilenceUnknown(id=holdable(str(id))[:80]) from None


def _slug(silence: Silence) -> str | None:
    return silence.source.slug if silence.source else None


def _facts(silence: Silence) -> dict[str, Any]:
    """What a change may tell anew, as it is."""
    return {
        "matchers": silence.asks,
        "starts_at": silence.starts_at,
        "ends_at": silence.ends_at,
        "source": _slug(silence),
        "services": silence.services,
        "keeps_recording": silence.keeps_recording,
        "at_end": silence.at_end,
        "comment": silence.comment,
        "author": silence.author,
    }


def _source(slug: str | None, by: Actor) -> Source | None:
    wanted = by.id if by.kind == "source" else holdable(slug or "")
    if not wanted:
        return None
    found = Source.objects.filter(slug=wanted).first()
    if found is None:
        raise SilenceUnusable(
            why=_("there is no source {slug}.").format(slug=wanted[:80]),
            hint=_("Choose one from the list of sources, or none for all."),
        )
    return found


def _services(keys: Iterable[str]) -> list[str]:
    wanted = sorted({holdable(key) for key in keys})
    known = Service.objects.filter(key__in=wanted).values_list("key", flat=True)
    for key in sorted({*wanted} - {*known}):
        raise ServiceUnknown(key=key)
    return wanted


def _matchers(matchers: Iterable[Matcher]) -> list[dict[str, Any]]:
    asks = checked_all(matchers)
    if asks and all(matcher.fits_nothing_told for matcher in asks):
        raise SilenceUnusable(
            why=_("every alert fits matchers that an empty word fits."),
            hint=_("Let one matcher want something to be told."),
        )
    return [matcher.kept() for matcher in asks]


def checked_all(matchers: Iterable[Matcher]) -> Sequence[Matcher]:
    """These matchers, if they can be kept and asked."""
    asks = list(matchers)
    if len(asks) > MOST_MATCHERS:
        raise SilenceUnusable(
            why=_("it has {n} matchers.").format(n=len(asks)),
            hint=_("At most {n}.").format(n=MOST_MATCHERS),
        )
    try:
        return [checked(matcher) for matcher in asks]
    except Unmatchable as wrong:
        hint = _("Expressions are those of RE2: no lookahead, no back reference.")
        raise SilenceUnusable(why=str(wrong), hint=hint) from None


def _need_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at >= ends_at or ends_at < now:
        raise SilenceUnusable(
            why=_("it would end before it begins, or has ended already."),
            hint=_("Choose an end that is still to come."),
        )


def _fine(at: datetime) -> datetime:
    """The instant as Alertmanager's clients tell it back: to the millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _need_room(now: datetime) -> None:
    if Silence.objects.filter(ends_at__gt=now).count() >= MOST_AT_ONCE:
        raise TooManySilences(most=MOST_AT_ONCE)


def _at_end(told: str) -> str:
    if told not in AT_END:
        raise SilenceUnusable(
            why=_("at its end it cannot {told}.").format(told=str(told)[:20]),
            hint=_("Choose raise or close."),
        )
    return told


def _author(told: str) -> str:
    """Somebody we know is told by their key, so that their name can be erased."""
    name = holdable(told).strip()
    known = None if not name or name.startswith(KNOWN) else person_called(name)
    return f"{KNOWN}{known.key}" if known else name[:LONGEST_AUTHOR]


def _comment(told: str) -> str:
    text = holdable(told).strip()
    if len(text) > LONGEST_COMMENT:
        raise SilenceUnusable(
            why=_("its comment is too long."),
            hint=_("At most {n} letters.").format(n=LONGEST_COMMENT),
        )
    return text


def _told(silence: Silence) -> dict[str, Any]:
    """The silence as it is audited: no free text."""
    return {
        "source": _slug(silence),
        "services": silence.services,
        "matchers": [str(matcher) for matcher in silence.asks],
        "starts_at": silence.starts_at.isoformat(),
        "ends_at": silence.ends_at.isoformat(),
        "keeps_recording": silence.keeps_recording,
        "at_end": silence.at_end,
    }


def _audit(silence: Silence, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"silence:{silence.uuid}", verb, by=(by.kind, by.id), **facts)
