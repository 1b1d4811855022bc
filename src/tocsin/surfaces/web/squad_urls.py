"""Addresses of rapid-response teams."""

from django.urls import path

from tocsin.surfaces.web import squad_pages

PATHS = [
    path("rapid-response", squad_pages.squad_list, name="rapid-teams"),
    path("rapid-response/new", squad_pages.squad_new, name="rapid-team-new"),
    path("rapid-response/teams/<slug:key>", squad_pages.squad, name="rapid-team"),
    path(
        "rapid-response/teams/<slug:key>/change",
        squad_pages.squad_change,
        name="rapid-team-change",
    ),
    path("rapid-response/call-outs/<int:number>", squad_pages.callout, name="call-out"),
]
