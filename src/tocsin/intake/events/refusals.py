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


class ToolUnknown(Refusal):
    code = "tool_unknown"
    status = 422
    message = _("There is no preset for {tool}.")
    remedy = _("Near it are: {near}. Choose generic for a tool that is not listed.")


class RequestGone(Refusal):
    code = "request_gone"
    status = 404
    message = _("There is no request {number}.")
    remedy = _("Requests are kept for as long as their source says.")


class FailureUnknown(Refusal):
    code = "failure_unknown"
    status = 404
    message = _("There is no failure {number}.")
    remedy = _("Look for it in the list of requests that could not be read.")


class NothingToReplay(Refusal):
    code = "nothing_to_replay"
    message = _("Nothing that was asked for waits to be read again.")
    remedy = _("Look at the list again, or choose a longer time.")


class SubscriptionUnknown(Refusal):
    code = "subscription_unknown"
    status = 404
    message = _("The topic {topic} has not offered to send to this source.")
    remedy = _("Subscribe the source's address to the topic at Amazon first.")


class OfferExpired(Refusal):
    code = "offer_expired"
    message = _("What {topic} offered is too old to be confirmed.")
    remedy = _("Let the topic offer again: request the confirmation anew at Amazon.")


class AlreadySubscribed(Refusal):
    code = "already_subscribed"
    message = _("The topic {topic} sends already.")
    remedy = _("End the subscription at Amazon; only there it can be ended.")
