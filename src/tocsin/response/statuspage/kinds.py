"""Update templates are configuration: drafted, reviewed, published, by key."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.response.statuspage.templates import TEMPLATE, check_template

COMPLAINTS = {
    "no_table": _("It is a table of a title, a text and more."),
    "unknown_field": _("There is no {about} here."),
    "missing": _("Its {about} is missing."),
    "too_long": _("Its {about} is no text, or too long."),
    "no_variable": _("There is no variable {about}."),
    "no_status": _("{about} is no status of a notice."),
    "yes_or_no": _("{about} is true or false."),
    "no_list": _("{about} is a list of incident models."),
    "no_model": _("There is no incident model {about}."),
}


def _sentences(body: Any) -> list[str]:
    found = check_template(body, frozenset(models()))
    return [str(COMPLAINTS[code]).format(about=about) for code, about in found]


TEMPLATE_KIND = Kind(TEMPLATE, _("Notice templates"), _sentences, single=False)
KINDS = (TEMPLATE_KIND,)
