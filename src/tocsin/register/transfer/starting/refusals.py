from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class LineUnclear(Refusal):
    code = "line_unclear"
    status = 422
    message = _("Line {line} cannot be used: {what}.")
    remedy = _("Mend it and send all of it again; nothing was changed.")


class TeamWanted(Refusal):
    code = "team_wanted"
    status = 422
    message = _("“{name}” needs a team that answers for it.")
    remedy = _("Choose a team beside it, or make one first.")
