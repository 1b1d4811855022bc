"""What happens because time passed: notices of duty."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.models import Manner
from tocsin.foundation.notify.options import DUTY_MINUTES
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.notify.rules import DUTY
from tocsin.foundation.oncall.queries import Handover
from tocsin.foundation.oncall.reads import handovers_between
from tocsin.kernel import clock

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
