from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Any] = {
    "not_a_document": _("It describes nothing."),
    "wanted": _("It is needed."),
    "unknown": _("A provider has nothing of this name."),
    "no_issuer": _("It is an https address without ? and #, as the provider tells it."),
    "not_offered": _("It is verified, any or nobody."),
    "not_yes_or_no": _("It is yes or no."),
    "not_words": _("It is a list of words."),
    "not_rows": _("It is a list of groups with roles and teams."),
    "no_group": _("It names no group."),
    "roles_unknown": _("It names a role that there is not."),
    "teams_unknown": _("It names a team that there is not."),
}


class ProviderUnknown(Refusal):
    code = "provider_unknown"
    status = 404
    message = _("There is no provider {name} to sign in by.")
    remedy = _("Go back to the page for signing in.")


class ProviderSilent(Refusal):
    code = "provider_silent"
    status = 502
    message = _("{title} does not answer as it should, so nobody can sign in by it.")
    remedy = _("Try again in a few minutes, or ask whoever runs it.")


class ProviderIsAnother(Refusal):
    code = "provider_is_another"
    status = 502
    message = _("What answers for {title} says that it is {told}.")
    remedy = _("An administrator compares the issuer in Settings, Single sign-on.")


class SignInStale(Refusal):
    code = "sign_in_stale"
    status = 400
    message = _("This answer of a provider belongs to no sign-in that began here.")
    remedy = _("Begin again on the page for signing in.")


class SignInCancelled(Refusal):
    code = "sign_in_cancelled"
    status = 403
    message = _("{title} let nobody in: it was cancelled or not allowed there.")
    remedy = _("Begin again, or ask whoever runs it.")


class TokenUnfit(Refusal):
    code = "token_unfit"
    status = 400
    message = _("The answer of {title} does not prove who you are ({part}).")
    remedy = _("Begin again. If it stays so, tell an administrator this word.")


class NobodyKnown(Refusal):
    code = "nobody_known"
    status = 403
    message = _("{title} knows you, and nobody here is known to be you.")
    remedy = _("Ask an administrator for an account with the address you have there.")


class AddressNotVouched(Refusal):
    code = "address_not_vouched"
    status = 403
    message = _("Somebody here has your address, and {title} does not vouch for it.")
    remedy = _("Confirm your address there, or ask an administrator.")


class LinkedToAnother(Refusal):
    code = "linked_to_another"
    status = 403
    message = _("Whoever has this address here signs in as somebody else at {title}.")
    remedy = _("An administrator unlinks the account of before, if it is you.")


class IdentityUnknown(Refusal):
    code = "identity_unknown"
    status = 404
    message = _("This account of a provider is not linked.")
    remedy = _("Look at the list of those that are.")
