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
