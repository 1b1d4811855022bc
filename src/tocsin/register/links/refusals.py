"""The ways linking, merging and splitting say no."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class LinkCircle(Refusal):
    code = "link_circle"
    message = _("{other} already leads to {ref} by the same kind of link.")
    remedy = _("Take back one of those links first.")


class ParentTaken(Refusal):
    code = "parent_taken"
    message = _("{ref} is a child of {parent} already.")
    remedy = _("Take back that link first: an incident has one parent.")


class NotLinked(Refusal):
    code = "not_linked"
    message = _("{ref} is not linked to {other} that way.")
    remedy = _("Look at the links of {ref}: somebody may have taken it back.")


class LinkBinds(Refusal):
    code = "link_binds"
    message = _("{ref} was cancelled as a duplicate of {other}.")
    remedy = _("Undo the cancellation first; the link goes with it.")


class DrillApart(Refusal):
    code = "drill_apart"
    message = _("One of {ref} and {other} is a drill, the other is not.")
    remedy = _("Link them as related; drills are never joined with what is real.")


class NotAlike(Refusal):
    code = "not_seen_alike"
    message = _("{ref} and {other} are not seen by the same people.")
    remedy = _("Restrict both to the same people first, or link them instead.")


class TargetGone(Refusal):
    code = "merge_target_gone"
    message = _("{other} is cancelled, so nothing can be merged into it.")
    remedy = _("Merge into the incident that goes on, or link them instead.")


class NotMerged(Refusal):
    code = "not_merged"
    message = _("{ref} is not merged into another incident.")
    remedy = _("There is nothing to undo.")


class MergeTooOld(Refusal):
    code = "merge_too_old"
    message = _("{ref} was merged more than {days} days ago.")
    remedy = _("Open a new incident and link it to {ref}.")


class NothingChosen(Refusal):
    code = "nothing_chosen"
    status = 422
    message = _("Entries {entries} are not in the timeline of {ref}.")
    remedy = _("Choose entries by their number, as the timeline shows them.")


class ChildUnknown(Refusal):
    code = "child_unknown"
    status = 422
    message = _("{child} is no child of {ref} that this can be done to now.")
    remedy = _("Look at the children of {ref} again, and leave it out.")
