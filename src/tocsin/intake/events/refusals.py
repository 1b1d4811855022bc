from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class SourceUnknown(Refusal):
    code = "source_unknown"
    status = 404
    message = _("There is no source {slug}.")
    remedy = _("Look for it in the list of sources, or add it there first.")


class SourceNameTaken(Refusal):
    code = "source_name_taken"
    message = _("There is a source called {name} already.")
    remedy = _("Choose another name, or use that source.")


class SourceUnusable(Refusal):
    code = "source_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")
