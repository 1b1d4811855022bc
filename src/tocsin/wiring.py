"""Who hears what, what runs by the clock, what can be set. Start reading here.

The register tells nobody; these lists do. An arrow you cannot find in this
file does not exist.
"""

from datetime import timedelta
from typing import Any

from tocsin.engine.own_heartbeat import tell_heartbeat
from tocsin.engine.parts import SOON, Chore, Clockwork, Observer, Worker
from tocsin.engine.path.actions import travel
from tocsin.engine.path.options import OPTIONS as PATH
from tocsin.engine.sender import THREADS, send_due
from tocsin.foundation.accounts.actions.resets import answer_resets
from tocsin.foundation.accounts.actions.sessions import forget_sessions
from tocsin.foundation.accounts.options import OPTIONS as ACCOUNTS
from tocsin.foundation.calendars.clockwork import keep_holidays
from tocsin.foundation.calendars.kinds import KINDS as CALENDARS
from tocsin.foundation.changes.options import OPTIONS as CHANGES
from tocsin.foundation.classification.kinds import KINDS as CLASSIFICATION
from tocsin.foundation.config.kind import Kind as ConfigKind
from tocsin.foundation.config.option import Option
from tocsin.foundation.config.options import OPTIONS as CONFIG
from tocsin.foundation.directory.clockwork import ask_sources
from tocsin.foundation.directory.kinds import KINDS as DIRECTORY
from tocsin.foundation.directory.options import OPTIONS as DIRECTORY_OPTIONS
from tocsin.foundation.fields.kinds import KINDS as FIELDS
from tocsin.foundation.files.actions import collect_files
from tocsin.foundation.files.options import OPTIONS as FILES
from tocsin.foundation.idempotency.actions import forget_answers
from tocsin.foundation.mail.actions import forget_old_mails
from tocsin.foundation.mail.clockwork import send_due_mails
from tocsin.foundation.mail.options import OPTIONS as MAIL
from tocsin.foundation.notify.actions.tidying import forget_old_pages
from tocsin.foundation.notify.clockwork import tell_of_duty
from tocsin.foundation.notify.options import OPTIONS as NOTIFY
from tocsin.foundation.oncall.clockwork import (
    carry_on_with_shifts,
    fetch_calendars,
    forget_erased_on_call,
    keep_shifts,
)
from tocsin.foundation.oncall.options import OPTIONS as ONCALL
from tocsin.foundation.sso.kinds import KINDS as SSO
from tocsin.foundation.workspace.clockwork import tidy_desks
from tocsin.foundation.workspace.options import OPTIONS as WORKSPACE
from tocsin.improvement.reviews.clockwork import (
    forget_erased_in_reviews,
    remind_of_reviews,
)
from tocsin.improvement.reviews.observers import HEARS as REVIEWED_AFTER
from tocsin.improvement.reviews.observers import follow_for_reviews
from tocsin.improvement.reviews.options import OPTIONS as REVIEWS
from tocsin.intake.alerts.clockwork import (
    forget_erased_makers,
    keep_windows,
    listen_to_sources,
    remind_of_silences,
    remind_of_windows,
)
from tocsin.intake.alerts.kinds import KINDS as ALERT_KINDS
from tocsin.intake.alerts.options import OPTIONS as ALERTS
from tocsin.intake.correlation.clockwork import (
    lapse_alerts,
    raise_alerts,
    settle_alerts,
    wake_incidents,
)
from tocsin.intake.correlation.kinds import KINDS as CORRELATION
from tocsin.intake.correlation.observers import MERGES, count_merged
from tocsin.intake.correlation.options import OPTIONS as CORRELATION_OPTIONS
from tocsin.intake.correlation.proving import restore_proven, restore_unseen
from tocsin.intake.correlation.reconciling import reconcile_nightly
from tocsin.intake.correlation.restoring import resolve_due
from tocsin.intake.events.clockwork import confirm_subscriptions, keep_requests
from tocsin.intake.events.kinds import KINDS as EVENT_KINDS
from tocsin.intake.events.options import OPTIONS as EVENTS
from tocsin.intake.figures.clockwork import forget_old_figures, thin_old_figures
from tocsin.intake.figures.options import OPTIONS as FIGURES
from tocsin.intake.heartbeats.clockwork import forget_old_pings, look_for_due
from tocsin.intake.heartbeats.options import OPTIONS as HEARTBEATS
from tocsin.kernel.wake import PAGED
from tocsin.register.core.clockwork import carry_out_seals, seal_what_moved
from tocsin.register.core.entries import Kind
from tocsin.register.leaving.clockwork import hand_over_leavers
from tocsin.register.links.observers import HEARS as FOLLOWED
from tocsin.register.links.observers import follow_merged
from tocsin.register.links.options import OPTIONS as LINKS
from tocsin.register.macros.kinds import KINDS as MACROS
from tocsin.register.proving.actions import prove_on
from tocsin.register.proving.clockwork import ask_for_due_proof
from tocsin.register.proving.options import OPTIONS as PROVING
from tocsin.register.search.observers import HEARS, keep_words
from tocsin.register.transfer.anyones.actions import carry_out_imports
from tocsin.register.transfer.anyones.kinds import KINDS as TRANSFER
from tocsin.register.watching.clockwork import (
    forget_old_notifications,
    mail_what_waits,
)
from tocsin.register.watching.observers import tell_people, watch_on
from tocsin.register.watching.options import OPTIONS as WATCHING
from tocsin.register.watching.rules import HEARS as NEWS_HEARD
from tocsin.register.watching.rules import MERGES as MERGES_HEARD
from tocsin.register.work.options import OPTIONS as WORK
from tocsin.response.clocks.clockwork import plan_clocks_anew, tell_clocks_due
from tocsin.response.clocks.kinds import KINDS as CLOCKS
from tocsin.response.clocks.observers import count_clocks, count_history
from tocsin.response.clocks.story import HEARS as CLOCKS_HEAR
from tocsin.response.escalation.actions import CLIMBERS, climb, hear_outcomes
from tocsin.response.escalation.coverage.clockwork import prove_coverage
from tocsin.response.escalation.kinds import KINDS as ESCALATION
from tocsin.response.escalation.observers import HEARS as ESCALATED
from tocsin.response.escalation.observers import follow_incidents
from tocsin.response.escalation.options import OPTIONS as ESCALATION_OPTIONS
from tocsin.response.major.actions import keep_orders
from tocsin.response.major.kinds import KINDS as MAJOR
from tocsin.response.major.observers import (
    FOLLOWS,
    PROPOSES,
    find_majors,
    keep_majors,
)
from tocsin.response.rapid_response.actions import replace_silent
from tocsin.response.rapid_response.kinds import KINDS as RAPID_RESPONSE
from tocsin.response.rapid_response.observers import HEARS as CALLED_AFTER
from tocsin.response.rapid_response.observers import call_teams
from tocsin.response.reports.clockwork import join_followers
from tocsin.response.reports.observers import (
    LEAVES,
    MOVES,
    SAYS,
    TIES,
    adopt_reports,
    bring_reports_along,
    let_reports_go,
    tell_reporters,
)
from tocsin.response.routing.kinds import KINDS as ROUTING
from tocsin.response.routing.observers import HEARS as ROUTED_AFTER
from tocsin.response.routing.observers import route_told
from tocsin.response.stakeholders.actions.delivering import deliver_told
from tocsin.response.stakeholders.actions.pacing import keep_telling
from tocsin.response.stakeholders.clockwork import forget_erased_contacts
from tocsin.response.stakeholders.kinds import KINDS as STAKEHOLDERS
from tocsin.response.stakeholders.observers import HEARS as TOLD_AFTER
from tocsin.response.stakeholders.observers import tell_stakeholders
from tocsin.response.statuspage.clockwork import (
    advance_planned_work,
    nag_for_updates,
    sum_recent_days,
    tell_subscribers,
    tidy_subscriptions,
    watch_monitors,
    write_repeated_work,
)
from tocsin.response.statuspage.kinds import KINDS as STATUS_KINDS
from tocsin.response.statuspage.observers import HEARS as STATUS_HEARS
from tocsin.response.statuspage.observers import follow_incidents as follow_on_pages
from tocsin.response.statuspage.options import OPTIONS as STATUS_OPTIONS
from tocsin.response.swarm.actions import advance_swarms, make_rooms
from tocsin.response.swarm.clockwork import forget_erased_in_swarms
from tocsin.response.swarm.observers import HEARS as SWARMED
from tocsin.response.swarm.observers import POSTED as MIRRORED
from tocsin.response.swarm.observers import follow_swarmed, mirror_swarms
from tocsin.response.swarm.options import OPTIONS as SWARM

