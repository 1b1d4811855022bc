"""Rows of the rights table for help."""

from tests.access.means import SIGNED_IN, Page

HELP_PAGES: dict[str, Page] = {
    "help": Page(SIGNED_IN),
    "help-tell": Page(SIGNED_IN, SIGNED_IN),
    "help-reports": Page(SIGNED_IN),
}
# One's own reports, and nobody else's, in tests/journeys/test_help.py.
HELP_ELSEWHERE = {"help-report", "help-act"}
HELP_READS = "get_help_known get_help_reports get_help_report".split()
HELP_TELLS = ["post_help_report"]
HELP_VERBS = """post_help_report_attach post_help_report_not_for_me
post_help_report_answer post_help_report_works""".split()
