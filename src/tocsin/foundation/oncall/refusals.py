from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class ScheduleUnknown(Refusal):
    code = "schedule_unknown"
    status = 404
    message = _("There is no on-call schedule {key}.")
    remedy = _("Choose one from the list of schedules.")


class ScheduleTaken(Refusal):
    code = "schedule_taken"
    message = _("There is a schedule {key} already.")
    remedy = _("Choose another key and another name, or change that schedule.")


class LayerUnknown(Refusal):
    code = "layer_unknown"
    status = 404
    message = _("The schedule {schedule} has no layer {key}.")
    remedy = _("Look at the schedule to see which layers it has.")


class OverrideUnknown(Refusal):
    code = "override_unknown"
    status = 404
    message = _("The schedule {schedule} has nothing of that number.")
    remedy = _("Look at the schedule to see what was changed of it.")


class SpanUnusable(Refusal):
    code = "span_unusable"
    status = 422
    message = _("From {starts} to {ends} cannot be.")
    remedy = _("{hint}")


class SwapUnknown(Refusal):
    code = "swap_unknown"
    status = 404
    message = _("There is no swap {number}.")
    remedy = _("Look at the swaps of your team.")


class SwapOver(Refusal):
    code = "swap_over"
    message = _("This swap is {state} already.")
    remedy = _("Ask for another one.")


class NotOnCallThen(Refusal):
    code = "not_on_call_then"
    message = _("{person} is not on call in {schedule} for the whole of that time.")
    remedy = _("Choose a span that lies within one of their shifts to come.")


class CalendarUnreadable(Refusal):
    code = "outside_calendar_unreadable"
    status = 422
    message = _("This calendar cannot be read: {told}.")
    remedy = _("Give an iCalendar file (RFC 5545), as calendar programs export it.")


class CalendarLinkUnknown(Refusal):
    code = "calendar_link_unknown"
    status = 404
    message = _("This address opens no calendar.")
    remedy = _("It may have been renewed: make a new one on your page.")
