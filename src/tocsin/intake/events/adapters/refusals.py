"""The ways a mapping is refused."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class MappingUnusable(Refusal):
    code = "mapping_unusable"
    status = 422
    message = _("The mapping cannot be used as it stands: {where}: {why}.")
    remedy = _("Mend that line; docs/sources.md describes the language.")
