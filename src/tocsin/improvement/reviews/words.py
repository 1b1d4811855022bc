"""What reviews call people whose names their readers are not told."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARTS_PLAYED: Mapping[str, Promise] = {
    "team": _("a colleague of {team}"),
    "owner": _("whoever owned it"),
    "reporter": _("a user"),
    "somebody": _("a colleague"),
}
A_PROGRAM = _("a program")
