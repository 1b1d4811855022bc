"""Teams and categories: who answers, what comes next, and where incidents go."""

from django.urls import path

from tocsin.surfaces.web import (
    category_pages,
    reach_pages,
    room_pages,
    routing_pages,
    team_pages,
    team_queue,
)

URLS = [
    path("teams/<key>/reached", reach_pages.team_reach, name="team-reached"),
    path("teams/<key>/chat", room_pages.team_rooms, name="team-rooms"),
    path("teams", team_pages.team_list, name="teams"),
    path("teams/new", team_pages.team_new, name="team-new"),
    path("teams/<key>", team_pages.team, name="team"),
    path("teams/<key>/queue", team_queue.queue_of_team, name="team-queue"),
    path("teams/<key>/change", team_pages.team_change, name="team-change"),
    path("teams/<key>/members", team_pages.team_members, name="team-members"),
    path("teams/<key>/skills", team_pages.team_skills, name="team-skills"),
    path("bouncing", team_queue.bouncing_incidents, name="bouncing"),
    path("settings/routing", routing_pages.routing_rules, name="routing-rules"),
    path("categories", category_pages.category_list, name="categories"),
    path("categories/new", category_pages.category_new, name="category-new"),
    path("categories/at/<path:key>", category_pages.category, name="category"),
]
