"""Rows of the rights table for status pages and notices."""

from tests.access.means import ADMIN, ANYBODY, NOBODY, STAFF, STAFF_SEES, TELL, Page

STATUS, NOTICE = {"slug": "tried"}, {"code": "noticetried1"}
COMPONENT = {"code": "componenttry"}
NOTICE_PAGES: dict[str, Page] = {
    "notices": Page(STAFF),
    **dict.fromkeys(("notice-new", "notice-past", "work-new"), Page(TELL, TELL)),
    "notice": Page(STAFF, TELL, NOTICE),
    "notice-take-over": Page(NOBODY, TELL, NOTICE),
    "notice-greeting": Page(STAFF),
    "stakeholders": Page(STAFF_SEES, STAFF_SEES, {"ref": "{ref}"}),
    "stakeholder-rules": Page(STAFF, ADMIN),
    "stakeholder-contacts": Page(ADMIN, ADMIN),
    "review-public": Page(ANYBODY, kwargs={"key": "REV-00001", "token": "tried"}),
    "not-for-me": Page(ANYBODY, ANYBODY, {"ref": "INC-00001", "token": "tried"}),
    "told-view": Page(ANYBODY, kwargs={"code": "toldtried123", "token": "tried"}),
    "notice-mend": Page(TELL, TELL, NOTICE | {"update": "updatetried1"}),
    "series-end": Page(NOBODY, TELL, {"number": "7"}),
    "notice-page-new": Page(ADMIN, ADMIN),
    "notice-page": Page(STAFF, kwargs=STATUS),
    **dict.fromkeys(
        ("notice-page-change", "component-new", "notice-subscribers"),
        Page(ADMIN, ADMIN, STATUS),
    ),
    "component-change": Page(ADMIN, ADMIN, COMPONENT),
    "component-state": Page(NOBODY, TELL, COMPONENT),
    "status-main": Page(ANYBODY),
    **dict.fromkeys(
        """status-page status-history status-days status-embed status-atom status-rss
        status-calendar status-badge""".split(),
        Page(ANYBODY, kwargs=STATUS),
    ),
    "status-month": Page(ANYBODY, kwargs=STATUS | {"what": "2026-03"}),
    "status-notice": Page(ANYBODY, kwargs=STATUS | {"what": "noticetried1"}),
    "status-json": Page(ANYBODY, kwargs=STATUS | {"what": "summary"}),
    **dict.fromkeys(
        ("status-open", "status-subscribe"), Page(ANYBODY, ANYBODY, STATUS)
    ),
    "status-confirm": Page(ANYBODY, ANYBODY, STATUS | {"token": "tried"}),
    "status-leave": Page(ANYBODY, ANYBODY, STATUS | NOTICE | {"token": "tried"}),
    "notice-templates": Page(STAFF),
    "notice-template": Page(ADMIN, ADMIN, {"name": "a-new-one"}),
}
NOTICE_READS = """get_status_pages get_status_page get_component get_notices get_notice
get_banner get_statement get_greeting get_greeting_text
get_stakeholders get_stakeholder_rules""".split()
NOTICE_VERBS = """post_notice post_notice_update post_notice_take_over
patch_notice_update post_past_notice post_work post_series post_series_end
post_component_state post_component_confirm post_stakeholder_draft
post_stakeholder_approve post_stakeholder_drop
""".split()
NOTICE_SETS = """post_status_page patch_status_page post_status_page_retire
post_component patch_component post_component_retire get_subscribers
post_subscriber_remove post_stakeholder_rules get_stakeholder_contacts
post_stakeholder_contact post_stakeholder_contact_remove""".split()