OBSERVERS = (
    Observer("search", HEARS, keep_words, history=True, batch=2000, rest=SOON),
    Observer("routing", ROUTED_AFTER, route_told),
    Observer("notifications", NEWS_HEARD, tell_people, rest=SOON),
    Observer("merged", FOLLOWED, follow_merged, rest=SOON),
    Observer("watchers", MERGES_HEARD, watch_on, rest=SOON),
    Observer("escalation", ESCALATED, follow_incidents, batch=500),
    Observer("alerts counted", MERGES, count_merged, rest=SOON),
    Observer("status pages", STATUS_HEARS, follow_on_pages, rest=SOON),
    Observer("clocks", CLOCKS_HEAR, count_clocks, batch=200, rest=SOON),
    Observer(
        "past clocks", CLOCKS_HEAR, count_history, history=True, batch=2000, rest=SOON
    ),
    Observer("major", PROPOSES, find_majors),
    Observer("majors kept", FOLLOWS, keep_majors, rest=SOON),
    Observer("stakeholders", TOLD_AFTER, tell_stakeholders, rest=SOON),
    Observer("swarms", SWARMED, follow_swarmed),
    Observer("swarms' chats", MIRRORED, mirror_swarms),
    Observer("rapid response", CALLED_AFTER, call_teams),
    Observer("reports taken out", LEAVES, let_reports_go, rest=SOON),
    Observer("reports tied", TIES, adopt_reports, rest=SOON),
    Observer("reporters told", SAYS, tell_reporters, rest=SOON),
    Observer("reports ended", MOVES, bring_reports_along, rest=SOON),
    Observer("reviews", REVIEWED_AFTER, follow_for_reviews, rest=SOON),
)

