"""The addresses of what is promised, and of how often it is kept."""

from django.urls import path

from tocsin.surfaces.web import target_pages

PATHS = [
    path("targets", target_pages.target_list, name="targets"),
    path("targets/preview", target_pages.target_preview, name="target-preview"),
    path("targets/numbers", target_pages.target_numbers, name="target-numbers"),
    path("targets/lives", target_pages.target_lives, name="target-lives"),
    path("targets/at/<slug:key>", target_pages.target, name="target"),
    path(
        "targets/at/<slug:key>/change",
        target_pages.target_change,
        name="target-change",
    ),
]
