"""The words of the desk for rapid-response teams."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

CALL_ANSWERS: Words = {
    "": _("waiting"),
    "coming": _("coming"),
    "declined": _("cannot come"),
    "silent": _("no answer"),
}
READINESS: Words = {
    "reach": _("Answered the last reach test"),
    "skills": _("Wanted skills that somebody has"),
    "loud": _("Members whom something loud reaches"),
    "roster": _("The next week without a hole"),
    "kit": _("Kit that was checked and is there"),
}
