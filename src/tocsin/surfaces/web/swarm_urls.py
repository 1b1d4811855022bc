"""Addresses of swarms, and of their guests."""

from django.urls import path

from tocsin.surfaces.web import guest_pages, swarm_live, swarm_pages

PATHS = [
    path("swarms", swarm_pages.swarm_list, name="swarms"),
    path("swarms/<ref>", swarm_pages.swarm, name="swarm"),
    path("swarms/<ref>/pieces", swarm_pages.swarm_pieces, name="swarm-pieces"),
    path("swarms/<ref>/live", swarm_live.swarm_live, name="swarm-live"),
    path("swarms/<ref>/<slug:deed>", swarm_pages.swarm_do, name="swarm-do"),
    path("g/<token>", guest_pages.guest_room, name="guest"),
    path("g/<token>/live", swarm_live.guest_live, name="guest-live"),
]
