"""The words of the desk for what the register says in codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import MONTHS as _MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.surfaces.web.words_of_people import CONTACT_KINDS as CONTACT_KINDS
from tocsin.surfaces.web.words_of_people import PEOPLE as PEOPLE
from tocsin.surfaces.web.words_of_people import PEOPLE_STATES as PEOPLE_STATES
from tocsin.surfaces.web.words_of_people import ROLES as ROLES
from tocsin.surfaces.web.words_of_people import SKILL_LEVELS as SKILL_LEVELS
from tocsin.surfaces.web.words_of_swarms import SWARM_OUTCOMES as SWARM_OUTCOMES
from tocsin.surfaces.web.words_of_ties import CHANGE_KINDS as CHANGE_KINDS
from tocsin.surfaces.web.words_of_ties import CHANGE_KINDS_SHORT as CHANGE_KINDS_SHORT
from tocsin.surfaces.web.words_of_ties import CHANGE_RISKS as CHANGE_RISKS
from tocsin.surfaces.web.words_of_ties import CHANGE_STATES as CHANGE_STATES
from tocsin.surfaces.web.words_of_ties import RELATIONS as RELATIONS
from tocsin.surfaces.web.words_of_windows import AT_ENDS as AT_ENDS
from tocsin.surfaces.web.words_of_windows import HOLDS as HOLDS
from tocsin.surfaces.web.words_of_windows import SILENCE_STATES as SILENCE_STATES
from tocsin.surfaces.web.words_of_windows import WINDOW_STATES as WINDOW_STATES

Words = Mapping[str, Promise]

STATES: Words = {
    "registered": pgettext_lazy("state", "Registered"),
    "classified": pgettext_lazy("state", "Classified"),
    "assigned": pgettext_lazy("state", "Assigned"),
    "diagnosis": pgettext_lazy("state", "Diagnosis"),
    "waiting": pgettext_lazy("state", "Waiting"),
    "restored": pgettext_lazy("state", "Restored"),
    "resolved": pgettext_lazy("state", "Resolved"),
    "closed": pgettext_lazy("state", "Closed"),
    "cancelled": pgettext_lazy("state", "Cancelled"),
}
STEPS = (
    "registered",
    "classified",
    "assigned",
    "diagnosis",
    "restored",
    "resolved",
    "closed",
)
OPEN_STATES = (
    "registered",
    "classified",
    "assigned",
    "diagnosis",
    "waiting",
    "restored",
)
WAITING_CAUSES: Words = {
    "reporter": _("Waiting for the reporter"),
    "supplier": _("Waiting for a supplier"),
    "change": _("Waiting for a change"),
    "approval": _("Waiting for approval"),
    "other": _("Waiting for something else"),
}
# The waiting that is ours to end by an answer stands apart from other people's.
WAITING_FOR: Words = {
    "reporter": pgettext_lazy("waiting for", "the reporter"),
    "supplier": pgettext_lazy("waiting for", "a supplier"),
    "change": pgettext_lazy("waiting for", "a change"),
    "approval": pgettext_lazy("waiting for", "approval"),
    "other": pgettext_lazy("waiting for", "something else"),
}
ON_ALERTS_RESOLVED: Words = {
    "resolve": _("It is resolved by itself"),
}
CODE_LISTS: Words = {
    "resolution": _("Resolution codes"),
    "closure": _("Closure codes"),
}
VIEWS: Words = {
    "mine": _("Mine"),
    "team": _("My team"),
    "duty": _("Duty manager"),
    "due": _("Breaching next"),
    "major": _("Major"),
    "waiting": _("Waiting"),
    "flagged": _("To complete"),
    "all": _("All open"),
}
TEMPLATE_USES: Words = {
    "both": _("replies and notes"),
    "reply": _("replies to the reporter"),
    "note": _("notes to colleagues"),
}
ORDERS: Words = {
    "clock": _("By the clock that runs out first"),
    "priority": _("By priority, then the oldest"),
    "oldest": _("The oldest first"),
    "newest": _("The newest first"),
    "changed": _("What changed last first"),
}
SSO_MATCHES: Words = {
    "verified": _("an e-mail address that the provider verified"),
    "any": _("the e-mail address that the provider tells, verified or not"),
    "nobody": _("nothing: nobody is matched"),
}
SCOPES: Words = {
    "read": _("Read: look at everything that is not restricted"),
    "intake": _("Intake: hand incidents in, and follow those"),
    "work": _("Work: both, and the verbs on incidents"),
    "directory": _("Directory: keep people and teams in step, by SCIM"),
    "admin": _("Admin: everything, also settings and rights"),
}
MAIL_STATES: Words = {
    "queued": _("waits"),
    "held": _("held"),
    "sent": _("sent"),
    "failed": _("failed"),
}
KEY_STATES: Words = {
    "live": _("in use"),
    "ending": _("ends soon"),
    "expired": _("expired"),
    "revoked": _("revoked"),
}
NATURES: Words = {
    "interruption": _("Interruption: it does not work"),
    "degradation": _("Degradation: it works badly"),
}
BASES: Words = {
    "user_perception": _("A user perceives it as abnormal"),
    "sla_breach": _("An agreed service level is not met"),
    "ci_out_of_spec": _("A component is out of specification"),
    "expert_opinion": _("An expert thinks so"),
}
AUTOMATIC_FIXES: Words = {
    "applied": _("Applied"),
    "failed": _("Tried in vain"),
    "not_applied": _("Not applied"),
}
OCCURRED_BASES: Words = {
    "monitor": _("Seen by monitoring"),
    "log": _("Read in a log"),
    "user": _("Told by a user"),
    "estimated": _("Estimated"),
}
DETECTED_BY: Words = {
    "user": _("A user"),
    "monitor": _("Monitoring"),
    "internal_check": _("A check of our own"),
    "staff": _("Our staff"),
    "supplier": _("A supplier"),
}
CHANNELS: Words = {
    "portal": pgettext_lazy("channel", "Portal"),
    "phone": pgettext_lazy("channel", "Phone"),
    "email": pgettext_lazy("channel", "E-mail"),
    "chat": pgettext_lazy("channel", "Chat"),
    "walk_in": pgettext_lazy("channel", "In person"),
    "monitor": pgettext_lazy("channel", "Monitoring"),
    "other": pgettext_lazy("channel", "Another way"),
    "web": pgettext_lazy("channel", "Desk"),
    "api": pgettext_lazy("channel", "API"),
    "cli": pgettext_lazy("channel", "Command line"),
    "import": pgettext_lazy("channel", "Import"),
}
IMPACTS: Words = {
    "1": _("1, the whole organisation or a vital service"),
    "2": _("2, a team, a site or many people"),
    "3": _("3, one person or few"),
}
URGENCIES: Words = {
    "1": _("1, work has stopped"),
    "2": _("2, work is hindered"),
    "3": _("3, it can wait"),
}
COMPLEXITIES: Words = {
    "clear": _("Clear: a procedure exists"),
    "complicated": _("Complicated: specialists find it"),
    "complex": _("Complex: several fields together"),
}
REASONS: Words = {
    "mentioned": _("Somebody mentions me"),
    "informed": _("Somebody informs me of an incident"),
    "assigned": _("An incident or a task is given to me"),
    "returned": _("What I handed over is returned"),
    "reported": _("My report moved, or was answered"),
    "owned": _("Something happens on what I own"),
    "led": _("A clock has run out on what my team has"),
    "watched": _("Something happens on what I watch"),
}
ACTIVITIES: Words = {
    "diagnosis": _("Diagnosis"),
    "repair": _("Repair"),
    "communication": _("Communication"),
    "documentation": _("Documentation"),
    "travel": _("Travel"),
    "other": _("Something else"),
}
OPEN_TASKS: Words = {
    "stay": _("They stay open"),
    "finish": _("They are finished, too"),
}

RESOLUTION_KINDS: Words = {
    "workaround": _("Workaround or quick fix"),
    "permanent": _("Permanent fix"),
    "automation": _("Solved by automation"),
    "self_help": _("Solved by self-help"),
    "no_fault": _("No fault found"),
}
CANCEL_REASONS: Words = {
    "duplicate": _("Duplicate of another incident"),
    "false_alarm": _("False alarm"),
    "request": _("A request, not an incident"),
}
ANSWERS: Words = {
    "confirmed": _("It works again"),
    "not_solved": _("It does not work"),
    "no_answer": _("No answer"),
}
INVITATION_STATES: Words = {
    "open": pgettext_lazy("invitation", "open"),
    "expired": pgettext_lazy("invitation", "expired"),
    "accepted": pgettext_lazy("invitation", "accepted"),
    "withdrawn": pgettext_lazy("invitation", "withdrawn"),
}
SERVICE_NATURES: Words = {
    "business": _("Business service"),
    "technical": _("Technical service"),
}
CRITICALITIES: Words = {
    "1": _("vital"),
    "2": _("important"),
    "3": _("ordinary"),
}
MOODS: Words = {
    "failing": pgettext_lazy("mood", "fails"),
    "down": pgettext_lazy("mood", "down"),
    "weakened": pgettext_lazy("mood", "less in reserve"),
    "ok": pgettext_lazy("mood", "works"),
}
ITEM_STATUSES: Words = {
    "in_service": _("in service"),
    "retired": _("retired"),
}
ANSWER_BASES: Words = {
    "own": _("by name"),
    "inherited": _("through the one above"),
    "fallback": _("as the fallback"),
}
DOCUMENT_STATES: Words = {
    "draft": _("draft"),
    "published": _("in force"),
    "retired": _("retired"),
    "planned": _("planned"),
    "discarded": _("discarded"),
}
SETUP_STEPS: Words = {
    "add": _("added"),
    "change": _("changed"),
    "retire": _("retired"),
}
ANSWERS_BY: Words = {
    "own": _("itself"),
    "inherited": _("inherited"),
    "fallback": _("fallback"),
}
BECAUSE: Words = {
    "holiday": _("public holiday"),
    "own": _("a free day of our own"),
    "exception": _("exception"),
}
PEAK_TIMES: Words = {
    "dates": _("From a date to a date"),
    "yearly": _("Every year, from a day to a day"),
    "nth": _("Around a weekday of a month"),
}
NTHS: Words = {
    "1": pgettext_lazy("weekday of a month", "the first"),
    "2": pgettext_lazy("weekday of a month", "the second"),
    "3": pgettext_lazy("weekday of a month", "the third"),
    "4": pgettext_lazy("weekday of a month", "the fourth"),
    "-1": pgettext_lazy("weekday of a month", "the last"),
}
MONTHS: Mapping[str, Any] = {str(number): name for number, name in _MONTHS.items()}
FIELD_TYPES: Words = {
    "text": _("A line of text"),
    "long_text": _("Text of several lines"),
    "whole": _("A whole number"),
    "decimal": _("A number with decimals"),
    "yes_no": _("Yes or no"),
    "date": _("A date"),
    "instant": _("A date and time"),
    "one_of": _("One of several choices"),
    "several_of": _("Several of several choices"),
    "person": _("A person"),
    "service": _("A service"),
    "item": _("A configuration item"),
    "url": _("An address on the web"),
}
FIELD_STAGES: Words = {
    "registering": _("when it is registered"),
    "resolving": _("when it is resolved"),
    "closing": _("when it is closed"),
}
DIRECTORY_RUN_STATES: Words = {
    "waiting": _("waits"),
    "running": _("coming in"),
    "held": _("held: too many leave"),
    "done": _("done"),
    "failed": _("could not go on"),
    "stopped": _("stopped"),
}
PEOPLE_TARGETS: Words = {
    "external_id": _("Identifier at the source"),
    "username": _("Sign-in name"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "site": _("Site"),
    "zone": _("Time zone"),
    "language": _("Language"),
    "job_title": _("Job title"),
    "department": _("Department"),
    "employee_number": _("Employee number"),
    "line_manager": _("Line manager"),
    "is_active": _("Whether active"),
    "team": _("Teams"),
    "teams": _("Teams"),
    "leads": _("Teams they lead"),
    "role": _("Roles"),
    "roles": _("Roles"),
    "ignore": _("Left out"),
}
RUN_STATES: Words = {
    "waiting": _("waits"),
    "running": _("coming in"),
    "done": _("all is in"),
    "failed": _("could not go on"),
    "stopped": _("stopped"),
}
FACTS: Words = {
    "code": _("Code"),
    "title": _("Title"),
    "description": _("Description"),
    "reporter": _("Reporter"),
    "reporter_name": _("Name of the reporter"),
    "service": _("Service"),
    "category": _("Category"),
    "impact": _("Impact"),
    "urgency": _("Urgency"),
    "priority": _("Priority"),
    "nature": _("Nature"),
    "basis": _("Basis"),
    "channel": _("Channel"),
    "symptoms": _("Symptoms"),
    "affected": _("Who and what is affected"),
    "still_works": _("What still works"),
    "before_symptoms": _("What happened before"),
    "automatic_fix": _("Automatic fix"),
    "automatic_fix_text": _("What it did, or why there was none"),
    "location_physical": _("Place"),
    "location_virtual": _("Virtual place"),
    "occurred_at": _("Occurred"),
    "occurred_basis": _("How we know when"),
    "last_known_good_at": _("Last known to work"),
    "detected_at": _("Detected"),
    "detected_by": _("Detected by"),
    "reported_at": _("Reported"),
    "complexity": _("Complexity"),
    "user_confirmation": _("User confirmation"),
    "cost": _("Resolution cost"),
    "invoice": _("Price or invoice"),
    "problem_investigation": _("Problem investigation"),
    "review": _("Incident review"),
    "wrong_item": _("Wrong configuration item found"),
    "model": _("Incident model"),
    "team": _("Team"),
    "owner": _("Owner"),
    "state": _("State"),
    "registered_at": _("Registered"),
    "mitigated_at": _("Impact reduced"),
    "restored_at": _("Restored"),
    "resolved_at": _("Resolved"),
    "confirmed_at": _("Confirmed"),
    "closed_at": _("Closed"),
    "acknowledged_at": _("Acknowledged"),
    "accepted_at": _("Accepted"),
}


def say(words: Words, code: object) -> str:
    """The word for a code; a code without one is shown as it is."""
    return str(words.get(str(code), code or ""))
