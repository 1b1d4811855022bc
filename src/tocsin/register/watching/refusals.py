from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class WatcherWanted(Refusal):
    code = "watcher_wanted"
    status = 422
    message = _("People watch, and nobody was named.")
    remedy = _("Name the person who is to watch.")


class NotNamedOnIt(Refusal):
    code = "not_named_on_it"
    status = 403
    message = _("{ref} is restricted, and {person} is not named on it.")
    remedy = _(
        "Ask an agent or a major incident manager who is named on it to name them."
    )


class SeesOnlyReports(Refusal):
    code = "sees_only_reports"
    status = 422
    message = _("{person} sees only what they reported, so they cannot watch {ref}.")
    remedy = _("Tell them what they need to know, or let them report it themselves.")
