from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class TemplateUnknown(Refusal):
    code = "template_unknown"
    status = 404
    message = _("No template “{name}” is published for you.")
    remedy = _("Choose one of those that are offered.")


class MacroUnknown(Refusal):
    code = "macro_unknown"
    status = 404
    message = _("No macro “{name}” is published for you.")
    remedy = _("Choose one of those that are offered.")


class NothingToFillIn(Refusal):
    code = "nothing_to_fill_in"
    message = _("The template “{name}” is no longer published, so the macro stops.")
    remedy = _("Ask an administrator to publish it again or to change the macro.")


COMPLAINTS: Mapping[str, Any] = {
    "no_mapping": _("names with values are wanted"),
    "title_wanted": _("a title of at most 120 letters is wanted"),
    "name_unknown": _("{about} is not known here"),
    "teams_are_keys": _("a list of keys of teams is wanted"),
    "team_unknown": _("no team has the key {about}"),
    "text_wanted": _("a text is wanted"),
    "text_too_long": _("at most 20,000 letters"),
    "variable_unknown": _("there is no variable {about}"),
    "braces_open": _("braces are opened and not closed, or closed and not opened"),
    "use_unknown": _("reply, note or both is wanted"),
    "language_unfit": _("the code of a language is wanted, such as de"),
    "steps_wanted": _("between one and twelve steps are wanted"),
    "verb_unknown": _("there is no verb {about} that a macro may use"),
    "value_not_taken": _("this verb is not told {about}"),
    "value_wanted": _("this verb needs {about}"),
    "value_unfit": _("this cannot be: {about}"),
    "text_or_template": _("either a text or a template is wanted"),
}
