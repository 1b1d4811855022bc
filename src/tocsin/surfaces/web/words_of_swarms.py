"""The words of the desk for swarms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

SWARM_KINDS: Words = {
    "ad_hoc": pgettext_lazy("swarm", "Called as needed"),
    "mi": pgettext_lazy("swarm", "Major incident"),
    "sev1": pgettext_lazy("swarm", "Gravest severity"),
    "dispatch": pgettext_lazy("swarm", "Quick look at what is new"),
    "backlog": pgettext_lazy("swarm", "Old and hard ones"),
}
SWARM_MODES: Words = {
    "moves_to_primary": _("The primary team becomes the owner"),
    "stays_with_owner": _("The owner stays the owner"),
}
SWARM_STATES: Words = {
    "open": pgettext_lazy("swarm", "Open"),
    "primary_named": _("Primary team named"),
    "dispersed": _("Dispersed"),
    "closed": pgettext_lazy("swarm", "Over"),
    "abandoned": _("Over, without a primary team"),
}
SWARM_ROLES: Words = {
    "coordinator": _("leads"),
    "ops": _("operations"),
    "diagnostician": _("diagnosis"),
    "comms": _("communication"),
    "scribe": _("writes the log"),
    "observer": _("listens"),
    "supplier": _("supplier"),
    "expert": _("expert"),
}
HYPOTHESIS_STATES: Words = {
    "open": pgettext_lazy("hypothesis", "Open"),
    "testing": pgettext_lazy("hypothesis", "Testing"),
    "supported": pgettext_lazy("hypothesis", "Supported"),
    "refuted": pgettext_lazy("hypothesis", "Refuted"),
    "parked": pgettext_lazy("hypothesis", "Parked"),
}
# What a button says that moves a hypothesis there.
HYPOTHESIS_MOVES: Words = {
    "open": _("Open again"),
    "testing": _("Test"),
    "supported": _("Support"),
    "refuted": _("Refute"),
    "parked": _("Park"),
}
SWARM_OUTCOMES: Words = {
    "solved": _("Solved"),
    "handed_on": _("The primary team goes on alone"),
    "self_cleared": _("It cleared by itself"),
    "disaster_declared": _("A disaster was declared"),
    "no_swarm_needed": _("No swarm was needed"),
    "incident_over": _("The incident is over"),
}
SWARM_REASONS: Words = {
    "owner": _("their team has it"),
    "needed": _("it stands on what they run"),
    "category": _("their category"),
    "skill": _("their skill"),
    "past_fixer": _("solved it before"),
    "rule": _("a rule"),
    "manual": _("called by name"),
    "recall": _("called back"),
}
SWARM_ALARMS: Words = {
    "too_many": _("More than nine people for ten minutes. Let some go."),
    "no_hypothesis": _("Five minutes without a hypothesis. Pose one, even a weak one."),
    "silent": _("Nobody has written for four minutes. Say what you see."),
    "lingering": _("The primary team is named, and others are still in. Let them go."),
    "worn_expert": _("The third swarm of this week for the same expert."),
    "guest_silent": _("A guest has not come in time. Ask their supplier again."),
}
