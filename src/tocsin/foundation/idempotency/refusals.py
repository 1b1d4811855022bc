from django.utils.translation import gettext_noop as _

from tocsin.kernel.refusal import Refusal


class InProgress(Refusal):
    code = "in_progress"
    message = _("The same request, with this idempotency key, is being carried out.")
    remedy = _("Wait a second and send it again: you get the answer of the first.")


class KeyReused(Refusal):
    code = "key_reused"
    status = 422
    message = _("This idempotency key was used for a different request.")
    remedy = _("Use a new key for each request; repeat one only to send it again.")


class AnswerErased(Refusal):
    code = "answer_erased"
    status = 410
    message = _(
        "It was done before; the answer told of somebody whose data was erased."
    )
    remedy = _("Read the incident as it is now; nothing is done a second time.")
