"""Addresses of on-call."""

from django.urls import path

from tocsin.surfaces.web import oncall_changing, oncall_pages, oncall_schedule

PATHS = [
    path("on-call", oncall_pages.oncall, name="oncall"),
    path("on-call/new", oncall_schedule.schedule_new, name="schedule-new"),
    path("on-call/mine", oncall_changing.oncall_mine, name="oncall-mine"),
    path("on-call/then", oncall_pages.oncall_then, name="oncall-then"),
    path("on-call/fairness", oncall_pages.oncall_fairness, name="oncall-fairness"),
    path("on-call/swaps/<int:number>", oncall_changing.swap, name="swap"),
    path(
        "on-call/calendar/<str:token>.ics",
        oncall_changing.oncall_calendar,
        name="oncall-calendar",
    ),
    path("on-call/<slug:key>", oncall_schedule.schedule, name="schedule"),
    path(
        "on-call/<slug:key>/change",
        oncall_schedule.schedule_change,
        name="schedule-change",
    ),
    path(
        "on-call/<slug:key>/override",
        oncall_changing.schedule_override,
        name="schedule-override",
    ),
    path(
        "on-call/<slug:key>/temporary",
        oncall_changing.schedule_temporary,
        name="schedule-temporary",
    ),
    path("on-call/<slug:key>/swap", oncall_changing.swap_new, name="swap-new"),
    path("on-call/<slug:key>/layers/new", oncall_changing.layer_new, name="layer-new"),
    path(
        "on-call/<slug:key>/layers/<slug:layer>",
        oncall_changing.layer_change,
        name="layer-change",
    ),
    path(
        "on-call/<slug:key>/layers/<slug:layer>/calendar",
        oncall_changing.layer_outside,
        name="layer-outside",
    ),
]
