"""How people of Halden are reached: most by SMS, some by calls, one by mail alone."""

from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.methods import add_method, verify_method
from tocsin.foundation.notify.actions.wishes import set_manner, write_steps
from tocsin.foundation.notify.links import code_of

_BY = SYSTEM.through("sample")
# Numbers that Ofcom keeps for films and books: nobody answers them.
_NUMBER = "+447700900{:03}"
# Who has not got round to it, so that a lead sees what that looks like.
_BY_MAIL_ALONE = frozenset({"sam"})
_CALLED = frozenset({"ada", "oskar", "marc"})
_NIGHT = {"begins": "22:00", "ends": "07:00", "days": [0, 1, 2, 3, 4, 5, 6]}


def reach_people() -> None:
    """Everybody in a team has a way that was verified, but one; who is called often has
    steps of their own."""
    keys = Membership.objects.values_list("person__key", flat=True)
    rows = Person.objects.filter(key__in=set(keys)).order_by("username")
    for number, person in enumerate(rows):
        if person.username in _BY_MAIL_ALONE:
            continue
        way = _way(person.key, "sms", number)
        if person.username in _CALLED:
            call = _way(person.key, "voice", number)
            steps = [(way, 0), (0, 0), (call, 2)]
            write_steps(person.key, "loud", steps, by=_BY)
            set_manner(person.key, quiet=[_NIGHT], by=_BY)


def _way(person: str, channel: str, number: int) -> int:
    row = add_method(person, channel, _NUMBER.format(number), by=_BY)
    row.refresh_from_db()
    until = row.code_ends_at.isoformat() if row.code_ends_at else ""
    verify_method(person, row.id, code_of(row.id, until), by=_BY)
    return row.id
