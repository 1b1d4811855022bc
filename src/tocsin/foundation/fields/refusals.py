from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class FieldUnknown(Refusal):
    code = "field_unknown"
    status = 422
    message = _("There is no field {name} here.")
    remedy = _("Known are: {known}.")


class FieldUnusable(Refusal):
    code = "field_unusable"
    status = 422
    message = _("“{told}” is nothing that {field} can hold: {complaint}.")
    remedy = _("Nothing was changed. Correct it and send it again.")


class FilterUnclear(Refusal):
    code = "filter_unclear"
    status = 422
    message = _("“{told}” does not say which field is to hold what.")
    remedy = _("Write key:value; of numbers and times also key>=value, key<=value.")


UNFIT = {
    "not_one_value": _("it is one value"),
    "too_long": _("it is shorter"),
    "too_great": _("it is a smaller number"),
    "not_whole": _("it is a whole number, of at most 15 digits"),
    "not_decimal": _("it is a number such as 12.50"),
    "not_yes_or_no": _("it is yes or no"),
    "not_a_date": _("it is a date such as 2026-03-02"),
    "not_an_instant": _("it is an instant such as 2026-03-02T09:00Z"),
    "not_offered": _("it is one of {choices}"),
    "not_a_url": _("it is an address that begins with https:// or http://"),
    "nobody": _("it is a person who is known here"),
    "no_service": _("it is a service that is known here"),
    "no_item": _("it is an item that is known here"),
    "no_order": _("it can only be asked for by what it is"),
}
COMPLAINTS = {
    "field_is_a_table": _("a field is a table of named values"),
    "not_known": _("this is not known here"),
    "needs_a_title": _("it needs a title"),
    "needs_a_type": _("it needs a type that there is"),
    "choices_are_listed": _("choices are a list, each with a code and a title"),
    "choices_are_told_once": _("a code appears twice"),
    "is_a_list": _("this is a list"),
    "not_a_stage": _("it is registering, resolving, closing or left out"),
    "is_yes_or_no": _("this is yes or no"),
    "is_a_number": _("this is a whole number"),
    "titles_by_language": _("titles are told by language"),
    "is_a_text": _("this is a text"),
}
