"""The ways reporting says no."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class NotKnownNow(Refusal):
    code = "not_known_now"
    message = _("Nothing that is known now goes by {known}.")
    remedy = _("Look again at what is known, or report it: somebody reads it.")


class FollowsNothing(Refusal):
    code = "follows_nothing"
    message = _("{ref} follows no known incident.")
    remedy = _("It stands on its own; say what is the case there.")


class ReporterWanted(Refusal):
    code = "reporter_wanted"
    status = 422
    message = _("It was not told for whom this is.")
    remedy = _("Name the person in Tocsin-On-Behalf-Of.")


class NothingReported(Refusal):
    code = "nothing_reported"
    status = 422
    message = _("Nothing was written, and nothing was chosen.")
    remedy = _("A few words are enough.")


class LinkOpensNothing(Refusal):
    code = "link_opens_nothing"
    status = 410
    message = _("This link opens nothing, or nothing any more.")
    remedy = _("Sign in and open the report from “My reports”.")
