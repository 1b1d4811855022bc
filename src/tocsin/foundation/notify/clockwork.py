"""What happens because time passed: notices of duty, and telling an outside eye that
pages leave in time."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.channels.posting import allowed_networks
from tocsin.foundation.notify.models import Manner
from tocsin.foundation.notify.options import DUTY_MINUTES, HEARTBEAT
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.notify.reads.log import standing
from tocsin.foundation.notify.rules import DUTY
from tocsin.foundation.oncall.queries import Handover
from tocsin.foundation.oncall.reads import handovers_between
from tocsin.kernel import clock
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask

_log = logging.getLogger(__name__)

# A notice of a shift that began is still of use for so long.
_JUST_BEGUN = timedelta(minutes=10)


def tell_of_duty() -> int:
    """Whoever comes on call was told some time before, and when it begins, once each;
    says how many are new. Who wishes no such notice gets none."""
    now = clock.now()
    wanted = [*_notices(handovers_between(now - _JUST_BEGUN, now), begins=True)]
    if before := value(DUTY_MINUTES):
        ahead = handovers_between(now, now + timedelta(minutes=before))
        wanted += _notices(ahead, begins=False)
    people = {each.person for each in wanted}
    silent = Manner.objects.filter(person__in=people, duty_notices=False)
    left = set(silent.values_list("person", flat=True))
    return send_pages([it for it in wanted if it.person not in left], now=now)


def _notices(handovers: Iterable[Handover], *, begins: bool) -> Iterator[Wanted]:
    word = "begins" if begins else "ahead"
    for told in handovers:
        at = told.at.isoformat()
        for person in told.comes:
            yield Wanted(
                person,
                f"duty:{word}:{told.schedule}:{at}:{person}",
                kind=DUTY,
                loud=False,
                why={"duty": told.schedule, "at": at, "begins": begins},
                unless=NEVER,
            )


def tell_heartbeat() -> int:
    """The address that an outside eye watches is asked, while pages leave in time; it
    is not while they wait, so that whoever watches raises the alarm."""
    url = value(HEARTBEAT).strip()
    if not url or holds_mail():
        return 0
    if complaint := standing().complaint:
        _log.warning("no heartbeat is told: %s", complaint)
        return 0
    try:
        heard = ask(Asking(url, method="GET"), allowed=allowed_networks())
    except (NotReached, NotAllowed) as flaw:
        _log.warning("the heartbeat was not heard: %s", flaw)
        return 0
    if heard.status >= 300:
        _log.warning("the heartbeat was answered with %s", heard.status)
    return 0
