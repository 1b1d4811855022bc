"""Addresses of telling people of an incident."""

from django.urls import path

from tocsin.surfaces.web import stakeholder_pages, stakeholder_rules_pages, told_pages

PATHS = [
    path(
        "incidents/<str:ref>/stakeholders",
        stakeholder_pages.stakeholders,
        name="stakeholders",
    ),
    path(
        "settings/stakeholders",
        stakeholder_rules_pages.stakeholder_rules,
        name="stakeholder-rules",
    ),
    path(
        "settings/stakeholders/contacts",
        stakeholder_rules_pages.stakeholder_contacts,
        name="stakeholder-contacts",
    ),
    path("told/<slug:code>/<slug:token>", told_pages.told_view, name="told-view"),
]
