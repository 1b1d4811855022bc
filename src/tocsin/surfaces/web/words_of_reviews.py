"""The words of the desk for reviews."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.register.work.telling_reviews import AUDIENCES as REVIEW_READERS

__all__ = ["REVIEW_READERS"]

Words = Mapping[str, Promise]

REVIEW_STATES: Words = {
    "draft": _("Draft"),
    "handed_in": _("Waits for approval"),
    "approved": _("Approved"),
}
REVIEW_REASONS: Words = {
    "major": _("It was a major incident"),
    "late": _("It was not resolved in time"),
    "new_type": _("It is the first of its category"),
    "asked": _("Somebody asked for it"),
}
REVIEW_PARTS: Words = {
    "summary": _("What happened"),
    "impact": _("What it did to users"),
    "timeline": _("Timeline"),
    "detection": _("What detected it"),
    "delays": _("What delayed it"),
    "swarm": _("The swarm"),
    "clocks": _("What was promised in agreements"),
    "communications": _("What users were told"),
    "factors": _("Contributing factors"),
    "went_well": _("What went well"),
    "went_badly": _("What went badly"),
    "actions": _("What is done about it"),
}
REVIEW_HINTS: Words = {
    "summary": _("In five sentences, for somebody who was not there."),
    "impact": _("Who could not do what, and what it cost."),
    "detection": _("Could it have been seen earlier, and by what?"),
    "delays": _("Why the longest of these took so long."),
    "swarm": _("Who was needed, who was missing, who could have stayed away."),
    "clocks": _("What is to be said to whoever was promised it."),
    "communications": _("Was it true, in time, and understood?"),
    "went_well": _("What is to be kept, luck included."),
    "went_badly": _("Without blame: what made it likely that somebody did so?"),
}
READERS: Words = {
    "internal": _("Colleagues"),
    "executives": _("Executives"),
    "customers": _("Customers"),
}
FACTORS: Words = {
    "change": _("A change"),
    "capacity": _("Capacity"),
    "code": _("Software"),
    "configuration": _("Configuration"),
    "dependency": _("A dependency"),
    "supplier": _("A supplier"),
    "monitoring": _("Monitoring"),
    "knowledge": _("Knowledge"),
    "process": _("Process"),
    "communication": _("Communication"),
    "people": _("People and roster"),
    "other": _("Something else"),
}
ACTION_KINDS: Words = {
    "action": _("Action"),
    "technical_debt": _("Technical debt"),
    "problem": _("Problem"),
    "audit_finding": _("Audit finding"),
}
ACTION_STATES: Words = {
    "open": _("Open"),
    "done": _("Done"),
    "dropped": _("Dropped"),
}
VERDICTS: Words = {
    "seen": _("The effect was seen"),
    "not_seen": _("The effect was not seen"),
}
MILESTONES: Words = {
    "occurred": _("it began"),
    "detected": _("it was detected"),
    "registered": _("it was registered"),
    "acknowledged": _("somebody answered"),
    "declared": _("it was declared major"),
    "swarmed": _("the swarm was opened"),
    "primary": _("the primary team was named"),
    "restored": _("it was restored"),
    "resolved": _("it was resolved"),
}
FIGURES: Words = {
    "to_restore": _("Users could not work for"),
    "to_resolve": _("From the beginning until it was resolved"),
    "detected_by": _("Detected by"),
    "occurred_basis": _("When it began is known from"),
    "alerts": _("Alerts"),
    "children": _("Incidents that are part of it"),
    "reassigned": _("Times it went to another team"),
    "bounced": _("Times it came back to a team"),
    "pages_failed": _("Pages that could not be delivered"),
    "calls_unanswered": _("Calls that nobody answered"),
    "levels_empty": _("Levels of escalation with nobody on them"),
    "acknowledgements_lapsed": _("Acknowledgements that nothing followed"),
    "waited": _("Waited for {about}"),
    "silence": _("Longest time without a word"),
    "swarm_people": _("People in {about}"),
    "swarm_time": _("Their time in {about}"),
    "swarm_cost": _("Cost of {about}"),
    "swarm_called": _("People called into {about}"),
    "swarm_alarms": _("Alarms of {about}"),
    "swarm_to_primary": _("Until {about} named the primary team"),
    "swarm_needed": _("Of the primary team in {about}"),
    "hypotheses": _("Hypotheses in {about}"),
    "hypotheses_refuted": _("Of them refuted in {about}"),
    "clock": _("{about}"),
    "updates": _("Times users were told"),
    "first_update": _("Until users were told first"),
    "promises_kept": _("Promised updates that came in time"),
    "promises_missed": _("Promised updates that did not come"),
    "notices_overdue": _("Notices whose next update was overdue"),
    "executives_told": _("Times executives were told"),
    "executives_first": _("From declaration until executives were told"),
}
