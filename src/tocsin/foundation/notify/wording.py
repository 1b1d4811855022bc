"""What a message says, in its reader's language and by their zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.foundation.changes.models import Approval
from tocsin.foundation.changes.reads import approval_of
from tocsin.foundation.notify import links
from tocsin.foundation.notify.channels.contract import Action, Message
from tocsin.foundation.notify.queries import Claim
from tocsin.foundation.notify.rooms import is_room
from tocsin.foundation.notify.rules import (
    DUTY,
    ROOM,
    TEST,
    VERIFICATION,
    zone_named,
)
from tocsin.foundation.notify.whys import why_of
from tocsin.kernel import home
from tocsin.kernel.text import holdable

_SHORT, _TITLE = 160, 200


@dataclass(frozen=True, slots=True)
class About:
    """An incident as a message may tell of it; of a restricted one nothing more than
    its reference, since messages are read by more than their readers."""

    ref: str
    title: str = ""
    priority: int | None = None
    service: str = ""
    team: str = ""
    state: str = ""
    since: datetime | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a message is for."""

    key: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted in a room: one line of what somebody did, and their words."""

    line: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What there is to say, before it is put into the forms of a message."""

    subject: str
    lines: Sequence[str]
    link: str = ""
    actions: Sequence[Action] = ()
    why: str = ""
    code: str = ""
    ref: str = ""
    reply: str = "ack"


def written(
    claim: Claim,
    reader: Reader,
    about: About | None,
    more: Sequence[Claim] = (),
    post: Post | None = None,
) -> Message:
    """The message, to be handed to its channel. `more` are told by the same one; a
    `post` says what a swarm said."""
    with (
        translation.override(reader.language),
        timezone.override(zone_named(reader.zone)),
    ):
        said = _said(claim, about) if post is None else _posted(claim, post)
        if more:
            said = _bundled(said, more)
        return _message(claim, reader, said)


def _said(claim: Claim, about: About | None) -> _Said:
    if claim.kind == VERIFICATION:
        return _verification(claim)
    if claim.kind == TEST:
        return _test()
    if claim.kind == DUTY:
        return _duty(claim)
    if about is None:
        return _plain(claim)
    return _incident(claim, about)


def _incident(claim: Claim, about: About) -> _Said:
    drill = _("Drill: ") if claim.is_drill else ""
    link = _page_of(claim)
    actions = _actions(claim)
    change = str(claim.why.get("change") or "")
    # Asked for none but these: a storm of pages is written without a question each.
    approval = approval_of(change) if change else None
    if about.restricted:
        subject = f"{drill}{about.ref}"
        lines = [_("{ref}, which is restricted, needs you.").format(ref=about.ref)]
    else:
        rated = f"P{about.priority} " if about.priority else ""
        title = _cut(about.title, _TITLE)
        subject = f"{drill}{rated}{about.ref}: {title}"
        lines = [title, *_facts(about)]
        if approval is not None:
            asked = _asked(approval)
            subject, lines = f"{drill}{about.ref}: {asked[0]}", [*asked, *lines]
    return _Said(
        subject=subject,
        lines=lines,
        link=link,
        actions=actions,
        why=why_of(claim.why),
        code=links.reply_code(claim.id) if claim.kind != ROOM else "",
        ref=about.ref,
        reply="ack" if _is_about_work(claim) else actions[0].verb if actions else "",
    )


def _posted(claim: Claim, post: Post) -> _Said:
    """As few words as it needs: a room reads many of them."""
    drill = _("Drill: ") if claim.is_drill else ""
    lines = [f"{drill}{post.line}", post.text]
    link = f"{home.url()}{claim.why.get('path') or '/'}"
    return _Said(
        subject=_cut(lines[0], _TITLE), lines=[x for x in lines if x], link=link
    )


def _asked(approval: Approval) -> list[str]:
    """An emergency change, as far as one decides by it."""
    change = approval.change
    risks = {"low": _("low"), "medium": _("medium"), "high": _("high")}
    told = [_("Emergency change {key}: {title}")]
    if change.description:
        told.append("{what}")
    told.append(_("Risk: {risk}"))
    if approval.back_out:
        told.append(_("Taken back by: {back_out}"))
    facts = {
        "key": change.key,
        "title": _cut(change.title, _TITLE),
        "what": change.description,
        "risk": risks.get(change.risk, change.risk),
        "back_out": approval.back_out,
    }
    return [line.format(**facts) for line in told]


def _facts(about: About) -> list[str]:
    told = []
    if about.priority:
        told.append(_("Priority: P{priority}").format(priority=about.priority))
    if about.service:
        told.append(_("Service: {service}").format(service=about.service))
    if about.team:
        told.append(_("Team: {team}").format(team=about.team))
    if about.since:
        at = date_format(localtime(about.since), "DATETIME_FORMAT")
        told.append(_("Since: {at}").format(at=at))
    return ["\n".join(told)] if told else []


def _actions(claim: Claim) -> list[Action]:
    labels = {
        links.ACKNOWLEDGE: _("Acknowledge"),
        links.ESCALATE: _("Escalate"),
        links.RESOLVE: _("Resolve"),
    }
    if claim.why.get("swarm"):
        labels = {links.ACKNOWLEDGE: _("I am coming"), links.ESCALATE: _("I cannot")}
    elif claim.why.get("change"):
        labels = {links.APPROVE: _("Approve"), links.REFUSE: _("Refuse")}
    elif claim.why.get("candidate"):
        labels = {links.DECLARE: _("Declare it major"), links.REJECT: _("Not major")}
    elif claim.why.get("leads") or claim.why.get("tells"):
        labels = {}
    made = []
    for verb, label in labels.items():
        token = links.token_of(claim.id, verb)
        # Many read what is told in a room: a button tells who pressed it, a link does
        # not, so it leads to where one signs in.
        url = links.answer_url(token) if claim.kind != ROOM else _page_of(claim)
        made.append(Action(verb=verb, label=label, url=url, token=token))
    return made