CLOCKWORK = (
    Clockwork("lapsed alerts", lapse_alerts, every=timedelta(seconds=5)),
    Clockwork("flapping alerts", settle_alerts, every=timedelta(seconds=10)),
    Clockwork("held alerts", raise_alerts, every=timedelta(seconds=2)),
    Clockwork("quiet incidents", wake_incidents, every=timedelta(seconds=10)),
    Clockwork("rhythms", listen_to_sources, every=timedelta(seconds=30)),
    Clockwork("windows", keep_windows, every=timedelta(hours=1)),
    Clockwork("window reminders", remind_of_windows, every=timedelta(seconds=30)),
    Clockwork("silence reminders", remind_of_silences, every=timedelta(seconds=30)),
    Clockwork("erased makers", forget_erased_makers, every=timedelta(minutes=1)),
    Clockwork("shifts", keep_shifts, every=timedelta(seconds=30)),
    Clockwork("outside calendars", fetch_calendars, every=timedelta(seconds=10)),
    Clockwork("erased on call", forget_erased_on_call, every=timedelta(minutes=1)),
    Clockwork("erased in swarms", forget_erased_in_swarms, every=timedelta(minutes=1)),
    Clockwork("erased contacts", forget_erased_contacts, every=timedelta(minutes=1)),
    Clockwork("reviews due", remind_of_reviews, every=timedelta(minutes=1)),
    Clockwork(
        "erased in reviews", forget_erased_in_reviews, every=timedelta(minutes=1)
    ),
    Clockwork("holidays", keep_holidays, every=timedelta(hours=6)),
    Clockwork("notification mail", mail_what_waits, every=timedelta(seconds=10)),
    Clockwork("old notifications", forget_old_notifications, every=timedelta(hours=1)),
    Clockwork("seal", seal_what_moved, every=timedelta(seconds=60)),
    Clockwork("proof", prove_on),
    Clockwork("due proof", ask_for_due_proof, every=timedelta(minutes=5)),
    Clockwork("files", collect_files, every=timedelta(minutes=10)),
    Clockwork("coverage", prove_coverage, every=timedelta(minutes=1)),
    Clockwork("imports", carry_out_imports),
    Clockwork("desks", tidy_desks, every=timedelta(minutes=1)),
    Clockwork("password resets", answer_resets),
    Clockwork("sessions", forget_sessions, every=timedelta(hours=1)),
    Clockwork("heartbeats", look_for_due),
    Clockwork("figures by minute", thin_old_figures, every=timedelta(minutes=30)),
    Clockwork("old figures", forget_old_figures, every=timedelta(minutes=10)),
    Clockwork("old pings", forget_old_pings, every=timedelta(minutes=10)),
    Clockwork("mail", send_due_mails),
    Clockwork("mail log", forget_old_mails, every=timedelta(minutes=10)),
    Clockwork("notices of duty", tell_of_duty, every=timedelta(minutes=1)),
    Clockwork("own heartbeat", tell_heartbeat, every=timedelta(minutes=1)),
    Clockwork("page log", forget_old_pages, every=timedelta(minutes=10)),
    Clockwork("directory", carry_on_with_shifts),
    Clockwork("leavers", hand_over_leavers, every=timedelta(seconds=10)),
    Clockwork("directory sources", ask_sources, every=timedelta(seconds=30)),
    Clockwork("clocks planned", plan_clocks_anew, every=timedelta(seconds=2)),
    Clockwork("reconciliation", reconcile_nightly, every=timedelta(minutes=10)),
    Clockwork("alerts over", resolve_due, every=timedelta(seconds=15)),
    Clockwork("proven", restore_proven, every=timedelta(seconds=15)),
    Clockwork("proven by figures", restore_unseen, every=timedelta(seconds=15)),
    Clockwork("promised updates", nag_for_updates, every=timedelta(seconds=5)),
    Clockwork("planned work", advance_planned_work, every=timedelta(seconds=5)),
    Clockwork("monitors of components", watch_monitors, every=timedelta(seconds=5)),
    Clockwork("repeated work", write_repeated_work, every=timedelta(minutes=10)),
    Clockwork("days of components", sum_recent_days, every=timedelta(minutes=1)),
    Clockwork("status subscribers", tidy_subscriptions, every=timedelta(minutes=1)),
    Clockwork("reports joined", join_followers, every=timedelta(seconds=5)),
    Clockwork("requests", keep_requests, every=timedelta(hours=1)),
    Clockwork("subscriptions", confirm_subscriptions, every=timedelta(seconds=5)),
    Clockwork("idempotency", forget_answers, every=timedelta(minutes=10)),
)

