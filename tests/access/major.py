"""Rows of the rights table for major incidents and rapid-response teams."""

from tests.access.means import ADMIN, STAFF, STAFF_SEES, TELL, Page

MAJOR_PAGES: dict[str, Page] = {
    "majors": Page(STAFF),
    "major-record": Page(STAFF_SEES, STAFF_SEES, {"ref": "{ref}"}),
    "emergency-change": Page(TELL, TELL, {"ref": "{ref}"}),
    "major-rules": Page(STAFF, ADMIN),
    "rapid-teams": Page(STAFF),
    "rapid-team": Page(STAFF, STAFF, {"key": "rapid"}),
    "rapid-team-new": Page(ADMIN, ADMIN),
    "rapid-team-change": Page(ADMIN, ADMIN, {"key": "rapid"}),
    "call-out": Page(STAFF, STAFF, {"number": "7"}),
}
MAJOR_READS = """get_majors get_major get_major_rules get_rapid_teams
get_rapid_team get_call_out""".split()
MAJOR_VERBS = """post_major_declare post_major_reject post_major_end post_major_name
post_major_take post_major_decline post_major_promise post_major_write
post_rapid_team_call_out post_rapid_team_test_reach post_call_out_answer
post_call_out_end post_emergency_change post_change_approve
post_change_refuse""".split()
MAJOR_SETS = "post_major_rules post_major_rules_try post_rapid_team".split()
