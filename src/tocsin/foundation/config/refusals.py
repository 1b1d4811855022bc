from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class DocumentUnknown(Refusal):
    code = "document_unknown"
    status = 404
    message = _("There is no such version of this configuration.")
    remedy = _("Choose one from its history.")


class NotADraft(Refusal):
    code = "not_a_draft"
    message = _("Version {version} of {name} is {state}, so it cannot be published.")
    remedy = _("Draft a new version with the same content and publish that.")


class NotPlanned(Refusal):
    code = "not_planned"
    message = _("Version {version} of {name} does not wait for its day.")
    remedy = _("Only what is planned can be withdrawn; retire what is in force.")


class AnotherPublishes(Refusal):
    code = "another_publishes"
    message = _("You wrote version {version} of {name}; another person publishes it.")
    remedy = _("Ask another administrator, or override it and say why.")


class OverrideWithoutWhy(Refusal):
    code = "override_without_why"
    status = 422
    message = _("Publishing it all the same needs a reason.")
    remedy = _("Say why it cannot wait; the reason is audited.")


class PublishedInDoubt(Refusal):
    code = "published_in_doubt"
    message = _("It would leave holes ({count}): {doubts}")
    remedy = _("Mend what is named, or override it and say why; the audit keeps both.")


class NotPublishable(Refusal):
    code = "not_publishable"
    status = 422
    message = _("This cannot be published as it stands: {complaints}")
    remedy = _("Mend what is named and publish again.")


class KindUnknown(Refusal):
    code = "kind_unknown"
    status = 404
    message = _("There is no configuration called {kind}.")
    remedy = _("Choose one from the settings.")


class NotPublished(Refusal):
    code = "not_published"
    message = _("Version {version} of {name} is {state}, so it cannot be retired.")
    remedy = _("Only what is published can be retired.")


class EnvironmentUnfit(Refusal):
    code = "environment_unfit"
    status = 500
    message = _("The environment sets {name} to “{told}”, which it cannot be.")
    remedy = _("It may be: {may}. Left out, it is {default}.")


class OptionUnfit(Refusal):
    code = "option_unfit"
    status = 422
    message = _("“{told}” is not what {name} can be: {complaint}")
    remedy = _("Nothing was changed. Correct it and save again.")


class OptionSetElsewhere(Refusal):
    code = "option_set_elsewhere"
    message = _("{name} is set by the environment ({env}), so it cannot be set here.")
    remedy = _("Whoever runs Tocsin can take it out of the environment.")


class OptionUnknown(Refusal):
    code = "option_unknown"
    status = 404
    message = _("There is no option {name}.")
    remedy = _("Choose one from the page of options.")


class AdministratorWanted(Refusal):
    code = "administrator_wanted"
    status = 403
    message = _("Only administrators change how Tocsin is set up.")
    remedy = _("Ask one of them, and say why it should change.")


UNFIT = {
    "not_a_number": _("it is a whole number"),
    "not_yes_or_no": _("it is on or off"),
    "not_a_text": _("it is a text"),
    "not_words": _("it is words, separated by commas"),
    "too_little": _("it is at least {least}"),
    "too_much": _("it is at most {most}"),
    "not_offered": _("it is one of {choices}"),
}