def _page_of(claim: Claim) -> str:
    return f"{home.url()}{claim.why.get('path') or f'/incidents/{claim.ref}'}"


def _is_about_work(claim: Claim) -> bool:
    """Whether it is answered as any page is."""
    return not {"change", "candidate", "leads", "tells"} & claim.why.keys()


def _verification(claim: Claim) -> _Said:
    until = str(claim.why.get("until", ""))
    code = links.code_of(claim.method, until)
    path = str(claim.why.get("path") or "/me/reached")
    subject = _("{code} is your code for Tocsin").format(code=code)
    lines = [
        subject,
        _("Type it on the page “Chat rooms” of the team. It is good for 15 minutes.")
        if is_room(claim.person)
        else _("Type it on the page “How you are reached”. It is good for 15 minutes."),
        _("If you did not ask for it, do nothing."),
    ]
    return _Said(subject=subject, lines=lines, link=f"{home.url()}{path}")


def _test() -> _Said:
    subject = _("Tocsin reaches you here")
    lines = [_("You asked for this test. A page would arrive the same way.")]
    return _Said(subject=subject, lines=lines, link=f"{home.url()}/me/reached")


def _plain(claim: Claim) -> _Said:
    """What is of no incident says what whoever wanted it wrote."""
    drill = _("Drill: ") if claim.is_drill else ""
    subject = str(claim.why.get("subject") or claim.ref or _("Tocsin"))
    text = str(claim.why.get("text") or "")
    link = f"{home.url()}{claim.why.get('path') or '/'}"
    lines, why = [text] if text else [subject], why_of(claim.why)
    return _Said(subject=f"{drill}{subject}", lines=lines, link=link, why=why)


def _duty(claim: Claim) -> _Said:
    """A shift begins, or will."""
    at = localtime(datetime.fromisoformat(str(claim.why["at"])))
    facts = {
        "schedule": claim.why["duty"],
        "at": date_format(at, "DATETIME_FORMAT"),
    }
    if claim.why.get("begins"):
        told = _("You are on call in {schedule} from now on.")
    else:
        told = _("You are on call in {schedule} from {at} on.")
    subject = told.format(**facts)
    ways = _("Look whether you would be reached.")
    link = f"{home.url()}/me/reached"
    return _Said(subject=subject, lines=[subject, ways], link=link)


def _bundled(said: _Said, more: Sequence[Claim]) -> _Said:
    """The same, with what else waits for this person."""
    count = len(more)
    also = ngettext("and {count} more", "and {count} more", count).format(count=count)
    refs = ", ".join(dict.fromkeys(each.ref for each in more if each.ref))
    lines = [*said.lines, _("With it: {refs}").format(refs=refs) if refs else also]
    return _Said(
        subject=f"{said.subject} ({also})",
        lines=lines,
        link=said.link,
        actions=said.actions,
        why=said.why,
        code=said.code,
        ref=said.ref,
        reply=said.reply,
    )


def _message(claim: Claim, reader: Reader, said: _Said) -> Message:
    return Message(
        id=claim.id,
        uid=f"tocsin-{claim.id}",
        address=claim.address,
        data=claim.data,
        subject=holdable(said.subject),
        text=holdable(_text(said)),
        short=holdable(_short(said)),
        html=holdable(_html(said)),
        speech=holdable(_speech(said)),
        name=reader.name,
        person=claim.person,
        language=reader.language,
        zone=reader.zone,
        actions=said.actions,
        link=said.link,
        why=said.why,
        loud=claim.loud,
        kind=claim.kind,
        thread=said.ref,
        code=said.code,
        is_drill=claim.is_drill,
        attempt=claim.attempts,
    )


def _text(said: _Said) -> str:
    parts = [*said.lines]
    parts += [f"{action.label}\n{action.url}" for action in said.actions]
    if said.link:
        parts.append(_("Open it\n{link}").format(link=said.link))
    if said.why:
        parts.append(f"-- \n{said.why}")
    return "\n\n".join(parts)


def _html(said: _Said) -> SafeString:
    """Without a colour or face of its own, as every reader's program shows it best."""
    told = format_html_join("\n", "<p>{}</p>", ((line,) for line in said.lines))
    buttons = format_html_join(
        " &middot; ",
        '<a href="{}"><strong>{}</strong></a>',
        ((action.url, action.label) for action in said.actions),
    )
    answers = format_html("<p>{}</p>", buttons) if said.actions else SafeString()
    link = why = SafeString()
    if said.link:
        link = format_html('<p><a href="{}">{}</a></p>', said.link, _("Open it"))
    if said.why:
        why = format_html("<hr>\n<p><small>{}</small></p>", said.why)
    return format_html("{}\n{}\n{}\n{}", told, answers, link, why)


def _short(said: _Said) -> str:
    """As an SMS of one part or a lock screen has room for, with how to answer."""
    if not said.code or not said.reply:
        return _cut(said.subject, _SHORT)
    reply = _("Reply “{code} {word}”").format(code=said.code, word=said.reply)
    return f"{_cut(said.subject, _SHORT - len(reply) - 2)}. {reply}"


def _speech(said: _Said) -> str:
    return f"{_('This is Tocsin.')} {said.subject}"


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
