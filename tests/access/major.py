"""Rows of the rights table for major incidents and rapid-response teams."""

from tests.access.means import ADMIN, STAFF, STAFF_SEES, Page

MAJOR_PAGES: dict[str, Page] = {
    "majors": Page(STAFF),
    "major-record": Page(STAFF_SEES, STAFF_SEES, {"ref": "{ref}"}),
    "major-rules": Page(STAFF, ADMIN),
}
MAJOR_READS = "get_majors get_major get_major_rules".split()
MAJOR_VERBS = """post_major_declare post_major_reject post_major_end post_major_name
post_major_take post_major_decline post_major_promise post_major_write""".split()
MAJOR_SETS = "post_major_rules post_major_rules_try".split()
