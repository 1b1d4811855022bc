from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class ViewUnknown(Refusal):
    code = "view_unknown"
    status = 404
    message = _("There is no such view, or it is not shared with you.")
    remedy = _("Ask whoever sent you the link to share it.")


class ViewNotYours(Refusal):
    code = "view_not_yours"
    status = 403
    message = _("“{name}” belongs to somebody else.")
    remedy = _("Copy it: the copy is yours to change.")


class SharedTooWidely(Refusal):
    code = "shared_too_widely"
    status = 403
    message = _("This is not yours to share with so many.")
    remedy = _(
        "Share it with a team of yours; a lead or an administrator shares with all."
    )


class ViewUnfit(Refusal):
    code = "view_unfit"
    status = 422
    message = _("A view needs a name, a known place and a known order.")
    remedy = _("Give it a name of at most 80 letters.")


class LimitNotYours(Refusal):
    code = "limit_not_yours"
    status = 403
    message = _("A team's limit is set by its leads and by administrators.")
    remedy = _("Ask a lead of the team.")


class LimitUnfit(Refusal):
    code = "limit_unfit"
    status = 422
    message = _("A limit is a whole number from 0 to 10000; 0 takes it away.")
    remedy = _("Give another number.")
