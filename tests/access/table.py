"""Who may open and send what: the rights table, role × verb × surface.

`docs/access.md` shows it (`python -m tests.access.table` prints it), and the tests
beside it try every row with every role, allowed or not. A new address, operation or
verb needs a row here, or the tests say so.
"""

from tests.access.helping import (
    HELP_ELSEWHERE,
    HELP_PAGES,
    HELP_READS,
    HELP_TELLS,
    HELP_VERBS,
)
from tests.access.major import MAJOR_PAGES, MAJOR_READS, MAJOR_SETS, MAJOR_VERBS
from tests.access.means import (
    ADMIN,
    ANYBODY,
    AUDIT,
    LEADS,
    MEANS,
    NOBODY,
    PEOPLE,
    SEES,
    SIGNED_IN,
    STAFF,
    STAFF_SEES,
    TELL,
    Page,
)
from tests.access.notices import (
    NOTICE_PAGES,
    NOTICE_READS,
    NOTICE_SETS,
    NOTICE_VERBS,
)
from tests.access.reviews import REVIEW_PAGES, REVIEW_READS, REVIEW_VERBS

__all__ = ["ADMIN", "AUDIT", "LEADS", "MEANS", "PEOPLE"]

OURS = {"ref": "{ref}"}
SILENCE = {"id": "00000000-0000-4000-8000-000000000007"}
ROTA = {"key": "tried"}
LAYER = ROTA | {"layer": "tried"}
ARRANGED = "schedule-change schedule-override schedule-temporary layer-new".split()
# Marc tries none of these pages himself: one's own are open to oneself.
MARC = {"key": "p-marc"}
PAGES: dict[str, Page] = {
    **HELP_PAGES,
    **MAJOR_PAGES,
    **NOTICE_PAGES,
    **REVIEW_PAGES,
    "account_login": Page(ANYBODY, ANYBODY),
    "account_inactive": Page(ANYBODY),
    "first-use": Page(ANYBODY, ANYBODY),
    "begin": Page(ADMIN, ADMIN),
    "begin-organisation": Page(ADMIN, ADMIN),
    "begin-teams": Page(ADMIN, ADMIN),
    "begin-services": Page(ADMIN, ADMIN),
    "begin-categories": Page(ADMIN, ADMIN),
    "forgotten": Page(ANYBODY, ANYBODY),
    "sessions": Page(SIGNED_IN, SIGNED_IN),
    "person-sessions": Page(ADMIN, ADMIN, {"key": "p-grace"}),
    "person-leaving": Page(ADMIN, ADMIN, {"key": "p-grace"}),
    "invitations": Page(LEADS, LEADS),
    "favicon": Page(ANYBODY),
    **dict.fromkeys(("desk", "rows", "queue-table", "queue-print"), Page(STAFF)),
    "bulk": Page(NOBODY, STAFF),
    "register-print": Page(STAFF),
    "incident-print": Page(STAFF_SEES, kwargs=OURS),
    "in-progress": Page(STAFF, ADMIN),
    "unsent": Page(SIGNED_IN),
    "unsent-keep": Page(NOBODY, SIGNED_IN),
    "unsent-drop": Page(NOBODY, SIGNED_IN),
    "views": Page(STAFF),
    "view-new": Page(STAFF, STAFF),
    "view-do": Page(NOBODY, STAFF),
    "live": Page(SIGNED_IN),
    "theme": Page(NOBODY, SIGNED_IN),
    "password": Page(NOBODY, SIGNED_IN),
    "signing-in": Page(SIGNED_IN),
    "signed-out": Page(ANYBODY),
    "sign-in-providers": Page(ADMIN, ADMIN),
    "sign-in-provider": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
    "keys": Page(STAFF),
    "more": Page(STAFF),
    "mine": Page(SIGNED_IN),
    "record": Page(SIGNED_IN, SIGNED_IN),
    "register": Page(STAFF),
    "export": Page(STAFF),
    "notifications": Page(SIGNED_IN),
    "bell": Page(SIGNED_IN),
    "notification-read": Page(NOBODY, SIGNED_IN),
    "notification-preferences": Page(SIGNED_IN, SIGNED_IN),
    "incident-mention": Page(STAFF_SEES, kwargs=OURS),
    **dict.fromkeys(("tasks", "time", "tags", "tag-names"), Page(STAFF)),
    "tag-rename": Page(NOBODY, ADMIN),
    "incident": Page(SEES, kwargs=OURS),
    "incident-pieces": Page(STAFF_SEES, kwargs=OURS),
    "incident-preview": Page(STAFF_SEES, kwargs=OURS),
    "incident-then": Page(STAFF_SEES, kwargs=OURS),
    "incident-say": Page(NOBODY, SEES, OURS),
    "incident-presence": Page(STAFF_SEES, STAFF_SEES, OURS),
    "incident-files": Page(NOBODY, SEES, OURS),
    "incident-pages": Page(STAFF_SEES, kwargs=OURS),
    "reached": Page(SIGNED_IN, SIGNED_IN),
    "team-reached": Page(LEADS, kwargs={"key": "infrastructure"}),
    "page-log": Page(AUDIT),
    "own-path": Page(AUDIT, ADMIN),
    "people-names": Page(STAFF),
    "people": Page(STAFF),
    "person-new": Page(ADMIN, ADMIN),
    "person": Page(STAFF, kwargs={"key": "p-grace"}),
    "person-change": Page(ADMIN, ADMIN, MARC),
    "person-contacts": Page(ADMIN, ADMIN, MARC),
    "person-absence": Page(ADMIN, ADMIN, MARC),
    "person-skills": Page(ADMIN, ADMIN, MARC),
    "person-rights": Page(ADMIN, ADMIN, MARC),
    "skills": Page(STAFF),
    "skill-new": Page(ADMIN, ADMIN),
    "skill": Page(STAFF, kwargs={"key": "sql"}),
    "skill-change": Page(ADMIN, ADMIN, {"key": "sql"}),
    "person-signing-in": Page(ADMIN, ADMIN, {"key": "p-grace"}),
    "services": Page(STAFF),
    "service-map": Page(STAFF),
    "service-new": Page(ADMIN, ADMIN),
    "service": Page(STAFF, kwargs={"key": "checkout"}),
    "service-change": Page(ADMIN, ADMIN, {"key": "checkout"}),
    **dict.fromkeys(("changes", "change-calendar"), Page(STAFF)),
    "change-new": Page(TELL, TELL),
    "change": Page(STAFF, TELL, {"key": "CHG-TRIED"}),
    "change-amend": Page(TELL, TELL, {"key": "CHG-TRIED"}),
    "figures": Page(STAFF),
    "source-figures": Page(STAFF, kwargs={"slug": "tocsin-heartbeats"}),
    "heartbeats": Page(STAFF),
    "heartbeat-new": Page(LEADS, LEADS),
    "heartbeat": Page(STAFF, LEADS, {"slug": "tried"}),
    "heartbeat-change": Page(LEADS, LEADS, {"slug": "tried"}),
    **dict.fromkeys(("silences", "swarms"), Page(STAFF)),
    "silence-new": Page(TELL, TELL),
    "silence": Page(STAFF, TELL, SILENCE),
    "silence-change": Page(TELL, TELL, SILENCE),
    "oncall-mine": Page(STAFF, STAFF),
    **dict.fromkeys(("oncall", "oncall-then", "oncall-fairness"), Page(STAFF)),
    "schedule-new": Page(LEADS, LEADS),
    **dict.fromkeys(("schedule", "swap-new"), Page(STAFF, STAFF, ROTA)),
    **dict.fromkeys(ARRANGED, Page(LEADS, LEADS, ROTA)),
    **dict.fromkeys(("layer-change", "layer-outside"), Page(LEADS, LEADS, LAYER)),
    **dict.fromkeys(("windows", "window-calendar"), Page(STAFF)),
    "window-new": Page(TELL, TELL),
    "window": Page(STAFF, TELL, {"number": "7"}),
    "window-change": Page(TELL, TELL, {"number": "7"}),
    "alerts": Page(STAFF),
    "alert": Page(STAFF, kwargs={"number": "{alert}"}),
    "channels": Page(ADMIN, ADMIN),
    "provider-new": Page(ADMIN, ADMIN, {"channel": "sms", "kind": "twilio"}),
    "provider": Page(ADMIN, ADMIN, {"key": "sms-gateway"}),
    "provider-change": Page(ADMIN, ADMIN, {"key": "sms-gateway"}),
    "worker": Page(ANYBODY),
    "manifest": Page(ANYBODY),
    "push-subscribe": Page(NOBODY, SIGNED_IN),
    "sources": Page(STAFF),
    "source-new": Page(ADMIN, ADMIN),
    "source": Page(STAFF, ADMIN, {"slug": "tried"}),
    "source-change": Page(ADMIN, ADMIN, {"slug": "tried"}),
    "source-connect": Page(ADMIN, ADMIN, {"slug": "tried"}),
    "source-mapping": Page(ADMIN, ADMIN, {"slug": "tried"}),
    "source-requests": Page(AUDIT, ADMIN, {"slug": "tried"}),
    "source-request": Page(AUDIT, kwargs={"number": "{request}"}),
    "failures": Page(AUDIT, ADMIN),
    "failure": Page(AUDIT, kwargs={"number": "{failure}"}),
    "items": Page(STAFF),
    "item-new": Page(ADMIN, ADMIN),
    "item-import": Page(ADMIN, ADMIN),
    "item": Page(STAFF, kwargs={"key": "web-1"}),
    "item-change": Page(ADMIN, ADMIN, {"key": "web-1"}),
    "sites": Page(STAFF),
    "site-new": Page(ADMIN, ADMIN),
    "site": Page(ADMIN, ADMIN, {"key": "paris"}),
    "teams": Page(STAFF),
    "team": Page(STAFF, kwargs={"key": "application"}),
    "team-rooms": Page(LEADS, LEADS, {"key": "infrastructure"}),
    "team-queue": Page(STAFF, kwargs={"key": "application"}),
    "bouncing": Page(STAFF),
    "team-new": Page(ADMIN, ADMIN),
    "team-change": Page(ADMIN, ADMIN, {"key": "application"}),
    "team-members": Page(ADMIN, ADMIN, {"key": "application"}),
    "team-skills": Page(ADMIN, ADMIN, {"key": "application"}),
    "categories": Page(STAFF),
    "category-new": Page(ADMIN, ADMIN),
    "category-effect": Page(STAFF, kwargs={"key": "application"}),
    "category": Page(STAFF, ADMIN, {"key": "application"}),
    "targets": Page(STAFF),
    "target": Page(STAFF, kwargs={"key": "resolve"}),
    "target-change": Page(ADMIN, ADMIN, {"key": "resolve"}),
    "target-preview": Page(STAFF),
    "target-numbers": Page(STAFF),
    "target-lives": Page(STAFF),
    "calendars": Page(STAFF),
    "calendar": Page(STAFF, kwargs={"key": "always"}),
    "calendar-change": Page(ADMIN, ADMIN, {"key": "office"}),
    "settings": Page(STAFF),
    "correlation-rules": Page(STAFF, ADMIN),
    "matrix": Page(STAFF, ADMIN),
    "matrix-row": Page(STAFF, ADMIN, {"key": "server-failure"}),
    "matrix-row-new": Page(STAFF, ADMIN),
    "matrix-coverage": Page(STAFF),
    "matrix-try": Page(STAFF),
    "matrix-replay": Page(STAFF),
    "reconciliation": Page(STAFF, ADMIN),
    "noise": Page(STAFF),
    "inhibition": Page(STAFF),
    "priority-matrix": Page(STAFF, ADMIN),
    "routing-rules": Page(STAFF, ADMIN),
    "codes": Page(STAFF, ADMIN),
    "models": Page(STAFF),
    "model": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
    "import-records": Page(ADMIN, ADMIN),
    "directory": Page(ADMIN),
    "directory-import": Page(ADMIN, ADMIN),
    "directory-source": Page(ADMIN, ADMIN, {"name": "corporate"}),
    "templates": Page(STAFF),
    "template": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
    "macros": Page(STAFF),
    "macro": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
    "own-fields": Page(STAFF),
    "own-field": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
    "options": Page(STAFF),
    "option": Page(STAFF, ADMIN, {"name": "work.reopen_days"}),
    "api-keys": Page(ADMIN, ADMIN),
    "api-key": Page(ADMIN, ADMIN, {"prefix": "watched"}),
    "mail": Page(ADMIN, ADMIN),
    "audit": Page(AUDIT),
    "coverage": Page(STAFF),
    "coverage-table": Page(STAFF),
    "drafts": Page(STAFF),
    "audit-export": Page(AUDIT, kwargs={"form": "csv"}),
    "setup": Page(ADMIN, ADMIN),
    "setup-file": Page(ADMIN, ADMIN),
    "verify": Page(AUDIT, AUDIT),
}
# Tried verb by verb; by those who want to be gone; and by tests of their own: drafts,
# files, in tests/web/test_files.py; imports, in tests/web/test_record_import.py.
ELSEWHERE = {"incident-verb", "account_logout", "review", "file", "file-take-back"}
ELSEWHERE |= HELP_ELSEWHERE
# Saved views, in tests/web/test_saved_views.py.
ELSEWHERE |= {"view"}
# Templates and macros in use, in tests/web/test_macros.py.
ELSEWHERE |= {"incident-template", "incident-macro"}
# What asks again who it is, in tests/web/test_signing_in.py.
ELSEWHERE |= {"mfa_authenticate", "mfa_login_webauthn", "account_reauthenticate"}
ELSEWHERE |= {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
ELSEWHERE |= {"factor-app", "factor-app-drawing", "factor-passkey", "factor-codes"}
ELSEWHERE |= {"factor-remove", "break-glass"}
# To a provider and back, in tests/sso.
ELSEWHERE |= {"sso-there", "sso-back"}
ELSEWHERE |= {"import-map", "import-run", "import-rejects"}
# In tests/web/test_oncall_pages.py.
ELSEWHERE |= {"swap", "oncall-calendar"}
# In tests/api/test_manners.py and tests/web/test_mail_pages.py.
ELSEWHERE |= {"api-root", "mail-shown"}
# In tests/web/test_reach_pages.py.
ELSEWHERE |= {"page-told", "person-reached"}
# In tests/web/test_directory_pages.py.
ELSEWHERE |= {"directory-map", "directory-run", "directory-refused"}
# In tests/web/test_rooms.py and test_guests.py.
ELSEWHERE |= {*"swarm swarm-pieces swarm-live swarm-do guest guest-live".split()}
# By whoever it was published for, in tests/journeys/test_reviewed.py.
ELSEWHERE |= {"review-read", "review-pdf"}
# By whoever has the link, in tests/web/test_answering.py, test_forgotten_password.py
# and test_invitations.py.
ELSEWHERE |= {"answer"}
ELSEWHERE |= {"new-password", "new-password-link", "welcome", "welcome-link"}

READ = frozenset({"read", "work", "admin"})
WORK = frozenset({"work", "admin"})
INTAKE = frozenset({"intake", "work", "admin"})
FOLLOW = READ | {"intake"}
LEAD = frozenset({"admin"})
SCOPES = ("read", "intake", "work", "admin")

# Operations of the API by their name; verbs on incidents are told by `may`.
OPERATIONS: dict[str, frozenset[str]] = {
    **dict.fromkeys(HELP_READS, FOLLOW),
    **dict.fromkeys(HELP_TELLS, INTAKE),
    **dict.fromkeys(HELP_VERBS, WORK),
    **dict.fromkeys(MAJOR_READS, READ),
    **dict.fromkeys(MAJOR_VERBS, WORK),
    **dict.fromkeys(MAJOR_SETS, LEAD),
    **dict.fromkeys(NOTICE_READS, READ),
    **dict.fromkeys(NOTICE_VERBS, WORK),
    **dict.fromkeys(NOTICE_SETS, LEAD),
    **dict.fromkeys(REVIEW_READS, READ),
    **dict.fromkeys(REVIEW_VERBS, WORK),
    "post_incident": INTAKE,
    "foretell": WORK,
    **dict.fromkeys(
        """post_silence post_silence_foresee patch_silence post_silence_expire
        post_window post_window_foresee patch_window post_window_extend
        post_window_end post_window_call_off post_swarm post_swarm_call
        post_swarm_answer post_swarm_join post_swarm_leave post_swarm_release
        post_swarm_recall post_swarm_doing post_swarm_act post_swarm_hypothesis
        post_swarm_hypothesis_move post_swarm_primary_team post_swarm_close
        post_swarm_guest post_swarm_guest_revoke post_swarm_chat
        post_swarm_chat_cut_off""".split(),
        WORK,
    ),
    "run": WORK,
    **dict.fromkeys(
        """post_change patch_change post_change_start post_change_finish
        post_change_cancel""".split(),
        INTAKE,
    ),
    "get_change": FOLLOW,
    "get_incident": FOLLOW,
    **dict.fromkeys(
        """get_latest_seal get_audit get_keys get_key post_key post_key_rotate
        post_key_revoke post_site patch_site post_item patch_item post_item_need
        post_item_need_no_more post_service patch_service post_service_need
        post_service_need_no_more post_person patch_person
        post_absence post_absence_end post_person_skill post_person_skill_no_more
        post_team patch_team post_team_member post_team_member_no_more
        post_team_skill post_team_skill_no_more post_skill patch_skill
        post_tag_rename get_person_work
        post_person_hand_over post_person_deactivate post_person_reactivate
        post_person_end_sessions get_invitations post_invitation
        post_invitation_resend post_invitation_withdraw
        post_source patch_source post_source_rotate
        post_source_subscription_confirm post_source_subscription_refuse
        get_request post_failures_replay post_failures_dismiss post_requests_replay
        post_heartbeat patch_heartbeat post_heartbeat_pause post_heartbeat_resume
        post_heartbeat_rotate post_heartbeat_delete
        post_schedule patch_schedule post_schedule_layer patch_schedule_layer
        post_schedule_layer_remove post_schedule_override post_schedule_override_end
        post_schedule_swap post_swap_accept post_swap_decline
        post_correlation_rules post_correlation_rules_try
        post_matrix post_matrix_diff post_target post_target_retire
        post_routing_rules post_routing_rules_try post_team_wip_limit
        post_reconciliation_hand_in get_team_rooms
        get_reach post_way post_way_verify post_way_code post_way_test post_way_remove
        post_steps post_manner get_pages get_page get_path post_path_trip
        post_swarm_guest_forget post_team_room post_team_room_verify
        post_team_room_remove
        get_channels get_provider post_provider patch_provider post_provider_remove
        post_provider_check post_provider_try post_channel_order""".split(),
        LEAD,
    ),
    **dict.fromkeys(
        """get_schedules get_schedule get_schedule_shifts get_schedule_overrides
        get_on_call get_swaps get_silences get_silence get_swarms
        get_swarm get_swarm_suggestions get_windows get_window
        get_sources get_source get_source_subscriptions get_alerts get_alert
        get_requests get_failures
        get_incidents get_timeline get_incident_as_of get_links get_changes
        get_queue get_queue_counts get_services get_service get_teams get_team
        get_configuration get_configuration_kind get_configuration_versions
        get_calendars get_calendar get_calendar_days get_calendar_add
        get_incident_clocks get_targets get_target get_clocks_foretold get_attainment
        get_calendar_elapsed get_tags get_tasks get_incident_tasks get_incident_time
        get_time get_watchers get_figures get_heartbeats
        get_correlation_rules get_reconciliation get_noise get_inhibition
        get_matrix get_escalation
        get_routing_rules get_team_queue get_bouncing
        get_coverage get_coverage_try get_coverage_replay
        get_heartbeat get_heartbeat_pings get_categories get_fields get_people
        get_person get_skills get_skill
        get_views get_view_incidents get_templates get_macros
        get_priority_matrix get_affected get_item
        files file_content get_item_affected get_items get_service_affected get_site
        get_sites""".split(),
        READ,
    ),
}


def pages() -> list[str]:
    """The table of pages, in Markdown."""
    head = ["| page | opened by | sent by |", "| --- | --- | --- |"]
    rows = sorted(PAGES.items())
    return head + [f"| `{name}` | {it.opens} | {it.sends} |" for name, it in rows]


def operations() -> list[str]:
    """The table of operations, in Markdown."""
    head = [
        f"| operation | {' | '.join(SCOPES)} |",
        f"| --- |{' --- |' * len(SCOPES)}",
    ]
    return head + [
        f"| `{name}` | {' | '.join(_yes(scope in able) for scope in SCOPES)} |"
        for name, able in sorted(OPERATIONS.items())
    ]


def _yes(allowed: bool) -> str:
    return "yes" if allowed else "–"


if __name__ == "__main__":
    print("\n".join([*pages(), "", *operations()]))  # noqa: T201
