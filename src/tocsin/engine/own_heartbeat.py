"""An outside eye is told every minute that Tocsin pages in time. It stands above what
is due to be paged and what is due to be escalated, and is silent while either waits."""

import logging

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.channels.posting import allowed_networks
from tocsin.foundation.notify.options import HEARTBEAT
from tocsin.foundation.notify.reads.log import standing
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.response.escalation.keeping import keeping

_log = logging.getLogger(__name__)


def tell_heartbeat() -> int:
    """The address that an outside eye watches is asked, while pages leave in time and
    escalation keeps its time; else it is not, so that whoever watches raises the
    alarm."""
    url = value(HEARTBEAT).strip()
    if not url or holds_mail():
        return 0
    if complaint := standing().complaint or keeping().complaint:
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
