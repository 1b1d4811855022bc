"""The ways this import says no to a whole file. Single rows are never a reason to."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class MappingUnfit(Refusal):
    code = "mapping_unfit"
    status = 422
    message = _("The mapping cannot be used: {complaints}.")
    remedy = _("Mend what is named; docs/import.md lists the facts and their words.")


class MappingUnknown(Refusal):
    code = "mapping_unknown"
    status = 404
    message = _("There is no mapping called {name}.")
    remedy = _("Name one that is published, or a file that holds one.")


class ImportUnknown(Refusal):
    code = "import_unknown"
    status = 404
    message = _("There is no such import.")
    remedy = _("Choose one from the list.")


class ImportFileGone(Refusal):
    code = "import_file_gone"
    status = 404
    message = _("The file is no longer here: it was kept for a day.")
    remedy = _("Hand it in again.")


COMPLAINTS = {
    "mapping_is_a_table": _("a mapping is a table of named values"),
    "not_known": _("this is not known here"),
    "source_is_a_word": _("it is a short word in small letters, such as servicenow"),
    "not_a_zone": _("it is a zone such as Europe/Berlin"),
    "not_an_order": _("it is day_first or month_first"),
    "columns_are_listed": _("columns are a list, each with column, to, maybe values"),
    "no_such_fact": _("there is no such fact or field"),
    "told_twice": _("only one column can tell this"),
    "no_such_value": _("there is no such word here"),
}
