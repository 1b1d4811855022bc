"""Why somebody is told, in words."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.register.watching.rules import (
    ASSIGNED,
    INFORMED,
    LED,
    MENTIONED,
    OWNED,
    REASONS,
    REPORTED,
    RETURNED,
    WATCHED,
)

REASON_WORDS = {
    MENTIONED: gettext_lazy("you are mentioned"),
    INFORMED: gettext_lazy("you were informed"),
    ASSIGNED: gettext_lazy("it was given to you"),
    RETURNED: gettext_lazy("it was returned to you"),
    REPORTED: gettext_lazy("you reported it"),
    OWNED: gettext_lazy("you own it"),
    LED: gettext_lazy("you lead its team"),
    WATCHED: gettext_lazy("you watch it"),
}


def because(reasons: Collection[str]) -> str:
    """The reasons as one clause: `you own it and you are mentioned`."""
    told = [str(REASON_WORDS[reason]) for reason in REASONS if reason in reasons]
    return _(" and ").join(told)
