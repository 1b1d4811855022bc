"""The ways the verbs say no."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal
from tocsin.register.core.refusals import NoSuchIncident

__all__ = ["NoSuchIncident"]


class NotYours(Refusal):
    code = "not_yours"
    status = 403
    message = _("{ref} is with {team}: this is for its members and for agents.")
    remedy = _("Add a note, or ask {team}.")


class NotPossibleNow(Refusal):
    code = "not_possible_now"
    message = _("{ref} is {state}, so this cannot be done: {verb}.")
    remedy = _("Possible from here: {possible}.")


class ChangedMeanwhile(Refusal):
    """Somebody acted between the reader's look and the reader's verb."""

    code = "changed_meanwhile"
    status = 412
    message = _("{ref} has moved on since you looked: {count} new.")
    remedy = _("Read what happened, then do it again if it still fits.")


class UnknownValue(Refusal):
    code = "unknown_value"
    status = 422
    message = _("“{value}” is no {field} that is known here.")
    remedy = _("Known are: {known}.")


class ReasonWanted(Refusal):
    code = "reason_wanted"
    status = 422
    message = _("{verb} needs a reason.")
    remedy = _("Say in a sentence why.")


class NotYet(Refusal):
    code = "not_yet"
    status = 422
    message = _("{field} lies in the future: {at}.")
    remedy = _("Give the instant at which it happened.")


class TooLate(Refusal):
    code = "too_late"
    message = _("{ref} was cancelled more than {days} days ago.")
    remedy = _("Open a new incident and link it to {ref}.")


class MergedAway(Refusal):
    code = "merged_away"
    message = _("{ref} was merged into {into}: this is done there.")
    remedy = _("Open {into}, or undo the merge first.")


class NoTeamHasIt(Refusal):
    code = "no_team_has_it"
    message = _("No team has {ref}, so none can return it.")
    remedy = _("Hand it over to a team.")


class NobodyToInform(Refusal):
    code = "nobody_to_inform"
    status = 422
    message = _("Nobody would be told of {ref}.")
    remedy = _("Name people, or a role that somebody holds.")


class NothingToDo(Refusal):
    code = "nothing_to_do"
    status = 422
    message = _("There is nothing to record.")
    remedy = _("Write what happened, or change a fact.")


class NobodyNamed(Refusal):
    code = "nobody_named"
    status = 422
    message = _("{ref} would be seen by nobody.")
    remedy = _("Name the people who may see it.")


class TagUnusable(Refusal):
    code = "tag_unusable"
    status = 422
    message = _("“{told}” cannot be a tag.")
    remedy = _("Use letters, digits and - . : / + & _, at most {longest} of them.")


class TooManyTags(Refusal):
    code = "too_many_tags"
    status = 422
    message = _("{ref} would bear more than {most} tags.")
    remedy = _("Take some off first.")
