"""Addresses of reviews."""

from django.urls import path

from tocsin.surfaces.web import review_pages, review_pdf, review_reading

PATHS = [
    path("reviews", review_pages.review_list, name="reviews"),
    path("incidents/<str:ref>/review", review_pages.open_one, name="incident-review"),
    path("reviews/<str:key>", review_pages.show, name="review-page"),
    path(
        "reviews/<str:key>/versions/<slug:part>",
        review_pages.versions,
        name="review-versions",
    ),
    path(
        "reviews/<str:key>/for/<slug:audience>.pdf",
        review_pdf.preview_pdf,
        name="review-preview-pdf",
    ),
    path(
        "reviews/<str:key>/read/<slug:audience>.pdf",
        review_pdf.read_pdf,
        name="review-pdf",
    ),
    path(
        "published/<str:key>/<slug:token>",
        review_reading.public,
        name="review-public",
    ),
    path(
        "reviews/<str:key>/for/<slug:audience>",
        review_reading.audience,
        name="review-audience",
    ),
    path(
        "reviews/<str:key>/read/<slug:audience>",
        review_reading.read,
        name="review-read",
    ),
]
