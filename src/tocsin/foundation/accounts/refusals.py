from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403
    message = _("Your roles do not allow this.")
    remedy = _("Ask an administrator to do it, or to give you the role it needs.")


class PersonUnknown(Refusal):
    code = "person_unknown"
    status = 404
    message = _("Nobody is known here as {key}.")
    remedy = _("Look for the person by name.")


class TeamUnknown(Refusal):
    code = "team_unknown"
    status = 404
    message = _("There is no team {key}.")
    remedy = _("Choose one from the list of teams.")


class KeyUnknown(Refusal):
    code = "key_unknown"
    status = 404
    message = _("There is no API key {name}.")
    remedy = _("List the keys to see what they are called.")


class KeyLivesTooLong(Refusal):
    code = "key_lives_too_long"
    status = 422
    message = _("An API key may live for {days} days at most.")
    remedy = _("Make it with an end by then, and rotate it before.")


class NameTaken(Refusal):
    code = "name_taken"
    message = _("{name} is taken already.")
    remedy = _("Choose another name.")


class FactUnusable(Refusal):
    code = "fact_unusable"
    status = 422
    message = _("{fact} cannot be {value}.")
    remedy = _("{hint}")


class ManagerCircle(Refusal):
    code = "manager_circle"
    message = _("{manager} already reports to {person}, directly or through others.")
    remedy = _("Name a line manager who does not.")


class AbsenceOverlaps(Refusal):
    code = "absence_overlaps"
    message = _("An absence is told for that time already.")
    remedy = _("End that one first, or tell another time.")


class AbsenceUnknown(Refusal):
    code = "absence_unknown"
    status = 404
    message = _("There is no such absence, or it was taken back.")
    remedy = _("Look at the person's page for those that are told.")


class SkillUnknown(Refusal):
    code = "skill_unknown"
    status = 404
    message = _("There is no skill {key}.")
    remedy = _("Choose one from the list of skills, or add it first.")


class RoleUnknown(Refusal):
    code = "role_unknown"
    status = 422
    message = _("{names} is not among the roles.")
    remedy = _("The roles are: {known}.")


class ScopeUnknown(Refusal):
    code = "scope_unknown"
    status = 422
    message = _("{names} is not among the scopes an API key can have.")
    remedy = _("Give one or more of: {known}.")


class PasswordWeak(Refusal):
    code = "password_weak"
    status = 422
    message = _("This password is easy to guess. {reason}")
    remedy = _("Four or five words that nobody would put together are good.")


class LastAdministrator(Refusal):
    code = "last_administrator"
    message = _("This is the only administrator left.")
    remedy = _("Make somebody else an administrator first.")


class AlreadyBegun(Refusal):
    code = "already_begun"
    message = _("This Tocsin has people already, so nobody can start it anew.")
    remedy = _("Sign in, or ask an administrator for an account.")


class AlreadyErased(Refusal):
    code = "already_erased"
    message = _("The personal values of {key} have been erased.")
    remedy = _("They cannot be brought back; add the person anew.")


class CodeWrong(Refusal):
    code = "code_wrong"
    status = 422
    message = _("This is not the code that the app shows now.")
    remedy = _("Type the six figures it shows, before they change.")


class TotpThereAlready(Refusal):
    code = "totp_there_already"
    message = _("An app gives you codes already.")
    remedy = _("Remove it first, then set up the new one.")


class FactorUnknown(Refusal):
    code = "factor_unknown"
    status = 404
    message = _("This is none of your second factors.")
    remedy = _("Look at the list of those that you have.")


class FactorNeeded(Refusal):
    code = "factor_needed"
    message = _("A second factor is wanted of your role, and this is your last.")
    remedy = _("Set up another one first.")


class NoFactorYet(Refusal):
    code = "no_factor_yet"
    message = _("You have no second factor that recovery codes could stand for.")
    remedy = _("Set up an app or a passkey; codes come with it.")


class NotYourOwnFactors(Refusal):
    code = "not_your_own_factors"
    status = 403
    message = _("You cannot reset your own second factors.")
    remedy = _("Remove them on your page, or ask another administrator.")


class NobodyAdministers(Refusal):
    code = "nobody_administers"
    message = _("Nobody administers this Tocsin yet.")
    remedy = _("Make the first administrator, then seal the break-glass account.")


class EnvelopeOpen(Refusal):
    code = "envelope_open"
    status = 403
    message = _("The break-glass account was opened already; its secret is spent.")
    remedy = _("Seal it anew with `tocsin person break-glass` on the server.")


class LinkSpent(Refusal):
    code = "link_spent"
    status = 410
    message = _("This link opens nothing: it was used, has ended, or was replaced.")
    remedy = _("Ask for a new one. The newest mail has the link that opens.")


class TooManyResets(Refusal):
    code = "too_many_resets"
    status = 429
    message = _("Too many new passwords were asked for from your address.")
    remedy = _("Look into your mail, or try again in an hour.")


class SecondFactorWanted(Refusal):
    code = "second_factor_wanted"
    status = 422
    message = _("Your account has a second factor, and this is no code of it.")
    remedy = _(
        "Type what your app shows now, or a recovery code. Without both, ask an"
        " administrator to reset your second factors."
    )


class SessionUnknown(Refusal):
    code = "session_unknown"
    status = 404
    message = _("This session is over already.")
    remedy = _("Look at the list of those that go on.")


class InvitedAlready(Refusal):
    code = "invited_already"
    message = _("{email} has been invited already.")
    remedy = _("Send the invitation again, or withdraw it first.")


class HereAlready(Refusal):
    code = "here_already"
    message = _("{email} belongs to somebody who signs in here already.")
    remedy = _("Give them the roles and teams on their page.")


class InvitationUnknown(Refusal):
    code = "invitation_unknown"
    status = 404
    message = _("There is no such invitation, or it is not yours to see.")
    remedy = _("Look at the list of invitations.")


class InvitationOver(Refusal):
    code = "invitation_over"
    message = _("The invitation of {email} was accepted or withdrawn.")
    remedy = _("Invite them anew, if they are to come.")
