"""What is wrong with a team, and why a verb is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

COMPLAINTS: Mapping[str, Promise] = {
    "team_is_a_table": _("A team is a table of its parts."),
    "part_unknown": _("A team has no part called {about}."),
    "name_wanted": _("It needs a name of at most 60 letters."),
    "members_wanted": _("It needs members."),
    "list_wanted": _("It is a list of at most {about}."),
    "not_known": _("There is no {about}."),
    "told_twice": _("Something stands there twice."),
    "number_unfit": _("It is a whole number from 1 to {about}."),
    "condition_unfit": _("{about}"),
    "kit_unfit": _("It is a list of at most {about} short texts."),
    "yes_or_no": _("It is true or false."),
}


class SquadUnknown(Refusal):
    code = "rapid_team_unknown"
    status = 404
    message = _("There is no rapid-response team {key}.")
    remedy = _("Choose one from the list of teams.")


class SquadKeyUnfit(Refusal):
    code = "rapid_team_key_unfit"
    status = 422
    message = _("A team's key is small letters, figures and hyphens; {key} is not.")
    remedy = _("Choose another key, as in rapid-shop.")


class MayNotSetSquads(Refusal):
    code = "may_not_set_rapid_teams"
    status = 403
    message = _("Rapid-response teams are set up by administrators.")
    remedy = _("Ask an administrator.")


class MayNotCallOut(Refusal):
    code = "may_not_call_out"
    status = 403
    message = _("Calling out {team} is for its members, agents and major managers.")
    remedy = _("Ask one of them, or escalate the incident.")


class NotCalled(Refusal):
    code = "not_called"
    status = 403
    message = _("You were not called here.")
    remedy = _("Say on the incident that you could help.")


class CalloutUnknown(Refusal):
    code = "callout_unknown"
    status = 404
    message = _("There is no such call-out.")
    remedy = _("Look on the team's page.")


class CalloutOver(Refusal):
    code = "callout_over"
    message = _("The call-out is over.")
    remedy = _("Call the team out again if it is needed.")


class KitUnknown(Refusal):
    code = "kit_unknown"
    status = 422
    message = _("The team has no {item} in its kit.")
    remedy = _("An administrator adds it to the team.")
