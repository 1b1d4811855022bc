"""Rows of the rights table for reviews."""

from tests.access.means import NOBODY, REVIEWERS, STAFF, STAFF_SEES, Page

REVIEW_PAGES: dict[str, Page] = {
    "reviews": Page(STAFF, REVIEWERS),
    "incident-review": Page(STAFF_SEES, REVIEWERS, {"ref": "{ref}"}),
    "review-page": Page(STAFF, STAFF, {"key": "REV-TRIED"}),
    "review-versions": Page(STAFF, NOBODY, {"key": "REV-TRIED", "part": "summary"}),
    "review-preview-pdf": Page(
        STAFF, NOBODY, {"key": "REV-TRIED", "audience": "internal"}
    ),
    "review-audience": Page(
        STAFF, REVIEWERS, {"key": "REV-TRIED", "audience": "internal"}
    ),
}
REVIEW_READS = """get_reviews get_review get_review_published get_review_actions
get_actions_of_review""".split()
REVIEW_VERBS = """post_incident_review post_incident_review_dismiss post_review_write
post_review_factor post_review_factor_drop post_review_hand_to post_review_hand_in
post_review_approve post_review_send_back post_review_hide post_review_publish
post_review_withdraw post_review_action post_review_action_change
post_review_action_finish post_review_action_drop post_review_action_effect""".split()
