"""Addresses of what keeps alerts quiet: silences, windows of planned work, and
other alerts."""

from django.urls import path

from tocsin.surfaces.web import (
    inhibition_pages,
    silence_pages,
    window_calendar,
    window_pages,
)

PATHS = [
    path("silences", silence_pages.silence_list, name="silences"),
    path("silences/new", silence_pages.silence_new, name="silence-new"),
    path("silences/<id>", silence_pages.silence, name="silence"),
    path("silences/<id>/change", silence_pages.silence_change, name="silence-change"),
    path("alerts/inhibition", inhibition_pages.inhibition, name="inhibition"),
    path("windows", window_pages.window_list, name="windows"),
    path("windows/calendar", window_calendar.window_calendar, name="window-calendar"),
    path("windows/new", window_pages.window_new, name="window-new"),
    path("windows/<int:number>", window_pages.window, name="window"),
    path(
        "windows/<int:number>/change", window_pages.window_change, name="window-change"
    ),
]
