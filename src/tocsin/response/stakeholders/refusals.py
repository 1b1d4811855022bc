"""The ways in which telling people says no."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class MayNotTell(Refusal):
    code = "may_not_tell_stakeholders"
    status = 403
    message = _("What is told of {ref} is approved by those who answer for it.")
    remedy = _(
        "Ask its owner, a major incident manager, or whoever does its communications."
    )


class MaySetStakeholders(Refusal):
    code = "may_not_set_stakeholders"
    status = 403
    message = _("Who is told is set up by administrators.")
    remedy = _("Ask an administrator.")


class DraftUnknown(Refusal):
    code = "stakeholder_draft_unknown"
    status = 404
    message = _("There is no such draft for {ref}.")
    remedy = _("Look at who is told of it.")


class DraftOver(Refusal):
    code = "stakeholder_draft_over"
    status = 409
    message = _("This draft waits no more: it was told, dropped or overtaken.")
    remedy = _("Look at the newest one.")


class DraftUnfit(Refusal):
    code = "stakeholder_draft_unfit"
    status = 422
    message = _("It cannot be told so: {why}")
    remedy = _("Change what is named and try again.")


class ClassUnknown(Refusal):
    code = "stakeholder_class_unknown"
    status = 404
    message = _("No class {name} is told of {ref}.")
    remedy = _("Look at who is told of it.")


class ContactUnknown(Refusal):
    code = "stakeholder_contact_unknown"
    status = 404
    message = _("There is no such contact.")
    remedy = _("Look at the list of contacts.")


class ContactUnfit(Refusal):
    code = "stakeholder_contact_unfit"
    status = 422
    message = _("The contact cannot be so: {why}")
    remedy = _("Change what is named and try again.")


class ContactTaken(Refusal):
    code = "stakeholder_contact_taken"
    status = 409
    message = _("There is a contact {key} already.")
    remedy = _("Choose another key.")


class ViewGone(Refusal):
    code = "stakeholder_view_gone"
    status = 410
    message = _("There is nothing to read here.")
    remedy = _("Use the link of the newest message.")


COMPLAINTS = {
    "document_is_a_table": _("it is a table of classes"),
    "part_unknown": _("there is no {about} here"),
    "zone_unknown": _("{about} is no zone"),
    "minutes_unfit": _("it is a number of minutes from 1 to {about}"),
    "list_wanted": _("it is a list of at most {about}"),
    "class_is_a_table": _("a class is a table"),
    "name_twice": _("there are two called {about}"),
    "name_wanted": _("it needs a name of at most 60 letters"),
    "audience_unknown": _("it is one of {about}"),
    "yes_or_no": _("it is true or false"),
    "language_unfit": _("its language is a code, such as de"),
    "not_known": _("{about} is not known here"),
    "somebody_wanted": _("it names whom to tell"),
    "way_unknown": _(
        "{about} is nobody: reporters, owner, executives, notices, person/…, contact/…"
    ),
    "pace_unfit": _(
        "minutes, from 1 to {about}, are told as usual and by priority, 1 to 5"
    ),
    "priorities_unfit": _("priorities are numbers from 1 to 5"),
    "shows_unfit": _("it shows some of {about}"),
    "not_for_outsiders": _("{about} is not for people from outside"),
    "text_unfit": _("it is a text of at most {about} letters"),
    "variable_unknown": _("it has no variable {about}"),
}
