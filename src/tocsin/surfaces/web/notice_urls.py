"""Addresses of notices and status pages at the desk."""

from django.urls import path

from tocsin.surfaces.web import (
    notice_pages,
    status_page_pages,
    wording_pages,
    work_pages,
)

PATHS = [
    path("notices", notice_pages.notice_list, name="notices"),
    path("notices/new", notice_pages.notice_new, name="notice-new"),
    path("notices/greeting", notice_pages.notice_greeting, name="notice-greeting"),
    path("notices/past", notice_pages.notice_past, name="notice-past"),
    path("notices/work", work_pages.work_new, name="work-new"),
    path("notices/series/<int:number>/end", work_pages.series_end, name="series-end"),
    path("notices/pages/new", status_page_pages.page_new, name="notice-page-new"),
    path("notices/pages/<slug:slug>", status_page_pages.page_shown, name="notice-page"),
    path(
        "notices/pages/<slug:slug>/change",
        status_page_pages.page_change,
        name="notice-page-change",
    ),
    path(
        "notices/pages/<slug:slug>/components/new",
        status_page_pages.component_new,
        name="component-new",
    ),
    path(
        "notices/pages/<slug:slug>/subscribers",
        status_page_pages.subscriber_list,
        name="notice-subscribers",
    ),
    path(
        "notices/components/<slug:code>/change",
        status_page_pages.component_change,
        name="component-change",
    ),
    path(
        "notices/components/<slug:code>/state",
        status_page_pages.component_state,
        name="component-state",
    ),
    path(
        "notices/<slug:code>/take-over",
        notice_pages.notice_take_over,
        name="notice-take-over",
    ),
    path("notices/<slug:code>", notice_pages.notice, name="notice"),
    path(
        "notices/<slug:code>/updates/<slug:update>",
        notice_pages.notice_mend,
        name="notice-mend",
    ),
    path(
        "settings/notice-templates",
        wording_pages.wording_list,
        {"section": wording_pages.NOTICES},
        name="notice-templates",
    ),
    path(
        "settings/notice-templates/<slug:name>",
        wording_pages.wording,
        {"section": wording_pages.NOTICES},
        name="notice-template",
    ),
]
