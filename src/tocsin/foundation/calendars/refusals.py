from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class CalendarUnknown(Refusal):
    code = "calendar_unknown"
    status = 404
    message = _("There is no calendar {key}.")
    remedy = _("Choose one from the list of calendars.")


class CalendarTaken(Refusal):
    code = "calendar_taken"
    message = _("There is a calendar {key} already.")
    remedy = _("Change that one, or choose another key.")


class CalendarFixed(Refusal):
    code = "calendar_fixed"
    message = _("The calendar “always” is open at any time and stays so.")
    remedy = _("Make a calendar of your own beside it.")


class CalendarNotPublishable(Refusal):
    code = "calendar_not_publishable"
    status = 422
    message = _("This calendar cannot be published as it stands: {complaints}")
    remedy = _("Mend what is named and publish again.")


class NeverReached(Refusal):
    code = "never_reached"
    status = 422
    message = _("The calendar {key} is not open for that long before the year {year}.")
    remedy = _("Ask for less working time, or give the calendar more open hours.")


class DaysUnknown(Refusal):
    code = "days_unknown"
    status = 422
    message = _("Calendars know days from the year {first} on, and before {last}.")
    remedy = _("Ask for days in between.")


COMPLAINTS = {
    "is_a_table": _("a calendar is a table of named values"),
    "not_known": _("this is not known here"),
    "needs_a_name": _("it needs a name"),
    "zone_unknown": _("there is no such time zone; one is called like Europe/Paris"),
    "never_open": _("it is not open on any day of the week"),
    "hours_are_intervals": _(
        "hours are told as 09:00-12:30, from midnight 00:00 to midnight 24:00"
    ),
    "intervals_overlap": _("two intervals of a day overlap"),
    "date_unknown": _("a date is told as 2026-12-24"),
    "period_backwards": _("its end lies before its beginning"),
    "exceptions_overlap": _("two exceptions are about the same day"),
    "country_unknown": _("no holidays are known for this country"),
    "subdivision_unknown": _("this country has no such part with holidays of its own"),
    "edition_is_a_number": _("an edition of holidays is a number from 1"),
    "weight_is_1_to_9": _("a peak has a weight from 1 to 9"),
    "peak_needs_a_time": _("a peak says when: dates, yearly, or an nth weekday"),
    "weekday_unknown": _("weekdays are mon, tue, wed, thu, fri, sat, sun"),
    "too_long": _("it is longer than can be held"),
}
