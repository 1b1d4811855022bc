"""The ways the API says no before a verb is asked."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class KeyWanted(Refusal):
    code = "key_wanted"
    status = 401
    message = _("This request shows no API key that opens anything.")
    remedy = _("Send it as “Authorization: Bearer tk_…”. An administrator makes keys.")


class TooManyAttempts(Refusal):
    code = "too_many_attempts"
    status = 429
    message = _("More than {most} keys that open nothing came from here in a minute.")
    remedy = _("Stop, set the right key, and begin again in a minute.")


class ScopeMissing(Refusal):
    code = "scope_missing"
    status = 403
    message = _("The API key “{name}” has none of the scopes this needs: {needed}.")
    remedy = _("Ask an administrator for a key that has one.")


class NothingHere(Refusal):
    code = "nothing_here"
    status = 404
    message = _("There is nothing at this address of the API.")
    remedy = _("What there is, is told at /api/v1/docs and /api/v1/openapi.json.")


class MethodNotOffered(Refusal):
    code = "method_not_offered"
    status = 405
    message = _("This address is not for {method}.")
    remedy = _("It is for: {offered}.")


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    message = _("The request's body is larger than {limit} bytes.")
    remedy = _("Send less: a text may be told in several notes.")


class NotJson(Refusal):
    code = "not_json"
    status = 400
    message = _("The request's body could not be read as JSON.")
    remedy = _("Send one JSON object in UTF-8.")


class UnknownShape(Refusal):
    code = "unknown_shape"
    status = 422
    message = _("The request was understood as JSON, but not what it says.")
    remedy = _("What is meant is named under “details”; the shapes are in the docs.")


class PersonBehindUnknown(Refusal):
    code = "person_behind_unknown"
    status = 422
    message = _("Nobody is known here as {key}, so nothing was done on their behalf.")
    remedy = _("Look the person up at /api/v1/people, or leave the header out.")


class OurFault(Refusal):
    code = "our_fault"
    status = 500
    message = _("Something went wrong here; it is not your request's fault.")
    remedy = _("Send it again. If it stays, give the administrator the time of it.")
