"""Why something about a review is refused."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class NoSuchReview(Refusal):
    code = "no_such_review"
    status = 404
    message = _("There is no review {ref}, or you do not see its incident.")
    remedy = _("Look at the list of reviews, or ask whoever sent you here.")


class LinkReadsNothing(Refusal):
    code = "link_reads_nothing"
    status = 410
    message = _("There is nothing to read here, or not any more.")
    remedy = _("Look at the notice that led here for another link.")


class MayNotReview(Refusal):
    code = "may_not_review"
    status = 403
    message = _("{ref} is reviewed by whoever works on it.")
    remedy = _("Ask its team, the service desk, or whoever owes the review.")


class MayNotApprove(Refusal):
    code = "may_not_approve_review"
    status = 403
    message = _(
        "Reviews are approved and published by managers of major incidents and by"
        " leads of the team."
    )
    remedy = _("Hand it in, and they are told.")


class StillOpen(Refusal):
    code = "still_open"
    message = _("{ref} is not resolved yet, so it cannot be reviewed.")
    remedy = _("Resolve it first; a major incident is reviewed by itself then.")


class NotInThatState(Refusal):
    code = "review_not_in_that_state"
    message = _("{ref} is {state}, so this cannot be done.")
    remedy = _("Look at it again: it has moved on meanwhile.")


class PartUnknown(Refusal):
    code = "review_part_unknown"
    status = 422
    message = _("A review has no part {part} for this.")
    remedy = _("Its parts are: {known}.")


class WrittenMeanwhile(Refusal):
    code = "written_meanwhile"
    status = 412
    message = _("{name} has written this part meanwhile.")
    remedy = _("Read what it says now, and put yours into it.")


class WordsWanted(Refusal):
    code = "review_words_wanted"
    status = 422
    message = _("{what} is wanted.")
    remedy = _("Say it in a few words.")


class ChoiceUnknown(Refusal):
    code = "review_choice_unknown"
    status = 422
    message = _("{field} cannot be {value}.")
    remedy = _("It is one of these: {known}.")


class OwnerUnfit(Refusal):
    code = "review_owner_unfit"
    status = 422
    message = _("{person} cannot own an action of {ref}.")
    remedy = _("Name somebody active who sees the incident.")


class NoSuchAction(Refusal):
    code = "no_such_action"
    status = 404
    message = _("{ref} has no action {number}.")
    remedy = _("Look at its actions again.")


class ActionIsOver(Refusal):
    code = "action_is_over"
    message = _("Action {number} of {ref} is {state}.")
    remedy = _("Add another, if there is more to be done.")


class NoSuchFactor(Refusal):
    code = "no_such_factor"
    status = 404
    message = _("{ref} has no contributing factor {number}.")
    remedy = _("Look at its contributing factors again.")


class NotPublic(Refusal):
    code = "restricted_is_not_published"
    message = _("{ref} is restricted, so its review stays with those named on it.")
    remedy = _("Lift the restriction first, if it may be told.")


class PassagesMoved(Refusal):
    code = "passages_moved"
    message = _("Written anew since passages of it were chosen away: {parts}.")
    remedy = _("Choose again what {audience} are not shown, then publish.")


class NotPublished(Refusal):
    code = "not_published"
    status = 404
    message = _("{ref} is not published for {audience}.")
    remedy = _("Publish it first.")


class NotSuggested(Refusal):
    code = "review_not_suggested"
    status = 404
    message = _("No review of {ref} is suggested.")
    remedy = _("Look at the list again: it was decided meanwhile.")
