from django.utils.translation import gettext_noop as _

from tocsin.kernel.refusal import Refusal


class NotForYourRole(Refusal):
    code = "not_for_your_role"
    status = 403
    message = _("This page is not open to your role.")
    remedy = _("An administrator can give you the role that opens it.")


class NothingHere(Refusal):
    code = "nothing_here"
    status = 404
    message = _("There is nothing at this address, or it is not open to you.")
    remedy = _("Search the register, or go back to the desk.")


class LinksTriedTooOften(Refusal):
    code = "links_tried_too_often"
    status = 429
    message = _("Links that open nothing were tried too often from your address.")
    remedy = _("Wait a minute and try again.")


class NothingChosen(Refusal):
    code = "nothing_chosen"
    status = 422
    message = _("No incident was chosen.")
    remedy = _("Go back and tick those that you mean.")


class FormIncomplete(Refusal):
    code = "form_incomplete"
    status = 422
    message = _("The form is not complete, so nothing was changed.")
    remedy = _("Fill in what is marked and send it again.")


class NotOfferedNow(Refusal):
    code = "not_offered_now"
    message = _("{verb} does not fit {ref} as it is now, or is not yours to do.")
    remedy = _("Open it: the verbs that fit are shown there.")


class TestNotTaken(Refusal):
    code = "test_not_taken"
    message = _("The test was not accepted: the source's own address said {status}.")
    remedy = _("See whether the source is stopped or at its limit, and try again.")
