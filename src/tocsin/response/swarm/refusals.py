"""Why something is not done in a swarm."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class NoSuchSwarm(Refusal):
    code = "no_such_swarm"
    status = 404
    message = _("There is no swarm {ref} that you may see.")
    remedy = _("Look at the list of swarms.")


class SwarmIsOpen(Refusal):
    code = "swarm_is_open"
    message = _("{ref} has a swarm already: {swarm}.")
    remedy = _("Join it and invite whom you miss.")


class SwarmIsOver(Refusal):
    code = "swarm_is_over"
    message = _("Swarm {swarm} is over.")
    remedy = _("Open another one on the incident if it is needed again.")


class NotItsCoordinator(Refusal):
    code = "not_its_coordinator"
    status = 403
    message = _("Swarm {swarm} is led by {coordinator}.")
    remedy = _("Ask them, the team that has the incident, or an agent.")


class NotInTheSwarm(Refusal):
    code = "not_in_the_swarm"
    message = _("{person} is not in swarm {swarm}.")
    remedy = _("Invite or recall them first.")


class NotInvited(Refusal):
    code = "not_invited"
    status = 404
    message = _("{person} has no invitation to {swarm} that waits for an answer.")
    remedy = _("Join the swarm; whoever sees its incident may.")


class PersonWanted(Refusal):
    code = "person_wanted"
    status = 422
    message = _("Only a person can do this in a swarm.")
    remedy = _("Name the person in Tocsin-On-Behalf-Of.")


class SwarmUnfit(Refusal):
    code = "swarm_unfit"
    status = 422
    message = _("{field} cannot be {value}.")
    remedy = _("It is one of these: {known}.")


class SomethingWanted(Refusal):
    code = "something_wanted"
    status = 422
    message = _("{what} is missing.")
    remedy = _("Say it in a line; it is read by everybody in the room.")


class HypothesisUnknown(Refusal):
    code = "hypothesis_unknown"
    status = 404
    message = _("Swarm {swarm} has no hypothesis {number}.")
    remedy = _("Look at the cards of its room.")


class HypothesisStands(Refusal):
    code = "hypothesis_stands"
    message = _("A hypothesis that is {before} cannot become {after}.")
    remedy = _("From here it can become: {possible}.")


class EvidenceWanted(Refusal):
    code = "evidence_wanted"
    status = 422
    message = _("A verdict stands on evidence, and there is none yet.")
    remedy = _("Say what was seen.")


class NotPossibleInSwarm(Refusal):
    code = "not_possible_in_swarm"
    message = _("Swarm {swarm} is {state}, so this is not possible.")
    remedy = _("From here it can become: {possible}.")


class OutcomeWanted(Refusal):
    code = "outcome_wanted"
    status = 422
    message = _("No primary team was named, so ending the swarm needs a reason.")
    remedy = _("It is one of these: {known}.")


class TeamUnknown(Refusal):
    code = "swarm_team_unknown"
    status = 422
    message = _("There is no team {team}.")
    remedy = _("Choose one from the list of teams.")


class PersonUnknown(Refusal):
    code = "swarm_person_unknown"
    status = 422
    message = _("There is nobody active with the key {person}.")
    remedy = _("Choose somebody from the list of people.")


class NobodyToCall(Refusal):
    code = "nobody_to_call"
    status = 422
    message = _("Nobody of {team} can be called now.")
    remedy = _("Invite a person by name.")


class GuestLinkOver(Refusal):
    code = "guest_link_over"
    status = 404
    message = _("This link opens nothing, or nothing any more.")
    remedy = _("Ask whoever sent it for another one.")


class GuestsTooFast(Refusal):
    code = "guest_too_fast"
    status = 429
    message = _("That was more than this link may do in a minute.")
    remedy = _("Wait a moment and try again.")


class ChatUnknown(Refusal):
    code = "chat_unknown"
    status = 404
    message = _("There is no such chat room, or it was not shown to be a team's.")
    remedy = _("Choose one from the list; teams' leads add rooms on the team's page.")


class ChatMirrorsAnother(Refusal):
    code = "chat_mirrors_another"
    message = _("In this room, swarm {swarm} is mirrored.")
    remedy = _("Cut it off there first, or choose another room.")


class ChatsNotMade(Refusal):
    code = "chats_not_made"
    status = 422
    message = _("No room can be made by {channel}.")
    remedy = _("Connect a room that a team has, or add a provider that makes rooms.")


class RestrictedFromChats(Refusal):
    code = "restricted_from_chats"
    message = _("{ref} is restricted, so nothing of it is told in a chat.")
    remedy = _("Work in the room; it is read only by those who may.")
