"""Addresses of major incidents."""

from django.urls import path

from tocsin.surfaces.web import emergency_pages, major_pages, major_rules_pages

PATHS = [
    path("major", major_pages.majors, name="majors"),
    path("major/<str:ref>", major_pages.major, name="major-record"),
    path(
        "major/<str:ref>/emergency-change",
        emergency_pages.emergency_change,
        name="emergency-change",
    ),
    path("settings/major", major_rules_pages.major_rules, name="major-rules"),
]
