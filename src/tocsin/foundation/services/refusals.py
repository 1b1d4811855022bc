from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class ServiceUnknown(Refusal):
    code = "service_unknown"
    status = 404
    message = _("There is no service {key}.")
    remedy = _("Choose one from the list of services.")


class ItemUnknown(Refusal):
    code = "item_unknown"
    status = 404
    message = _("There is no item {key}.")
    remedy = _("Choose one from the list of items, or import it first.")


class SiteUnknown(Refusal):
    code = "site_unknown"
    status = 404
    message = _("There is no site {key}.")
    remedy = _("Choose one from the list of sites, or add it first.")


class ServiceNameTaken(Refusal):
    code = "service_name_taken"
    message = _("There is a service called {name} already.")
    remedy = _("Use that one, or choose another name.")


class KeyTaken(Refusal):
    code = "directory_key_taken"
    message = _("{key} is the key of another one already.")
    remedy = _("Change that one, or choose another key.")


class SiteNameTaken(Refusal):
    code = "site_name_taken"
    message = _("There is a site called {name} already.")
    remedy = _("Use that one, or choose another name.")


class SourceNumberTaken(Refusal):
    code = "source_number_taken"
    message = _("Another item has the number {number} at {source}.")
    remedy = _("Change that item, or leave the number out.")


class FactUnusable(Refusal):
    code = "directory_fact_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")


class DependencyCircle(Refusal):
    code = "dependency_circle"
    message = _("{needs} already needs {service}, directly or through others.")
    remedy = _("Take back one of those dependencies first.")


class SiteCircle(Refusal):
    code = "site_circle"
    message = _("{parent} lies within {site} itself.")
    remedy = _("Choose a site that does not.")


class FileUnreadable(Refusal):
    code = "import_unreadable"
    status = 422
    message = _("This file cannot be read: {why}.")
    remedy = _("Write it as docs/services.md shows, in CSV or YAML, and try again.")


class PlanRefused(Refusal):
    code = "import_refused"
    status = 422
    message = _("{count} lines of this file cannot be used, so nothing was changed.")
    remedy = _("Look at the plan, mend those lines, and try again.")


class PlanGone(Refusal):
    code = "import_gone"
    status = 404
    message = _("This plan is not there any more: it was carried out, or planned anew.")
    remedy = _("Hand in the file again.")