# Woken by time, and by what is told to everybody.
BY_TIME: frozenset[str] = frozenset()
# Each of these leaves a run that may be due.
CLIMBS: frozenset[str] = frozenset(
    {Kind.ESCALATION_BEGAN, Kind.ACKNOWLEDGEMENT_LAPSED, Kind.PAGE_FAILED}
)

# What any number of processes take from the same rows at once.
WORKERS: tuple[Worker, ...] = (
    Worker("climbing", climb, threads=CLIMBERS, hears=CLIMBS),
    Worker("pages unheard", hear_outcomes, rest=SOON, hears=BY_TIME),
    Worker("clocks due", tell_clocks_due, rest=SOON, hears=BY_TIME),
    Worker("major orders", keep_orders, rest=SOON, hears=BY_TIME),
    Worker("swarms due", advance_swarms, rest=SOON, hears=BY_TIME),
    Worker("swarms' rooms", make_rooms, rest=SOON, hears=BY_TIME),
    Worker("stakeholders due", keep_telling, rest=SOON, hears=BY_TIME),
    Worker("stakeholder posts", deliver_told, rest=SOON, hears=BY_TIME),
    Worker("status deliveries", tell_subscribers, threads=2, rest=SOON, hears=BY_TIME),
    Worker("calls unanswered", replace_silent, rest=SOON, hears=BY_TIME),
    Worker("pages", send_due, threads=THREADS, hears=frozenset({PAGED})),
)

# What each engine process does for itself.
CHORES = (
    Chore("seals.jsonl", carry_out_seals, every=timedelta(seconds=10)),
    # Any node helps the one trip on that is under way; whoever is first holds it.
    Chore("own path", travel, every=timedelta(seconds=2)),
)

# Every single value that an organisation may set, room by room.
OPTIONS: tuple[Option[Any], ...] = (
    *ACCOUNTS,
    *ALERTS,
    *CHANGES,
    *CONFIG,
    *DIRECTORY_OPTIONS,
    *ESCALATION_OPTIONS,
    *CORRELATION_OPTIONS,
    *EVENTS,
    *FIGURES,
    *FILES,
    *HEARTBEATS,
    *LINKS,
    *MAIL,
    *NOTIFY,
    *ONCALL,
    *PATH,
    *PROVING,
    *REVIEWS,
    *SWARM,
    *STATUS_OPTIONS,
    *WATCHING,
    *WORK,
    *WORKSPACE,
)

# Every kind of configuration that is drafted, reviewed and published.
KINDS: tuple[ConfigKind, ...] = (
    *ALERT_KINDS,
    *CALENDARS,
    *CLASSIFICATION,
    *CLOCKS,
    *CORRELATION,
    *DIRECTORY,
    *ESCALATION,
    *EVENT_KINDS,
    *FIELDS,
    *MAJOR,
    *RAPID_RESPONSE,
    *SSO,
    *MACROS,
    *ROUTING,
    *STAKEHOLDERS,
    *STATUS_KINDS,
    *TRANSFER,
)
