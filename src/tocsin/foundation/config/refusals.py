from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class DocumentUnknown(Refusal):
    code = "document_unknown"
    status = 404
    message = _("There is no such version of this configuration.")
    remedy = _("Choose one from its history.")


class NotADraft(Refusal):
    code = "not_a_draft"
    message = _("Version {version} of {name} is {state}, so it cannot be published.")
    remedy = _("Draft a new version with the same content and publish that.")


class NotPublished(Refusal):
    code = "not_published"
    message = _("Version {version} of {name} is {state}, so it cannot be retired.")
    remedy = _("Only what is published can be retired.")
