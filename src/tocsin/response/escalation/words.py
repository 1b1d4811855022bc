"""What is said of runs, rows and levels, in words."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHYS: Mapping[str, Promise] = {
    "": gettext_lazy("Nothing is known of it yet."),
    "new": gettext_lazy("Nothing is known of it yet."),
    "quiet": gettext_lazy("It is only recorded: nobody is to be paged for it."),
    "no_row": gettext_lazy("No row of the matrix fits it."),
    "over": gettext_lazy("It is over."),
    "answered": gettext_lazy("Somebody answered."),
    "spent": gettext_lazy("Nobody answered, and no level is left."),
    "clock": gettext_lazy("Its next level waits for a clock that does not run."),
}
REASONS: Mapping[str, Promise] = {
    "no_row": gettext_lazy("no row fits"),
    "service": gettext_lazy("its service is {about}"),
    "category": gettext_lazy("its category is {about}"),
    "category_above": gettext_lazy("its category lies beneath {about}"),
    "site": gettext_lazy("it is at {about}"),
    "priority": gettext_lazy("its priority is {about}"),
    "hours_open": gettext_lazy("it is within working hours"),
    "hours_closed": gettext_lazy("it is outside working hours"),
    "peak_yes": gettext_lazy("it is a peak period"),
    "peak_no": gettext_lazy("it is no peak period"),
    "everywhere": gettext_lazy("nothing nearer fits"),
}
BECAUSE: Mapping[str, Promise] = {
    "after": gettext_lazy("its time had come"),
    "percent": gettext_lazy("the clock had come so far"),
    "nobody": gettext_lazy("nobody was there before"),
    "undeliverable": gettext_lazy("no page of the level before arrived"),
    "by_hand": gettext_lazy("somebody asked for it"),
    "unanswered": gettext_lazy("nobody answered the level before"),
}


def why_words(code: str) -> str:
    """Why nothing is due."""
    return str(WHYS.get(code, code))


def reasons_words(because: Iterable[Mapping[str, str]]) -> str:
    """Why this row: "its category is …, its priority is P1"."""
    told = [
        str(REASONS[each["code"]]).format(about=each.get("about", ""))
        for each in because
        if each.get("code") in REASONS
    ]
    return ", ".join(told) or str(_("nothing nearer fits"))
