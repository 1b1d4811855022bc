from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class ChangeUnknown(Refusal):
    code = "change_unknown"
    status = 404
    message = _("There is no change {key}.")
    remedy = _("Look for it in the list of changes, or tell it there first.")


class ChangeUnusable(Refusal):
    code = "change_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")


class ChangeKeyTaken(Refusal):
    code = "change_key_taken"
    message = _("There is a change {key} already.")
    remedy = _("Change that one, or leave the key out: one is given to it.")


class ChangeEnded(Refusal):
    code = "change_not_now"
    message = _("{key} is {state}, so this cannot be done.")
    remedy = _("Tell another change if there is one, or amend this one.")


class ChangeNotApproved(Refusal):
    code = "change_not_approved"
    message = _("{key} is not approved.")
    remedy = _(
        "Have it approved, or tell that it is done before it is approved, and why."
    )


class NoApprovalAsked(Refusal):
    code = "no_approval_asked"
    status = 404
    message = _("Nobody was asked to approve {key}.")
    remedy = _("Ask for an emergency change from the page of its incident.")


class ChangeDecided(Refusal):
    code = "change_decided"
    message = _("{key} is {state} already.")
    remedy = _("Ask for another emergency change if this one is no longer right.")


class ApprovalReasonWanted(Refusal):
    code = "approval_reason_wanted"
    status = 422
    message = _("A reason is wanted for {key}.")
    remedy = _("Say in a few words why.")


class NotTheApprover(Refusal):
    code = "not_the_approver"
    status = 403
    message = _("Whether {key} may be done is not yours to decide.")
    remedy = _("It is decided by {people}.")


class OwnChange(Refusal):
    code = "own_change"
    status = 403
    message = _("You asked for {key} yourself, so another decides about it.")
    remedy = _("It is decided by {people}.")
