"""Addresses of the escalation matrix, and of who is reached by it."""

from django.urls import path

from tocsin.surfaces.web import holes_pages, matrix_pages

PATHS = [
    path("matrix", matrix_pages.matrix, name="matrix"),
    path("matrix/coverage", holes_pages.coverage, name="matrix-coverage"),
    path("matrix/try", holes_pages.try_it, name="matrix-try"),
    path("matrix/replay", holes_pages.replay, name="matrix-replay"),
    path("matrix/rows/new", matrix_pages.row_new, name="matrix-row-new"),
    path("matrix/rows/<str:key>", matrix_pages.row, name="matrix-row"),
]
