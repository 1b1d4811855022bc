"""The vocabulary: everything that can be said about an incident.

One list for the whole program, also for entries written by rooms above, so that
a timeline can be read without them. A house test compares it with
`docs/timeline.md`. A new kind needs no migration; a kind never changes its
meaning, it gets a new version and is upcast when read.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    REGISTERED = "registered"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    ROUTED = "routed"
    RETURNED = "returned"
    OWNED = "owned"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DIAGNOSIS_BEGAN = "diagnosis_began"
    WAITING_BEGAN = "waiting_began"
    WAITING_ENDED = "waiting_ended"
    MITIGATED = "mitigated"
    RESTORED = "restored"
    IMPACT_RETURNED = "impact_returned"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CANCELLATION_UNDONE = "cancellation_undone"
    AMENDED = "amended"
    PRIORITY_OVERRIDDEN = "priority_overridden"
    FLAGGED = "flagged"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"
    NAMED = "named"
    INFORMED = "informed"
    NOTED = "noted"
    REPLIED = "replied"
    RETRACTED = "retracted"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    REPORTS_JOINED = "reports_joined"
    MERGE_UNDONE = "merge_undone"
    ABSORBED = "absorbed"
    PARTED = "parted"
    SPLIT = "split"
    TAGGED = "tagged"
    FIELDS_SET = "fields_set"
    TASK_ADDED = "task_added"
    TASK_CHANGED = "task_changed"
    TASK_DONE = "task_done"
    TASK_REOPENED = "task_reopened"
    TIME_SPENT = "time_spent"
    WATCHED = "watched"
    UNWATCHED = "unwatched"
    ATTACHED = "attached"
    DETACHED = "detached"
    ALERTS_JOINED = "alerts_joined"
    ALERTS_WORSENED = "alerts_worsened"
    ALERTS_RESOLVED = "alerts_resolved"
    ESCALATION_BEGAN = "escalation_began"
    LEVEL_REACHED = "level_reached"
    ACKNOWLEDGEMENT_LAPSED = "acknowledgement_lapsed"
    PAGE_FAILED = "page_failed"
    ESCALATION_ENDED = "escalation_ended"
    CLOCKS_CHANGED = "clocks_changed"
    CLOCK_REACHED = "clock_reached"
    MAJOR_PROPOSED = "major_proposed"
    MAJOR_REJECTED = "major_rejected"
    MAJOR_DECLARED = "major_declared"
    MAJOR_ENDED = "major_ended"
    MAJOR_WRITTEN = "major_written"
    ROLE_FILLED = "role_filled"
    ROLE_TAKEN = "role_taken"
    ROLE_LEFT = "role_left"
    EXECUTIVES_TOLD = "executives_told"
    UPDATE_PROMISED = "update_promised"
    UPDATE_OVERDUE = "update_overdue"
    CHANGE_REQUESTED = "change_requested"
    CHANGE_APPROVED = "change_approved"
    CHANGE_REFUSED = "change_refused"
    CHANGE_IMPLEMENTED = "change_implemented"
    TEAM_CALLED_OUT = "team_called_out"
    CALL_ANSWERED = "call_answered"
    CALL_REPLACED = "call_replaced"
    TEAM_MOBILISED = "team_mobilised"
    SWARM_OPENED = "swarm_opened"
    SWARM_INVITED = "swarm_invited"
    INVITE_ANSWERED = "invite_answered"
    SWARM_JOINED = "swarm_joined"
    SWARM_LEFT = "swarm_left"
    HYPOTHESIS_POSED = "hypothesis_posed"
    HYPOTHESIS_MOVED = "hypothesis_moved"
    SWARM_ACT = "swarm_act"
    SWARM_ALARMED = "swarm_alarmed"
    PRIMARY_TEAM_NAMED = "primary_team_named"
    SWARM_CLOSED = "swarm_closed"
    SWARM_MIRRORED = "swarm_mirrored"
    NOTICE_PUBLISHED = "notice_published"
    NOTICE_UPDATED = "notice_updated"
    NOTICE_OVERDUE = "notice_overdue"
    NOTICE_ENDED = "notice_ended"
    NOTICE_TAKEN_OVER = "notice_taken_over"
    STAKEHOLDER_DRAFT_PROPOSED = "stakeholder_draft_proposed"
    STAKEHOLDER_DRAFT_DROPPED = "stakeholder_draft_dropped"
    STAKEHOLDERS_TOLD = "stakeholders_told"
    STAKEHOLDERS_OVERDUE = "stakeholders_overdue"
    REVIEW_OPENED = "review_opened"
    REVIEW_PUBLISHED = "review_published"
    REVIEW_ACTION_ADDED = "review_action_added"
    REVIEW_ACTION_DONE = "review_action_done"
    TOLD = "told"
    ERASED = "erased"


SENTENCES: dict[Kind, Promise] = {
    Kind.REGISTERED: _("{who} registered it"),
    Kind.CLASSIFIED: _("{who} classified it: {category}, P{priority}"),
    Kind.ASSIGNED: _("{who} assigned it to {team}"),
    Kind.ROUTED: _("{who} routed it: {effects}"),
    Kind.RETURNED: _("{who} returned it to {team}"),
    Kind.OWNED: _("{who} made {owner} the owner"),
    Kind.ACKNOWLEDGED: _("{who} acknowledged it"),
    Kind.ACCEPTED: _("{who} accepted it for {team}"),
    Kind.DIAGNOSIS_BEGAN: _("{who} began the diagnosis"),
    Kind.WAITING_BEGAN: _("{who} is waiting: {cause}"),
    Kind.WAITING_ENDED: _("{who} ended the waiting"),
    Kind.MITIGATED: _("{who} reduced the impact"),
    Kind.RESTORED: _("{who} told that the service is restored"),
    Kind.IMPACT_RETURNED: _("{who} told that the impact is back"),
    Kind.RESOLVED: _("{who} resolved it: {resolution}"),
    Kind.CONFIRMED: _("{who} recorded the user's answer: {answer}"),
    Kind.CLOSED: _("{who} closed it"),
    Kind.REOPENED: _("{who} reopened it"),
    Kind.CANCELLED: _("{who} cancelled it: {cause}"),
    Kind.CANCELLATION_UNDONE: _("{who} undid the cancellation"),
    Kind.AMENDED: _("{who} amended {facts}"),
    Kind.PRIORITY_OVERRIDDEN: _("{who} set P{priority} by hand"),
    Kind.FLAGGED: _("{who} flagged {facts}"),
    Kind.RESTRICTED: _("{who} restricted it to named people"),
    Kind.RESTRICTION_LIFTED: _("{who} lifted the restriction"),
    Kind.NAMED: _("{who} named {people} on it"),
    Kind.INFORMED: _("{who} informed {people}"),
    Kind.NOTED: _("{who}"),
    Kind.REPLIED: _("{who} replied to the reporter"),
    Kind.RETRACTED: _("{who} took back entry {corrects}"),
    Kind.LINKED: _("{who} linked {ref}: {relation}"),
    Kind.UNLINKED: _("{who} took back the link to {ref}: {relation}"),
    Kind.MERGED: _("{who} merged it into {ref}"),
    Kind.REPORTS_JOINED: _("{who} attached reports: {count}"),
    Kind.MERGE_UNDONE: _(
        "{who} undid the merge into {ref}; {count} told meanwhile stay there"
    ),
    Kind.ABSORBED: _("{who} merged {ref} into it"),
    Kind.PARTED: _(
        "{who} parted {ref} from it again; {count} told meanwhile stay here"
    ),
    Kind.SPLIT: _("{who} split {ref} off"),
    Kind.TAGGED: _("{who} changed the tags: {tags}"),
    Kind.FIELDS_SET: _("{who} set {facts}"),
    Kind.TASK_ADDED: _("{who} added task {task}"),
    Kind.TASK_CHANGED: _("{who} changed task {task}"),
    Kind.TASK_DONE: _("{who} finished task {task}"),
    Kind.TASK_REOPENED: _("{who} reopened task {task}"),
    Kind.TIME_SPENT: _("{who} spent {minutes} min"),
    Kind.WATCHED: _("{who} lets {person} watch it"),
    Kind.UNWATCHED: _("{who} lets {person} watch it no more"),
    Kind.ATTACHED: _("{who} attached {file_name}"),
    Kind.DETACHED: _("{who} took back the file {file_name}"),
    Kind.ALERTS_JOINED: _("{who} added alerts: {count}"),
    Kind.ALERTS_WORSENED: _("{who} told a greater severity: {severity}"),
    Kind.ALERTS_RESOLVED: _("{who} ended alerts: {count}"),
    Kind.ESCALATION_BEGAN: _("{who} escalates it by the row {row}"),
    Kind.LEVEL_REACHED: _("{who} escalated it to level {level}: {people}"),
    Kind.ACKNOWLEDGEMENT_LAPSED: _(
        "{who} took the acknowledgement back: nothing followed it"
    ),
    Kind.PAGE_FAILED: _("{who} could not reach {person}"),
    Kind.ESCALATION_ENDED: _("{who} escalates it no further: {cause}"),
    Kind.CLOCKS_CHANGED: _("{who} planned clocks: {clocks}"),
    Kind.CLOCK_REACHED: _("{clocks}: {percent} % of its time is over"),
    Kind.MAJOR_PROPOSED: _("{who} proposes it as major: {criteria}"),
    Kind.MAJOR_REJECTED: _("{who} did not take it as major"),
    Kind.MAJOR_DECLARED: _("{who} declared it major"),
    Kind.MAJOR_ENDED: _("{who} told that it is major no more"),
    Kind.MAJOR_WRITTEN: _("{who} wrote in its record: {block}"),
    Kind.ROLE_FILLED: _("{who} named {person} as {post}"),
    Kind.ROLE_TAKEN: _("{person} took over as {post}"),
    Kind.ROLE_LEFT: _("{person} is no longer {post}"),
    Kind.EXECUTIVES_TOLD: _("{who} told executives: {people}"),
    Kind.UPDATE_PROMISED: _("{who} promised the next update"),
    Kind.UPDATE_OVERDUE: _("{who} told that the promised update is overdue"),
    Kind.CHANGE_REQUESTED: _("{who} asked for emergency change {change}: {people}"),
    Kind.CHANGE_APPROVED: _("{who} approved emergency change {change}"),
    Kind.CHANGE_REFUSED: _("{who} refused emergency change {change}"),
    Kind.CHANGE_IMPLEMENTED: _(
        "{who} told how emergency change {change} ended: {change_outcome}"
    ),
    Kind.TEAM_CALLED_OUT: _("{who} called out {squad}: {people}"),
    Kind.CALL_ANSWERED: _("{person} answered the call-out: {call_answer}"),
    Kind.CALL_REPLACED: _("{who} called {by_person} in place of {person}"),
    Kind.TEAM_MOBILISED: _("{squad} is mobilised, after {seconds} s"),
    Kind.SWARM_OPENED: _("{who} opened swarm {swarm}"),
    Kind.SWARM_INVITED: _("{who} called {people} into the swarm"),
    Kind.INVITE_ANSWERED: _("{person}: {answer}"),
    Kind.SWARM_JOINED: _("{person} joined the swarm"),
    Kind.SWARM_LEFT: _("{person} left the swarm"),
    Kind.HYPOTHESIS_POSED: _("{who} added hypothesis {hypothesis}"),
    Kind.HYPOTHESIS_MOVED: _("{who} moved hypothesis {hypothesis}: {state}"),
    Kind.SWARM_ACT: _("{who}"),
    Kind.SWARM_ALARMED: _("{who} warns of the swarm: {alarm}"),
    Kind.PRIMARY_TEAM_NAMED: _("{who} named {team} the primary team"),
    Kind.SWARM_CLOSED: _("{who} ended the swarm: {outcome}"),
    Kind.SWARM_MIRRORED: _("{who} connected {place} with swarm {swarm}"),
    Kind.NOTICE_PUBLISHED: _("{who} published a notice on {page}: {status}"),
    Kind.NOTICE_UPDATED: _("{who} updated the notice on {page}: {status}"),
    Kind.NOTICE_OVERDUE: _("The update promised on {page} is overdue"),
    Kind.NOTICE_ENDED: _("{who} ended the notice on {page}: {status}"),
    Kind.NOTICE_TAKEN_OVER: _("{person} tells users on {page} from now on"),
    Kind.STAKEHOLDER_DRAFT_PROPOSED: _("{who} proposes what to tell {audience}"),
    Kind.STAKEHOLDER_DRAFT_DROPPED: _("{who} told {audience} nothing"),
    Kind.STAKEHOLDERS_TOLD: _("{who} told {audience}: {n}"),
    Kind.STAKEHOLDERS_OVERDUE: _("{audience} were to be told, and were not"),
    Kind.REVIEW_OPENED: _("{who} opened review {review}"),
    Kind.REVIEW_PUBLISHED: _("{who} published review {review} for {readers}"),
    Kind.REVIEW_ACTION_ADDED: _("{who} added to review {review} action {action}"),
    Kind.REVIEW_ACTION_DONE: _("{who} finished action {action} of review {review}"),
    Kind.TOLD: _("{who} told what the source knew: {facts}"),
    Kind.ERASED: _("{who} erased personal data from {count} entries"),
}

CURRENT_VERSION = 1

# Only these move the stepper; all other kinds are told and set facts.
STATE_KINDS = frozenset(
    {
        Kind.REGISTERED,
        Kind.CLASSIFIED,
        Kind.ASSIGNED,
        Kind.ROUTED,
        Kind.ACCEPTED,
        Kind.DIAGNOSIS_BEGAN,
        Kind.WAITING_BEGAN,
        Kind.WAITING_ENDED,
        Kind.RESTORED,
        Kind.IMPACT_RETURNED,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.CANCELLED,
        Kind.CANCELLATION_UNDONE,
        Kind.MERGED,
        Kind.MERGE_UNDONE,
    }
)

_TELLING = frozenset(
    kind for kind in Kind if kind.startswith(("notice_", "review_", "stakeholder"))
)

# What is said in a swarm: many people at once, who refuse nobody what they decide.
IN_SWARM = frozenset(
    {
        Kind.SWARM_OPENED,
        Kind.SWARM_INVITED,
        Kind.INVITE_ANSWERED,
        Kind.SWARM_JOINED,
        Kind.SWARM_LEFT,
        Kind.HYPOTHESIS_POSED,
        Kind.HYPOTHESIS_MOVED,
        Kind.SWARM_ACT,
        Kind.SWARM_ALARMED,
        Kind.PRIMARY_TEAM_NAMED,
        Kind.SWARM_CLOSED,
        Kind.SWARM_MIRRORED,
    }
)

# These leave the incident's row as it was, so a set of them moves heads only.
TOLD_ONLY = (
    IN_SWARM
    | _TELLING
    | frozenset(
        {
            Kind.NOTED,
            Kind.REPLIED,
            Kind.RETRACTED,
            Kind.NAMED,
            Kind.INFORMED,
            Kind.TASK_ADDED,
            Kind.TASK_CHANGED,
            Kind.TASK_DONE,
            Kind.TASK_REOPENED,
            Kind.TIME_SPENT,
            Kind.WATCHED,
            Kind.UNWATCHED,
            Kind.ATTACHED,
            Kind.DETACHED,
            Kind.ALERTS_JOINED,
            Kind.ALERTS_WORSENED,
            Kind.ALERTS_RESOLVED,
            Kind.ESCALATION_BEGAN,
            Kind.LEVEL_REACHED,
            Kind.PAGE_FAILED,
            Kind.ESCALATION_ENDED,
            Kind.CLOCKS_CHANGED,
            Kind.CLOCK_REACHED,
            Kind.MAJOR_PROPOSED,
            Kind.MAJOR_REJECTED,
            Kind.MAJOR_DECLARED,
            Kind.MAJOR_ENDED,
            Kind.MAJOR_WRITTEN,
            Kind.ROLE_FILLED,
            Kind.ROLE_TAKEN,
            Kind.ROLE_LEFT,
            Kind.EXECUTIVES_TOLD,
            Kind.UPDATE_PROMISED,
            Kind.UPDATE_OVERDUE,
            Kind.CHANGE_REQUESTED,
            Kind.CHANGE_APPROVED,
            Kind.CHANGE_REFUSED,
            Kind.CHANGE_IMPLEMENTED,
            Kind.TEAM_CALLED_OUT,
            Kind.CALL_ANSWERED,
            Kind.CALL_REPLACED,
            Kind.TEAM_MOBILISED,
        }
    )
)

# What Tocsin tells of its own doing, and what is said in a swarm meanwhile. Whoever
# decides something need not have seen it.
BY_ITSELF = (
    IN_SWARM
    | _TELLING
    | frozenset(
        {
            Kind.CLOCKS_CHANGED,
            Kind.CLOCK_REACHED,
            Kind.ESCALATION_BEGAN,
            Kind.LEVEL_REACHED,
            Kind.ESCALATION_ENDED,
            Kind.PAGE_FAILED,
            Kind.REPORTS_JOINED,
            Kind.ALERTS_JOINED,
            Kind.ALERTS_RESOLVED,
            Kind.MAJOR_PROPOSED,
            Kind.ROLE_FILLED,
            Kind.EXECUTIVES_TOLD,
            Kind.UPDATE_PROMISED,
            Kind.UPDATE_OVERDUE,
            Kind.TEAM_CALLED_OUT,
            Kind.CALL_ANSWERED,
            Kind.CALL_REPLACED,
            Kind.TEAM_MOBILISED,
        }
    )
)

# Free text and personal values: they enter the hash as salted commitments, and the
# values lie beside the entry, where they can be erased and the chain still proves.
PRIVATE_FIELDS = frozenset(
    {
        "title",
        "description",
        "symptoms",
        "affected",
        "still_works",
        "before_symptoms",
        "automatic_fix_text",
        "location_physical",
        "location_virtual",
        "reporter_name",
        "text",
        "note",
        "done",
        "tried",
        "next_step",
        "reason",
        "told",
        "fields",
        "labels",
        "looked_at",
        "file_name",
        "question",
        "test",
        "evidence",
        "result",
        "guest",
    }
)
